import express, { type Express } from 'express';
import { z } from 'zod';
import type { ApiContext } from './routes.ts';
import { streamed } from './streamed.ts';

/** Rules files are longer than what is usually sent. */
const LARGEST_FILES = '5mb';

const MOMENT = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .nullable();
const BACKTEST = z.strictObject({
  files: z.record(z.string(), z.string()),
  folder: z.string().min(1),
  from: MOMENT,
  until: MOMENT,
});

/** Tries rules on recorded history, at `/api/v1/backtest`. */
export function addBacktestRoute(app: Express, context: ApiContext): void {
  app.post('/api/v1/backtest', express.json({ limit: LARGEST_FILES }), (request, response) => {
    const { files, ...body } = BACKTEST.parse(request.body);
    return streamed(response, (onProgress) =>
      context.operations.backtest({ ...body, files: new Map(Object.entries(files)), onProgress }),
    );
  });
}
