import express, { type Express } from 'express';
import { z } from 'zod';
import { reportAsCsv } from '../report/csv.ts';
import type { ApiContext } from './routes.ts';

const NAME = z.string().min(1).max(100);
const CLOSE = z.strictObject({
  period: NAME,
  by: NAME.nullable().default(null),
  models: z.array(NAME).default([]),
  who: z.string().min(1),
});
const SHOW = z.strictObject({
  by: NAME.nullable().default(null),
  model: NAME.nullable().default(null),
  lines: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  format: z.enum(['json', 'csv']).default('json'),
});

/** Closed periods, at `/api/v1/books`. */
export function addBooksRoutes(app: Express, context: ApiContext): void {
  const path = '/api/v1/books';
  app.get(path, async (_request, response) => void response.json(await context.operations.books()));
  app.post(path, express.json(), async (request, response) => {
    response.json(await context.operations.closeBooks(CLOSE.parse(request.body)));
  });
  app.get(`${path}/:period`, async (request, response) => {
    const { period } = request.params;
    const { format, ...asked } = SHOW.parse(request.query);
    const report = await context.operations.showBooks({ period, ...asked });
    if (format === 'csv')
      response.type('text/csv').attachment(`${report.name}-${period}.csv`).send(reportAsCsv(report));
    else response.json(report);
  });
}
