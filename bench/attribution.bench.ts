/**
 * Attribution: a million touches of 10,000 opportunities, made up one path at a time, credited by all models at once (also for a tenth of the
 * opportunities, and for few with long paths) and by each alone. Memory is what is resident, the most of it. Then the same number of
 * touches in a ledger, read and credited as `leadloop report models` does, on PostgreSQL and on the built-in database.
 * `BENCH_OPPORTUNITIES` makes it smaller.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { attribute } from '../src/attribution/attribute.ts';
import { DEFAULT_SETTINGS, type Model } from '../src/attribution/model.ts';
import { MODELS } from '../src/attribution/models/index.ts';
import { readAmount } from '../src/attribution/money.ts';
import type { Path, Source, Touch } from '../src/attribution/path.ts';
import { DAY_MS, HOUR_MS } from '../src/domain/clock.ts';
import { startPostgres } from '../test/support/servers.ts';
import type { Size } from './attribution/fill-ledger.ts';
import type { Took } from './attribution/from-ledger.ts';
import { printHead, printTable, rounded } from './support/report.ts';

const OPPORTUNITIES = Number(process.env['BENCH_OPPORTUNITIES'] ?? 10_000);
const TOUCHES = 100;
const SOURCES = 300;
const START = Date.parse('2026-01-01T00:00:00.000Z');
/** Credits between two looks at the memory. */
const LOOK_EVERY = 50_000;

const sources: readonly Source[] = [
  { kind: 'unknown' },
  { kind: 'anonymous' },
  ...Array.from(
    { length: SOURCES - 2 },
    (_, index) => ({ kind: 'named', name: `campaign ${index}` }) as const,
  ),
];
const AMOUNT = readAmount('12345.67', 'EUR');

/** The same paths each time they are read; touches as they happened to arrive. */
function* madeUp(opportunities: number, touches: number): Generator<Path> {
  let seed = 1;
  const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let number = 0; number < opportunities; number += 1) {
    const own: Touch[] = [];
    for (let index = 0; index < touches; index += 1)
      own.push({
        key: `${number}-${index}`,
        at: START + Math.floor(chance() * 180 * DAY_MS),
        source: sources[Math.floor(chance() ** 2 * SOURCES)] as Source,
      });
    yield {
      opportunity: `${number}`,
      touches: own,
      reach: 'contact-roles',
      leadCreatedAt: START + 30 * DAY_MS,
      openedAt: START + 90 * DAY_MS,
      ending: { kind: chance() < 0.3 ? 'won' : 'lost', at: START + 180 * DAY_MS + HOUR_MS },
      amount: AMOUNT,
    };
  }
}

async function measure(
  what: string,
  models: readonly Model[],
  opportunities: number,
  touches: number,
): Promise<Readonly<Record<string, string | number>>> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  let credits = 0;
  let looked = 0;
  const started = performance.now();
  const cpu = process.cpuUsage();
  for await (const told of attribute(models, () => madeUp(opportunities, touches), DEFAULT_SETTINGS)) {
    credits += told.credits.length;
    const sum = told.credits.reduce((units, credit) => units + credit.units, told.residual?.units ?? 0n);
    if (sum !== AMOUNT?.units) throw new Error(`${told.model} gives away ${sum} of ${AMOUNT?.units ?? 0n}`);
    if (credits - looked < LOOK_EVERY) continue;
    looked = credits;
    most = Math.max(most, process.memoryUsage.rss());
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    models: what,
    opportunities: rounded(opportunities),
    touches: rounded(opportunities * touches),
    credits: rounded(credits),
    seconds: ((performance.now() - started) / 1_000).toFixed(1),
    'CPU seconds': ((user + system) / 1e6).toFixed(1),
    'memory before, MB': rounded(before / 2 ** 20),
    'the most, MB': rounded(most / 2 ** 20),
  };
}

async function fromLedger(
  shape: string,
  opportunities: number,
  url: string | null,
): Promise<Readonly<Record<string, string>>> {
  const size: Size = { opportunities, touches: TOUCHES, campaigns: SOURCES };
  const program = join(import.meta.dirname, 'attribution', 'from-ledger.ts');
  const child = fork(program, [JSON.stringify(size), ...(url === null ? [] : [url])]);
  const ended = once(child, 'exit');
  const told = await Promise.race([once(child, 'message'), ended.then(() => null)]);
  if (told === null) throw new Error(`the report on ${shape} did not come to its end`);
  const [took] = told as [Took];
  await ended;
  return {
    ledger: shape,
    opportunities: rounded(opportunities),
    touches: rounded(opportunities * TOUCHES),
    'touches on disk, MB': rounded(took.touchesMb),
    seconds: took.seconds.toFixed(1),
    'CPU seconds of Leadloop': took.cpuSeconds.toFixed(1),
    'memory before, MB': rounded(took.beforeMb),
    'the most, MB': rounded(took.peakMb),
  };
}

/** A server for each size, as the ledger is filled anew. */
async function onPostgres(opportunities: number): Promise<readonly Readonly<Record<string, string>>[]> {
  const server = await startPostgres();
  if (server.kind === 'unavailable') {
    console.log(`left out on PostgreSQL: ${server.reason}\n`);
    return [];
  }
  return [await fromLedger('PostgreSQL', opportunities, server.url).finally(() => server.stop())];
}

printHead(
  `Attribution: ${rounded(OPPORTUNITIES)} opportunities with ${TOUCHES} touches each, ${SOURCES} sources`,
);
const all = [...MODELS.values()];
const rows = [];
rows.push(await measure(`all ${all.length}, a tenth of the opportunities`, all, OPPORTUNITIES / 10, TOUCHES));
rows.push(await measure(`all ${all.length}`, all, OPPORTUNITIES, TOUCHES));
rows.push(await measure(`all ${all.length}, longer paths`, all, OPPORTUNITIES / 100, TOUCHES * 100));
for (const model of all) rows.push(await measure(model.name, [model], OPPORTUNITIES, TOUCHES));
printTable(rows);

printHead(`Attribution from the ledger: leadloop report models, all ${all.length} models`);
const read = [];
for (const opportunities of [OPPORTUNITIES / 10, OPPORTUNITIES]) {
  read.push(...(await onPostgres(opportunities)));
  read.push(await fromLedger('built-in', opportunities, null));
}
printTable(read);
