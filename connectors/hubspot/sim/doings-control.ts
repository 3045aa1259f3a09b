import { z } from 'zod';
import { attend, changeMind, fillForm, joinList, mail, makeForm, occur } from './state/do.ts';
import { ATTENDANCE, customEvent, MAIL_EVENTS, PAGE_VIEW } from './state/doings.ts';
import type { Portal } from './state/portal.ts';
import { ALL } from './state/standings.ts';

const email = z.string();
/** When it happened, in ms; now, where it is not said. */
const at = z.number().optional();
const fields = z.record(z.string(), z.string());

const doing = z.discriminatedUnion('does', [
  z.strictObject({
    does: z.literal('fill-form'),
    form: z.string(),
    page: z.string().default('https://www.sandbox.example/contact'),
    fields,
    at,
  }),
  z.strictObject({ does: z.literal('make-form'), form: z.string(), at }),
  z.strictObject({ does: z.literal('view-page'), email, url: z.string(), title: z.string().default(''), at }),
  z.strictObject({ does: z.literal('custom-event'), email, name: z.string(), at }),
  z.strictObject({
    does: z.literal('mail'),
    type: z.enum(MAIL_EVENTS),
    recipient: email,
    subject: z.string().default('News'),
    url: z.string().nullable().default(null),
    filteredEvent: z.boolean().default(false),
    at,
  }),
  z.strictObject({
    does: z.enum(['unsubscribe', 'resubscribe']),
    email,
    /** Of one subscription; of all e-mail, where it is not said. */
    of: z.union([z.number(), z.literal(ALL)]).default(ALL),
    legalBasis: z.string().nullable().default(null),
    at,
  }),
  z.strictObject({ does: z.literal('join-list'), email, list: z.string(), at }),
  z.strictObject({ does: z.literal('attend'), email, event: z.string(), state: z.enum(ATTENDANCE), at }),
]);

/** Lets a person do one thing outside the records of the account. */
export function letDo(portal: Portal, given: unknown): void {
  const done = doing.parse(given);
  const { now } = portal;
  const when = done.at ?? now();
  portal.now = () => when;
  try {
    carryOut(portal, done);
  } finally {
    portal.now = now;
  }
}

function carryOut(portal: Portal, done: z.infer<typeof doing>): void {
  switch (done.does) {
    case 'fill-form':
      fillForm(portal, done);
      break;
    case 'make-form':
      makeForm(portal, done.form);
      break;
    case 'view-page':
      occur(portal, done.email, PAGE_VIEW, {
        hs_url: done.url,
        hs_page_title: done.title,
        hs_utm_campaign: '',
      });
      break;
    case 'custom-event':
      occur(portal, done.email, customEvent(done.name), {});
      break;
    case 'mail': {
      const { type, recipient, subject, url, filteredEvent } = done;
      mail(portal, { type, recipient, subject, url, filteredEvent });
      break;
    }
    case 'unsubscribe':
    case 'resubscribe':
      changeMind(portal, done);
      break;
    case 'join-list':
      joinList(portal, done.email, done.list);
      break;
    case 'attend':
      attend(portal, done.email, done.event, done.state);
      break;
  }
}
