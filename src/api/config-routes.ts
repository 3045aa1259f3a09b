import express, { type Express } from 'express';
import { z } from 'zod';
import type { ConfigOperations } from './config-operations.ts';

const DIFF = z.strictObject({ from: z.string().min(1).optional(), to: z.string().min(1).optional() });
const ROLLBACK = z.strictObject({ force: z.boolean(), who: z.string().min(1) });
const NOTE = z.strictObject({ text: z.string().max(1000), who: z.string().min(1) });

/** The versions of the configuration, below `/api/v1/config`. */
export function addConfigRoutes(app: Express, operations: () => ConfigOperations): void {
  const versions = '/api/v1/config/versions';
  app.get(versions, async (_request, response) => void response.json(await operations().versions()));
  app.get(`${versions}/:id`, async (request, response) => {
    response.json(await operations().version(request.params.id));
  });
  app.get('/api/v1/config/diff', async (request, response) => {
    const { from = null, to = null } = DIFF.parse(request.query);
    response.json(await operations().diff({ from, to }));
  });
  app.post(`${versions}/:id/rollback`, express.json(), async (request, response) => {
    const body = ROLLBACK.parse(request.body);
    response.json(await operations().rollback({ ...body, version: request.params.id }));
  });
  app.post(`${versions}/:id/note`, express.json(), async (request, response) => {
    const body = NOTE.parse(request.body);
    response.json(await operations().note({ ...body, version: request.params.id }));
  });
}
