/**
 * `npm test`: types, lint, format, and every test this machine can run. Says what it leaves out and why; with
 * REQUIRE_ALL=1 leaving out is failing. The last line is `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import type { Counts } from './run-files.ts';
import { SHAPES } from './shape.ts';
import { longestFirst, shareOut, type Output, type Pile } from './share-out.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NODE = 24;
const requireAll = process.env['REQUIRE_ALL'] === '1';

interface Need {
  readonly programs: readonly string[];
  /** An address to use instead of an own server. */
  readonly setting: string | null;
  readonly leavesOut: string;
}

const NEEDS: readonly Need[] = [
  {
    programs: ['redis-server', 'valkey-server'],
    setting: 'TEST_REDIS_URL',
    leavesOut: 'the tests of the queue on Redis',
  },
  { programs: ['initdb'], setting: 'TEST_DATABASE_URL', leavesOut: 'the tests of the ledger on PostgreSQL' },
  { programs: ['pg_ctl'], setting: 'TEST_DATABASE_URL', leavesOut: 'the tests of the ledger on PostgreSQL' },
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    setting: null,
    leavesOut: 'the tests of the console in a browser',
  },
];

/** What is missing on this machine, in words. */
function missing(): readonly string[] {
  return NEEDS.filter(
    ({ programs, setting }) => !programs.some(isInstalled) && (setting === null || !process.env[setting]),
  ).map(({ programs, setting, leavesOut }) => {
    const or = setting === null ? '' : ` and ${setting} is not set`;
    return `${programs[0] ?? ''} is not installed${or}: ${leavesOut}`;
  });
}

function isInstalled(program: string): boolean {
  // Debian keeps PostgreSQL's programs out of the PATH.
  const postgres = '/usr/lib/postgresql';
  const versions = existsSync(postgres)
    ? readdirSync(postgres).map((version) => join(postgres, version, 'bin'))
    : [];
  return [...(process.env['PATH'] ?? '').split(delimiter), ...versions].some((folder) =>
    existsSync(join(folder, program)),
  );
}

const CHECKS = [
  ['types', 'tsc', '--noEmit'],
  ['lint', 'eslint', '.'],
  ['format', 'prettier', '--check', '.'],
] as const;

/** Runs the project's own programs one after the other. */
async function runChecks(output: Output): Promise<Counts> {
  const failed: string[] = [];
  for (const [title, program, ...args] of CHECKS) {
    const child = spawn(join(ROOT, 'node_modules', '.bin', program), args, {
      cwd: ROOT,
      stdio: ['ignore', output, output],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code === 0) continue;
    failed.push(`${title}: see what \`${[program, ...args].join(' ')}\` says`);
  }
  return { passed: 0, failed, skipped: 0 };
}

/** What is behind nock is not to be in one process with scenarios, whose worlds stay open from file to file. */
const WORLDS = join('test', 'scenario');
/** Where the files are that take longest, however small they are: begun last, one would go on alone. */
const LONG = [
  ...['quarter', 'faults', 'split', 'breaker', 'crash', 'hand-over'].map((name) => join(WORLDS, name)),
  ...['e2e', 'property', 'conformance', 'unit/ledger'].map((name) => join('test', name)),
];
/** A test waits for a third of its time, so that one process more than there are cores keeps them busy. */
const SIDE_BY_SIDE = availableParallelism() + 1;

/** A process opens the worlds of one shape, as those it does not use take time, too. */
function pilesOf(files: readonly string[]): readonly Pile[] {
  const worlds = files.filter((file) => file.startsWith(WORLDS + sep));
  const ofShapes = worlds.filter((file) =>
    readFileSync(join(ROOT, file), 'utf8').includes('describeShapes('),
  );
  const scenarios = SHAPES.map((shape) => ({
    files: shape === 'embedded' ? [...worlds] : [...ofShapes],
    settings: { SCENARIO_SHAPE: shape },
  }));
  return [...scenarios, { files: files.filter((file) => !worlds.includes(file)), settings: {} }];
}

/** What the first process runs is printed as it runs; the rest, and what types, lint and format say, after it. */
async function runAll(): Promise<Counts> {
  const files = longestFirst(ROOT, globSync('test/**/*.test.ts', { cwd: ROOT }).sort(), LONG);
  const piles = pilesOf(files);
  const folder = mkdtempSync(join(tmpdir(), 'leadloop-tests-'));
  const later = (name: string): Output => openSync(join(folder, name), 'w');
  const outputs = Array.from({ length: SIDE_BY_SIDE }, (_, index) =>
    index === 0 ? 'inherit' : later(`process-${index}`),
  );
  try {
    const [ofFiles, ofChecks] = await Promise.all([
      shareOut(ROOT, piles, outputs),
      runChecks(later('checks')),
    ]);
    for (const file of readdirSync(folder).sort()) process.stdout.write(readFileSync(join(folder, file)));
    const counts = [...ofFiles, ofChecks];
    const sum = (count: 'passed' | 'skipped'): number =>
      counts.reduce((total, part) => total + part[count], 0);
    return { passed: sum('passed'), failed: counts.flatMap((part) => part.failed), skipped: sum('skipped') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const major = Number(process.versions.node.split('.')[0]);
if (major < NODE) {
  console.error(
    `The tests need Node ${NODE}, this is ${process.versions.node}: run "npm ci", then "npm test".`,
  );
  process.exit(1);
}

const leftOut = missing();
for (const reason of leftOut) console.log(`left out: ${reason}`);

const { passed, failed, skipped } = await runAll();
const incomplete = requireAll && (leftOut.length > 0 || skipped > 0);
if (incomplete) console.log('REQUIRE_ALL=1 allows nothing to be left out');
// Once more at the end, as the parts' outputs are long.
for (const text of failed) console.log(`FAILED ${text}\n`);
console.log(`${passed} passed, ${failed.length} failed, ${skipped} skipped`);
// Whatever a test left open must not keep the run from ending.
process.exit(failed.length > 0 || incomplete ? 1 : 0);
