import type { Express } from 'express';
import { z } from 'zod';
import { listTable, proofTable } from '../report/proof/as-report.ts';
import { PROOF_BY, PROOF_NUMBERS } from '../report/proof/proof.ts';
import { reportAsCsv } from '../report/csv.ts';
import { MOMENT } from './report-routes.ts';
import type { ApiContext } from './routes.ts';

const ASKED = z.strictObject({
  from: MOMENT,
  until: MOMENT,
  by: z.enum(PROOF_BY).default('source'),
  place: z.enum(PROOF_NUMBERS).nullable().default(null),
  offline: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  format: z.enum(['json', 'csv']).default('json'),
});

/** The conservation proof, at `/api/v1/proof`: as JSON, or with `format=csv` its table, or the list behind a number, as a file. */
export function addProofRoute(app: Express, context: ApiContext): void {
  app.get('/api/v1/proof', async (request, response) => {
    const { format, place, ...asked } = ASKED.parse(request.query);
    const proof = await context.operations.proof({ ...asked, list: place });
    if (format === 'json') {
      response.json(proof);
      return;
    }
    const table = place === null ? proofTable(proof) : listTable(proof);
    response.type('text/csv').attachment(`${table.name}.csv`).send(reportAsCsv(table));
  });
}
