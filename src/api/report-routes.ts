import type { Express } from 'express';
import { z } from 'zod';
import { reportAsCsv } from '../report/csv.ts';
import { REPORTS, type ReportName } from './report.ts';
import type { ApiContext } from './routes.ts';

/** A moment as ISO 8601, or none. */
export const MOMENT = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .nullable()
  .default(null);
const ASKED = z.strictObject({
  from: MOMENT,
  until: MOMENT,
  by: z.string().min(1).max(200).nullable().default(null),
  model: z.string().min(1).max(100).nullable().default(null),
  'roll-up': z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  format: z.enum(['json', 'csv']).default('json'),
});

/** Reports, at `/api/v1/reports/<name>`: as JSON, or with `format=csv` as a file for a spreadsheet. */
export function addReportRoutes(app: Express, context: ApiContext): void {
  app.get('/api/v1/reports/:name', async (request, response, next) => {
    const name = REPORTS.find((known: ReportName) => known === request.params.name);
    if (name === undefined) {
      next();
      return;
    }
    const { format, 'roll-up': rollUp, ...asked } = ASKED.parse(request.query);
    const report = await context.operations.report({ name, ...asked, rollUp });
    if (format === 'csv') response.type('text/csv').attachment(`${name}.csv`).send(reportAsCsv(report));
    else response.json(report);
  });
}
