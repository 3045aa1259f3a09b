/**
 * The pure decision on many made-up people: mapping, three-way merge and the writes planned, in memory, on one core,
 * beside a comparison of the same fields written by hand. Both must decide what the people were made for.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityPlan } from '../src/domain/plan.ts';
import { parseMapping } from '../src/mapping/parse.ts';
import type { PlanContext } from '../src/reconcile/plan-context.ts';
import { planEntity } from '../src/reconcile/plan-entity.ts';
import type { EntityView } from '../src/reconcile/view.ts';
import { compareByHand, decidedByHand } from './reconcile/by-hand.ts';
import { madeUpEntities, RESOLVER, STORIES, type Decided, type MadeUpEntity } from './reconcile/entities.ts';
import { printHead, printTable, rounded } from './support/report.ts';

const ENTITIES = Number(process.env['BENCH_PEOPLE'] ?? 100_000);
/** Both ways take turns, so that a machine that is busy for a while slows both. */
const BATCH = 1_000;
const FILE = join(import.meta.dirname, '..', 'mappings', 'person.yaml');

interface Took {
  seconds: number;
  /** Seconds of the fastest batch: others on the machine only slow it. */
  fastest: number;
  cpuSeconds: number;
}

printHead(`Reconcile: what is to happen to ${rounded(ENTITIES)} people, decided in memory, one core`);
const parsed = parseMapping(readFileSync(FILE, 'utf8'), FILE);
if (parsed.kind === 'invalid') throw new Error('the shipped mapping does not stand');
const { mapping } = parsed;
const entities = madeUpEntities(ENTITIES, mapping);
const before = process.memoryUsage().rss;

let ids = 0;
const context: PlanContext = {
  mapping,
  resolver: RESOLVER,
  writable: (system) => system !== 'lead-intake',
  ids: { next: () => `intent-${(ids += 1)}` },
  now: new Date(0),
};
const planned: Took = { seconds: 0, fastest: Infinity, cpuSeconds: 0 };
const byHand: Took = { seconds: 0, fastest: Infinity, cpuSeconds: 0 };
const wrong = new Set<string>();
for (let start = 0; start < entities.length; start += BATCH) {
  const batch = entities.slice(start, start + BATCH);
  check('planEntity', batch, measured(planned, batch, (view) => planEntity(view, context)).map(decidedIn));
  check('by hand', batch, measured(byHand, batch, compareByHand).map(decidedByHand));
}

printTable(
  STORIES.map(({ name, leadsTo }) => {
    const people = entities.filter(({ story }) => story.name === name).length;
    const inAll = Object.entries(leadsTo).map(([what, each]) => [what, rounded(each * people)] as const);
    return { 'made up': name, people: rounded(people), ...Object.fromEntries(inAll) };
  }),
);
printTable(
  (
    [
      ['planEntity', planned],
      ['by hand', byHand],
    ] as const
  ).map(([what, { seconds, fastest, cpuSeconds }]) => ({
    what,
    'entities/s': rounded(entities.length / seconds),
    [`in the fastest ${rounded(BATCH)}`]: rounded(BATCH / fastest),
    seconds: seconds.toFixed(2),
    'CPU (s)': cpuSeconds.toFixed(2),
    ratio: (seconds / byHand.seconds).toFixed(1),
  })),
);
const megabytes = (bytes: number): string => rounded(bytes / 2 ** 20);
console.log(
  `Peak resident memory: ${megabytes(process.resourceUsage().maxRSS * 1024)} MB, ${megabytes(before)} MB of it before ` +
    'the first decision, with all the people.\n',
);
if (wrong.size > 0)
  throw new Error(`decided otherwise than the people were made for: ${[...wrong].join('; ')}`);

function measured<T>(
  took: Took,
  batch: readonly MadeUpEntity[],
  decide: (view: EntityView) => T,
): readonly T[] {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const decisions = batch.map(({ view }) => decide(view));
  const { user, system } = process.cpuUsage(cpu);
  took.cpuSeconds += (user + system) / 1e6;
  const seconds = (performance.now() - started) / 1000;
  took.seconds += seconds;
  if (batch.length === BATCH) took.fastest = Math.min(took.fastest, seconds);
  return decisions;
}

function check(way: string, batch: readonly MadeUpEntity[], decisions: readonly Decided[]): void {
  for (const [index, { story }] of batch.entries()) {
    if (JSON.stringify(decisions[index]) !== JSON.stringify(story.leadsTo))
      wrong.add(`${way}, ${story.name}`);
  }
}

function decidedIn({ intents, conflicts }: EntityPlan): Decided {
  const updates = intents.filter(({ write }) => write.kind === 'update');
  return {
    creates: intents.length - updates.length,
    updates: updates.length,
    fields: updates.reduce((sum, { write }) => sum + Object.keys(write.fields).length, 0),
    conflicts: conflicts.length,
  };
}
