/**
 * `npm run eval:identity -- <folder>`: what the shipped rules (or those of `--rules <file>`) make of public benchmarks
 * whose truth is known. The data are not part of the project; the folder can also be named by LEADLOOP_EVAL_DATA. Each
 * benchmark is split in two by its entities: the thresholds were chosen on the first half only, so the second half is
 * what counts. With `--estimate` it also prints m and u as found in the first half, without labels.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EntityRules, IdentityRules } from '../../src/identity/rules.ts';
import { parseIdentity } from '../../src/mapping/identity-file/parse.ts';
import { printTable } from '../support/report.ts';
import { DATASETS, missingFiles, type Dataset, type Labelled } from './datasets.ts';
import { estimateFrom } from './estimate.ts';
import { measure, type Measured, type Tally } from './measure.ts';

/** Below this no link is left to the machine. */
const LEAST_PRECISION = 0.995;
const SHIPPED = join(import.meta.dirname, '..', '..', 'mappings', 'identity.yaml');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { rules: { type: 'string', default: SHIPPED }, estimate: { type: 'boolean', default: false } },
});
const folder = positionals[0] ?? process.env['LEADLOOP_EVAL_DATA'];

function rulesOf(file: string): IdentityRules {
  const read = parseIdentity(readFileSync(file, 'utf8'), file);
  if (read.kind === 'ok') return read.rules;
  throw new Error(
    read.problems.map(({ line, column, cause, fix }) => `${line}:${column} ${cause}. ${fix}`).join('\n'),
  );
}

function evaluate(from: string, rules: IdentityRules): void {
  for (const dataset of DATASETS) {
    const missing = missingFiles(dataset, from);
    const own = rules.get(dataset.kind);
    if (missing.length > 0) {
      console.log(`\n${dataset.name}: left out, ${from} has no ${missing.join(', ')}`);
      process.exitCode = 1;
    } else if (own === undefined)
      console.log(`\n${dataset.name}: left out, there are no rules for a ${dataset.kind}`);
    else show(dataset, own, dataset.read(from));
  }
}

function show(dataset: Dataset, rules: EntityRules, records: readonly Labelled[]): void {
  const half = (wanted: number): readonly Labelled[] =>
    records.filter(({ entity }) => parity(entity) === wanted);
  console.log(`\n${dataset.name} (${dataset.kind}, ${records.length} records)`);
  const parts = {
    'first half': measure(rules, half(0)),
    'second half': measure(rules, half(1)),
    all: measure(rules, records),
  };
  printTable(Object.entries(parts).map(([part, measured]) => row(part, measured)));
  for (const { rule, score } of parts.all.falseLinks) {
    console.log(
      `  false link by "${rule}": weight ${(score?.weight ?? 0).toFixed(1)}, probability ${(score?.probability ?? 0).toFixed(6)}`,
    );
  }
  const { link, decidedLink } = parts.all;
  if (Math.min(precision(link), precision(decidedLink)) < LEAST_PRECISION) {
    console.log(`  links are less precise than ${LEAST_PRECISION}`);
    process.exitCode = 1;
  }
  if (options.estimate) showEstimate(rules, half(0));
}

const precision = ({ right, wrong }: Tally): number => (right + wrong === 0 ? 1 : right / (right + wrong));
const share = (part: number, whole: number): string => (whole === 0 ? '' : (part / whole).toFixed(3));

const row = (part: string, measured: Measured): Readonly<Record<string, string | number>> => {
  const { link, park, truePairs, decidedLink, decidedPark, returning } = measured;
  return {
    part,
    'true pairs': truePairs,
    'in blocks': share(measured.blockedPairs, truePairs),
    'links ✓/✗': `${link.right}/${link.wrong}`,
    precision: precision(link).toFixed(4),
    recall: share(link.right, truePairs),
    'parks ✓/✗': `${park.right}/${park.wrong}`,
    'park precision': share(park.right, park.right + park.wrong),
    'recall with parks': share(link.right + park.right, truePairs),
    'decided: links ✓/✗': `${decidedLink.right}/${decidedLink.wrong}`,
    'decided: recall': share(decidedLink.right, returning),
    'decided: parks ✓/✗': `${decidedPark.right}/${decidedPark.wrong}`,
    'decided: recall with parks': share(decidedLink.right + decidedPark.right, returning),
  };
};

function showEstimate(rules: EntityRules, records: readonly Labelled[]): void {
  const { share: same, chances, rounds } = estimateFrom(rules, records);
  console.log(
    `  estimated without labels in ${rounds} rounds; ${same.toFixed(4)} of the pairs in blocks are the same`,
  );
  printTable(
    [...chances].flatMap(([comparison, levels]) =>
      [...levels].map(([level, { m, u }]) => ({
        comparison,
        level,
        m: m.toFixed(4),
        u: u.toFixed(6),
        bits: Math.log2(m / u).toFixed(1),
      })),
    ),
  );
}

/** A fixed toss for each entity. */
function parity(entity: string): number {
  let hash = 7;
  for (const letter of entity) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return Math.floor(hash / 3) % 2;
}

if (folder === undefined) {
  console.error(
    'Which folder are the data in? npm run eval:identity -- <folder>, or set LEADLOOP_EVAL_DATA.',
  );
  process.exitCode = 2;
} else evaluate(folder, rulesOf(options.rules));
