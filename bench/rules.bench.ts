/**
 * Rules: full decisions about people a second on one core, by the shipped files, beside json-rules-engine, which is given
 * the scores and intents and does the recipes and gates alone.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countsOf, fieldsOf } from '../src/decide/hand-over.ts';
import { decide } from '../src/rules/decide.ts';
import type { Directory } from '../src/rules/directory.ts';
import type { DecisionInput } from '../src/rules/input.ts';
import { receiptOf, type Hash } from '../src/rules/receipt.ts';
import { route } from '../src/rules/routing/route.ts';
import { NO_STATE, type RoutingState } from '../src/rules/routing/state.ts';
import { loadMappings } from '../src/runtime/mappings.ts';
import { engine, factsOf } from './rules/by-engine.ts';
import { NOW, people, TOUCHPOINTS } from './rules/people.ts';
import { percentile, printHead, printTable, rounded } from './support/report.ts';

const MS = Number(process.env['BENCH_MS'] ?? 8_000);
const MAPPINGS = join(import.meta.dirname, '..', 'mappings');

const { rules, routing: shipped } = await loadMappings(MAPPINGS);
if (shipped === null) throw new Error('The shipped files have no routing.');
const routing = shipped.value;
const signals = rules.scoring?.signals.length ?? 0;
const intents = rules.scoring?.intents.length ?? 0;
const directory: Directory = {
  people: new Map([...routing.people.keys()].map((email) => [email, true])),
  queues: new Set([routing.fallback]),
};

/** Everybody is given to somebody, the next after the one before, as in a batch, and nobody had anybody before. */
const now = new Date(NOW);
let state: RoutingState = NO_STATE;
function routeOne(input: DecisionInput): string {
  const routed = route(routing, {
    fields: fieldsOf(input),
    counts: countsOf(input),
    now,
    previous: null,
    directory,
    state,
  });
  state = routed.state;
  return routed.to.kind;
}

interface Speed {
  /** People in a second of CPU time, in the best of many rounds: what one core does on a calm machine. */
  readonly best: number;
  /** In the round in the middle: what it did here. */
  readonly middle: number;
}

async function speedOf(work: () => void | Promise<void>): Promise<Speed> {
  const end = performance.now() + MS;
  const speeds: number[] = [];
  do {
    const started = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(started);
    speeds.push((people.length * 1e6) / (user + system));
  } while (performance.now() < end);
  return { best: Math.max(...speeds), middle: percentile(speeds, 0.5) };
}

/** What json-rules-engine is given. Throws when it qualifies somebody otherwise. */
async function compare(): Promise<readonly Record<string, unknown>[]> {
  return Promise.all(
    people.map(async (input) => {
      const decision = decide(rules, input);
      const facts = factsOf(input, decision);
      const theirs = (await engine.run(facts)).events[0]?.type ?? null;
      const ours = decision.qualification?.transition?.recipe ?? null;
      if (theirs !== ours)
        throw new Error(
          `${String(input.person['email'])}: ${ours ?? 'no recipe'}, they: ${theirs ?? 'none'}`,
        );
      return facts;
    }),
  );
}

const facts = await compare();
let sink = 0;
const hash: Hash = (text) => createHash('sha256').update(text).digest('hex');
printHead(
  `Rules: ${rounded(people.length)} people with ${TOUCHPOINTS} touchpoints, ${signals} signals, ${intents} intents, the shipped files (${readFileSync(join(MAPPINGS, 'rules', 'qualification.yaml'), 'utf8').split('\n').length} lines of qualification)`,
);
const rows = [
  [
    'Leadloop: score, qualify, route everybody, sentence, next moment, every condition told',
    await speedOf(() => {
      state = NO_STATE;
      for (const input of people)
        if (decide(rules, input).next !== null && routeOne(input) === 'owner') sink += 1;
    }),
  ],
  [
    'Leadloop: the same without routing',
    await speedOf(() => {
      for (const input of people) if (decide(rules, input).next !== null) sink += 1;
    }),
  ],
  [
    'Leadloop: without routing, with its receipt as JSON',
    await speedOf(() => {
      for (const input of people)
        sink += JSON.stringify(receiptOf(input, decide(rules, input), 'bench', hash)).length;
    }),
  ],
  [
    'json-rules-engine: recipes and gates alone, scores and intents given',
    await speedOf(async () => {
      for (const given of facts) sink += (await engine.run(given)).events.length;
    }),
  ],
] as const;
if (sink === 0) throw new Error('nothing was done');
const ours = rows[0][1].best;
printTable(
  rows.map(([what, { best, middle }]) => ({
    what,
    'people/s of CPU time, best round': rounded(best),
    'middle round': rounded(middle),
    ratio: (best / ours).toFixed(2),
  })),
);
