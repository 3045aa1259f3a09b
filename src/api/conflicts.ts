import express, { type Router } from 'express';
import { z } from 'zod';
import type { RefusalCode, Resolution } from '../domain/resolution.ts';
import { MOST_CONFLICTS, type ConflictFilter } from '../ledger/list-conflicts.ts';
import type { ApiContext } from './routes.ts';

/** `GET /conflicts` and `POST /conflicts/<id>/resolution`, for those who are signed in. */
export function conflictRoutes(context: ApiContext): Router {
  const router = express.Router();
  router.get('/', async (request, response) => {
    response.json(await context.operations.conflicts(toFilter(FILTER.parse(request.query))));
  });
  router.post('/:id/resolution', express.json(), async (request, response) => {
    const { id } = ID.parse(request.params);
    const { seen, ...answer } = ANSWER.parse(request.body);
    const resolution = await context.operations.resolveConflict({
      id,
      answer:
        'take' in answer ? { kind: 'take', system: answer.take } : { kind: 'value', value: answer.value },
      ...(seen === undefined ? {} : { seen }),
    });
    response.status(statusOf(resolution)).json(bodyOf(resolution));
  });
  return router;
}

const FILTER = z.strictObject({
  open: z.enum(['true', 'false']).optional(),
  entity: z.string().min(1).optional(),
  field: z.string().min(1).optional(),
  system: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_CONFLICTS).optional(),
});

const ID = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const seen = z.number().int().positive().optional();
const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const ANSWER = z.union([z.strictObject({ take: z.string().min(1), seen }), z.strictObject({ value, seen })]);

const toFilter = ({ open, entity, field, system, limit }: z.infer<typeof FILTER>): ConflictFilter => ({
  open: open === 'true',
  ...(entity === undefined ? {} : { entity }),
  ...(field === undefined ? {} : { field }),
  ...(system === undefined ? {} : { system }),
  ...(limit === undefined ? {} : { limit }),
});

const STATUS: Readonly<Record<RefusalCode, number>> = {
  NO_CONFLICT: 404,
  CONFLICT_CLOSED: 409,
  CONFLICT_STALE: 409,
  INVALID_VALUE: 422,
  NOT_READABLE: 503,
};

/** 202 while a write is still on its way. */
function statusOf(resolution: Resolution): number {
  if (resolution.kind === 'refused') return STATUS[resolution.code];
  return resolution.state === 'resolving' ? 202 : 200;
}

/** A refusal reads as every other error, with what the sides say now beside it. */
function bodyOf(resolution: Resolution): object {
  if (resolution.kind === 'accepted') return resolution;
  const { code, message, fix, now } = resolution;
  return { error: { code, message, fix }, now };
}
