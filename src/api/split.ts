import express, { type Router } from 'express';
import { z } from 'zod';
import type { Split, SplitRefusalCode } from '../domain/split.ts';
import type { ApiContext } from './routes.ts';

/** `POST /split`, for those who are signed in. */
export function splitRoutes(context: ApiContext): Router {
  const router = express.Router();
  router.post('/', express.json(), async (request, response) => {
    const split = await context.operations.split(SPLIT.parse(request.body));
    response.status(statusOf(split)).json(bodyOf(split));
  });
  return router;
}

const SPLIT = z.strictObject({
  record: z.string().min(1),
  with: z.array(z.string().min(1)).default([]),
  dryRun: z.boolean().default(false),
});

const STATUS: Readonly<Record<SplitRefusalCode, number>> = {
  UNKNOWN_RECORD: 404,
  SEVERAL_RECORDS: 409,
  RECORD_ENDED: 409,
  NOT_TOGETHER: 409,
  NOTHING_STAYS: 409,
  NOT_READABLE: 503,
  BUSY: 503,
};

/** 202 while something that follows is still on its way. */
function statusOf(split: Split): number {
  if (split.kind === 'refused') return STATUS[split.code];
  return split.kind === 'done' && !split.arrived ? 202 : 200;
}

/** A refusal reads as every other error. */
function bodyOf(split: Split): object {
  if (split.kind !== 'refused') return split;
  const { code, message, fix } = split;
  return { error: { code, message, fix } };
}
