import express, { type Express } from 'express';
import { z } from 'zod';
import { TRIAL_KINDS } from '../ledger/trials.ts';
import type { ApiContext } from './routes.ts';

/** Rules files are longer than what is usually sent. */
const LARGEST_FILES = '5mb';

const TRY = z.strictObject({
  kind: z.enum(TRIAL_KINDS),
  files: z.record(z.string(), z.string()),
  folder: z.string().min(1),
  share: z.number().gt(0).max(1),
  tell: z.string().min(1).nullable(),
  who: z.string().min(1),
});
const END = z.strictObject({ who: z.string().min(1) });

/** Rules that run beside those in force, at `/api/v1/config/trial`. */
export function addTrialRoutes(app: Express, context: ApiContext): void {
  const path = '/api/v1/config/trial';
  app.get(path, async (_request, response) => void response.json(await context.operations.trial()));
  app.post(path, express.json({ limit: LARGEST_FILES }), async (request, response) => {
    const { files, ...body } = TRY.parse(request.body);
    response.json(await context.operations.tryRules({ ...body, files: new Map(Object.entries(files)) }));
  });
  app.post(`${path}/end`, express.json(), async (request, response) => {
    response.json(await context.operations.endTrial(END.parse(request.body).who));
  });
}
