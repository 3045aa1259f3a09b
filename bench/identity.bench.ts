/**
 * The shipped identity rules on many made-up people, on one core: how long until each was compared with all that could
 * be the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockKeys } from '../src/identity/block-keys.ts';
import { candidatePairs } from '../src/identity/candidate-pairs.ts';
import { judge } from '../src/identity/judge.ts';
import { prepare } from '../src/identity/prepare.ts';
import { parseIdentity } from '../src/mapping/identity-file/parse.ts';
import { madeUpPeople } from './identity/people.ts';
import { printHead, printTable, rounded } from './support/report.ts';

const FILE = join(import.meta.dirname, '..', 'mappings', 'identity.yaml');

const read = parseIdentity(readFileSync(FILE, 'utf8'), FILE);
const rules = read.kind === 'ok' ? read.rules.get('person') : undefined;
if (rules === undefined) throw new Error('the shipped identity rules do not stand');

printHead('Twins among made-up people (identity rules)');
const rows = [10_000, 100_000].map((count) => {
  const people = madeUpPeople(count);
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const prepared = people.map(({ fields }) => prepare(rules, fields));
  const ready = performance.now();
  const { pairs, skipped } = candidatePairs(
    prepared.map((record) => blockKeys(rules, record)),
    rules.largestBlock,
  );
  const paired = performance.now();
  const outcomes = { link: 0, park: 0 };
  let wrong = 0;
  for (const [one, other] of pairs) {
    const [a, b] = [prepared[one], prepared[other]];
    const found = a === undefined || b === undefined ? null : judge(rules, a, b);
    if (found === null) continue;
    outcomes[found.outcome] += 1;
    if (found.outcome === 'link' && people[one]?.entity !== people[other]?.entity) wrong += 1;
  }
  const done = performance.now();
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
  return {
    people: rounded(count),
    'normalise (s)': seconds(started, ready),
    'block (s)': seconds(ready, paired),
    'compare (s)': seconds(paired, done),
    'all (s)': seconds(started, done),
    'CPU (s)': ((user + system) / 1e6).toFixed(1),
    pairs: rounded(pairs.length),
    'blocks skipped': skipped.length,
    'largest skipped': skipped[0]?.records ?? 0,
    links: outcomes.link,
    'wrong links': wrong,
    parks: outcomes.park,
  };
});
printTable(rows);
