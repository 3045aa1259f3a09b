/**
 * `npm run eval:attribution -- <folder>`: the models on the customer paths of the R package ChannelAttribution, beside the
 * same models written a second time from their definitions (`by-hand.ts`). The data are not part of the project; the
 * folder can also be named by LEADLOOP_EVAL_DATA.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCounter } from '../../src/attribution/markov/transitions.ts';
import { removalEffects } from '../../src/attribution/markov/removal-effects.ts';
import { orderTouches } from '../../src/attribution/order-touches.ts';
import { printTable } from '../support/report.ts';
import { effectsByHand } from './by-hand.ts';
import { compare, type Comparison } from './compare.ts';
import { pathsOf, readRows, type Row } from './rows.ts';

const FILE = 'attribution/paths.csv';
/** The most that a channel's credit may differ: in units of the data's value, and for Markov as a part of it. */
const MOST = 0.01;
const MOST_MARKOV = 0.01;

const folder = process.argv[2] ?? process.env['LEADLOOP_EVAL_DATA'];

async function evaluate(from: string): Promise<void> {
  const file = join(from, FILE);
  if (!existsSync(file)) {
    console.log(`Left out: ${from} has no ${FILE}.`);
    process.exitCode = 1;
    return;
  }
  const rows = readRows(readFileSync(file, 'utf8'));
  const comparisons = await compare(rows);
  printTable(comparisons.map(judged));
  const effects = effectsOf(rows);
  const effectOf = (channel: string): number => effects.get(channel) ?? 0;
  const byHand = effectsByHand(rows);
  const channels = [...byHand.keys()].sort();
  const value = rows.reduce((sum, row) => sum + row.value, 0);
  const all = [...effects.values()].reduce((a, b) => a + b, 0);
  printTable(
    channels.map((channel) => ({
      channel,
      ...Object.fromEntries(
        comparisons.map(({ model, ours }) => [model, (ours.get(channel) ?? 0).toFixed(2)]),
      ),
      'removal effect': effectOf(channel).toFixed(4),
      'by hand': (byHand.get(channel) ?? 0).toFixed(4),
      'of the total by effects alone': ((value * effectOf(channel)) / all).toFixed(2),
    })),
  );
}

function judged({
  model,
  difference,
  relative,
  inexact,
}: Comparison): Readonly<Record<string, string | number>> {
  const agrees = model === 'markov' ? relative <= MOST_MARKOV : difference <= MOST;
  if (!agrees || inexact > 0) process.exitCode = 1;
  return {
    model,
    'largest difference': difference.toExponential(1),
    'as a part': relative.toExponential(1),
    'sums that are not exact': inexact,
    agrees: agrees ? 'yes' : 'no',
  };
}

function effectsOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const counter = makeCounter();
  for (const path of pathsOf(rows))
    if (path.ending.kind !== 'open') counter.count(orderTouches(path), path.ending.kind);
  return removalEffects(counter.transitions());
}

if (folder === undefined) {
  console.error(
    'Which folder are the data in? npm run eval:attribution -- <folder>, or set LEADLOOP_EVAL_DATA.',
  );
  process.exitCode = 2;
} else await evaluate(folder);
