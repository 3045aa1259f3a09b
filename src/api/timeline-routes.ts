import { createHash, timingSafeEqual } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { ApiContext } from './routes.ts';
import { TIMELINES } from './timeline.ts';
import { closedTimelinePage, noTimelinePage, timelinePage } from './timeline-page.ts';

/** Whoever has come upon a wrong page of a list sees the first. */
const PAGE = z.coerce.number().int().min(1).max(100_000).catch(1);

const UUID = z.guid();

/**
 * People's timelines, for reps who follow the link of a hand-off in their browser. They hold personal data, so that nothing of
 * them is told without the password, not even who has a page; and nothing is kept by the browser or told to other sites.
 */
export function addTimelineRoutes(app: Express, { timelines }: Pick<ApiContext, 'timelines'>): void {
  app.get(`${TIMELINES}/:person`, async (request, response) => {
    response.set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }).type('html');
    const { password } = timelines;
    if (password === null || !hasPassword(request, password)) {
      close(response, password !== null);
      return;
    }
    const id = UUID.safeParse(request.params.person);
    const touchesPage = PAGE.parse(request.query['page'] ?? 1);
    const timeline = id.success ? await timelines.read(id.data, touchesPage) : null;
    if (timeline === null) response.status(404).send(noTimelinePage());
    else response.send(timelinePage(timeline, touchesPage));
  });
}

function close(response: Response, canAsk: boolean): void {
  // https://www.rfc-editor.org/rfc/rfc7617: the browser asks the person, and remembers it until it is closed.
  if (canAsk) response.status(401).set('www-authenticate', 'Basic realm="Leadloop", charset="UTF-8"');
  else response.status(403);
  response.send(closedTimelinePage(canAsk));
}

/** Any user name will do. */
function hasPassword(request: Request, password: string): boolean {
  const [, code] = /^Basic ([\w+/=-]+)$/iu.exec(request.get('authorization') ?? '') ?? [];
  if (code === undefined) return false;
  const pair = Buffer.from(code, 'base64').toString('utf8');
  const given = pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : '';
  return timingSafeEqual(digest(given), digest(password));
}

/** Of one length, whatever was given. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
