import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { seededRandom } from '../../../../src/connector/sim/random.ts';
import { writeCsv } from './csv.ts';
import type { IngestJob } from './job.ts';
import { csvReply } from './reply.ts';

/**
 * One of a job's three result files; null for an unknown name. Names are taken in any case: clients write both
 * `unprocessedrecords` (as the documentation) and `unprocessedRecords`. Rows are not in the upload's order, so that a
 * client cannot lean on it. (developer.salesforce.com: Bulk API 2.0, Get Job Successful Record Results)
 */
export function ingestResults(job: IngestJob, name: string): SimReply | null {
  const { header, successful, failed, unprocessed } = job.outcome;
  const file = (columns: readonly string[], rows: readonly (readonly string[])[]): SimReply =>
    csvReply(
      writeCsv([[...columns, ...header], ...shuffle(rows, parseInt(job.id.slice(8, 15), 36))], job.form),
    );
  switch (name.toLowerCase()) {
    case 'successfulresults':
      return file(
        ['sf__Id', 'sf__Created'],
        successful.map((row) => [row.id, String(row.created), ...row.cells]),
      );
    case 'failedresults':
      return file(
        ['sf__Id', 'sf__Error'],
        failed.map((row) => [row.id, row.error, ...row.cells]),
      );
    case 'unprocessedrecords':
      return file([], unprocessed);
    default:
      return null;
  }
}

/** The same order for the same seed. */
function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
