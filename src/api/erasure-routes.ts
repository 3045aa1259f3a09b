import express, { type Express } from 'express';
import { z } from 'zod';
import type { EraseAnswer, EraseRefusalCode } from '../domain/erasure.ts';
import type { ApiContext } from './routes.ts';

/** Forgetting people, at `/api/v1/erasures`. */
export function addErasureRoutes(app: Express, context: ApiContext): void {
  const path = '/api/v1/erasures';
  app.get(path, async (_request, response) => void response.json(await context.operations.erasures()));
  app.post(path, express.json(), async (request, response) => {
    const answer = await context.operations.erase(ERASE.parse(request.body));
    response.status(statusOf(answer)).json(bodyOf(answer));
  });
  app.post(`${path}/:id/forget`, express.json(), async (request, response) => {
    const { id } = z.object({ id: z.uuid() }).parse(request.params);
    response.json(await context.operations.forgetErasure(id, FORGET.parse(request.body).who));
  });
}

const ERASE = z.strictObject({
  address: z.string().min(1),
  entities: z.array(z.uuid()).default([]),
  dryRun: z.boolean().default(false),
  who: z.string().min(1),
});
const FORGET = z.strictObject({ who: z.string().min(1) });

const STATUS: Readonly<Record<EraseRefusalCode, number>> = {
  NO_ADDRESS: 400,
  NOBODY: 404,
  SEVERAL: 409,
  NOT_THEIRS: 409,
  BUSY: 503,
};

/** 202 while something is still to be done. */
function statusOf(answer: EraseAnswer): number {
  if (answer.kind === 'refused') return STATUS[answer.code];
  return answer.kind === 'begun' && answer.erasures.some(({ state }) => state === 'erasing') ? 202 : 200;
}

/** A refusal reads as every other error, with those who are meant. */
function bodyOf(answer: EraseAnswer): object {
  if (answer.kind !== 'refused') return answer;
  const { code, message, fix, people } = answer;
  return { error: { code, message, fix, people } };
}
