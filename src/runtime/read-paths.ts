import type { Path } from '../attribution/path.ts';
import { PERSON } from '../domain/entity.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readOpportunityWays } from '../ledger/reports/read-opportunities.ts';
import { touchColumns, type SourceOf } from '../report/sources.ts';
import { toPath } from '../report/to-path.ts';
import { salesSideOf } from '../sla/sales-side.ts';
import type { ReportFiles } from './report-files.ts';

/** The ways to all opportunities that sales has, read one after the other. */
export async function* readPaths(
  db: LedgerDb,
  { files, settings }: ReportFiles,
  sourceOf: SourceOf,
): AsyncGenerator<Path> {
  const { systems } = salesSideOf(files.byKind.get(PERSON));
  for await (const way of readOpportunityWays(db, { systems, columns: touchColumns(settings) }))
    yield toPath(way, sourceOf, settings.currency);
}
