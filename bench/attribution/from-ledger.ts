/**
 * All models over a ledger, as `leadloop report models` reads it, in a process of its own, so that the memory is that of the report.
 * Started with `fork`; the arguments are the size as JSON and the address of a PostgreSQL server, without which the built-in database
 * is used. Says in one message what it took.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODELS } from '../../src/attribution/models/index.ts';
import { ledgerOver } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { loadMappings } from '../../src/runtime/mappings.ts';
import { makeReportDesk } from '../../src/runtime/report-desk.ts';
import { silentLog } from '../../test/support/log.ts';
import { fillLedger, type Size } from './fill-ledger.ts';

export interface Took {
  readonly seconds: number;
  /** Of this process; without those of a server. */
  readonly cpuSeconds: number;
  readonly beforeMb: number;
  readonly peakMb: number;
  /** On disk, touches with their indexes. */
  readonly touchesMb: number;
}

const LOOK_MS = 20;
const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');

const [sizeText = '', url] = process.argv.slice(2);
const size = JSON.parse(sizeText) as Size;
const dataDir = await mkdtemp(join(tmpdir(), 'leadloop-bench-ledger-'));
const database = await openDatabase({ url: url ?? null, dataDir, log: silentLog });
const db = ledgerOver(database.pool);
await migrate(db);
await fillLedger(db, size);
const disk = await database.pool.query<{ mb: number }>(
  "select pg_total_relation_size('touchpoint') / 1024.0 / 1024 as mb",
);
const desk = makeReportDesk(db, systemClock, () => loadMappings(MAPPINGS));
globalThis.gc?.();
const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;
const beforeMb = megabytes();
let peakMb = beforeMb;
const looks = setInterval(() => (peakMb = Math.max(peakMb, megabytes())), LOOK_MS);
const started = performance.now();
const cpu = process.cpuUsage();
const report = await desk.report({
  name: 'models',
  by: 'campaign',
  from: null,
  until: null,
  model: null,
  rollUp: false,
});
const seconds = (performance.now() - started) / 1_000;
const { user, system } = process.cpuUsage(cpu);
clearInterval(looks);
checkSums();
const took: Took = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  beforeMb,
  peakMb: Math.max(peakMb, megabytes()),
  touchesMb: disk.rows[0]?.mb ?? 0,
};
process.send?.(took);
await database.close();
await rm(dataDir, { recursive: true, force: true });
process.disconnect();

/** A bench of something that gives away too much or too little would measure nothing. */
function checkSums(): void {
  const won = BigInt(Math.ceil(size.opportunities / 3)) * 1_234_567n;
  for (const model of MODELS.keys()) {
    const index = report.columns.findIndex(({ name }) => name === model);
    const sum = report.rows.reduce((cents, row) => cents + BigInt(String(row[index]).replace('.', '')), 0n);
    if (sum !== won) throw new Error(`${model} gives away ${sum} of ${won}`);
  }
}
