import express, { type Express } from 'express';
import { z } from 'zod';
import { MOST_SAMPLED } from '../domain/drift.ts';
import { ENTITY_NAME } from '../domain/entity.ts';
import type { ApiContext } from './routes.ts';

const OBJECT = z.string().regex(ENTITY_NAME).nullable().default(null);
const ASKED = z.strictObject({
  object: OBJECT,
  sample: z.coerce.number().int().min(1).max(MOST_SAMPLED).nullable().default(null),
});
const REPAIR = z.strictObject({ object: OBJECT });

/** The drift audit, at `/api/v1/drift`: what differs between the systems; and its repair. */
export function addDriftRoutes(app: Express, context: ApiContext): void {
  app.get('/api/v1/drift', async (request, response) => {
    response.json(await context.operations.drift(ASKED.parse(request.query)));
  });
  app.post('/api/v1/drift/repair', express.json(), async (request, response) => {
    response.json(await context.operations.repairDrift(REPAIR.parse(request.body)));
  });
}
