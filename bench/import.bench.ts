/** A list of people, imported twice. */
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { printHead, printTable } from './support/report.ts';
import { openWorld, total } from './support/world.ts';

const FILE = join(
  import.meta.dirname,
  '..',
  'test',
  'connectors',
  'lead-intake',
  'fixtures',
  'lists',
  'fake-people.csv',
);

printHead('Import of a list (fake-people.csv)');
const world = await openWorld();
if (world !== null) {
  const rows = [];
  for (const time of ['first', 'second']) {
    const started = performance.now();
    const report = await world.operations.import({
      file: FILE,
      source: 'fair',
      campaign: null,
      rejectFile: join(tmpdir(), `leadloop-bench-rejects-${process.pid}.csv`),
      choices: {},
    });
    rows.push({
      import: time,
      rows: report.rows,
      taken: report.taken,
      repeated: report.repeated,
      rejected: report.rejected,
      writes: total(Object.values(report.writes)),
      seconds: ((performance.now() - started) / 1000).toFixed(1),
    });
  }
  printTable(rows);
  await world.close();
}
