/**
 * `npm test`: types, lint, format, then every test this machine can run. Says what it leaves out and why; with
 * REQUIRE_ALL=1 leaving out is failing. The last line is `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import Mocha from 'mocha';
import settings from '../../.mocharc.json' with { type: 'json' };

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

/** Runs one of the project's own programs; true when all is well. */
function check(title: string, program: string, args: readonly string[]): boolean {
  console.log(`\n${title}: ${[program, ...args].join(' ')}`);
  const { status } = spawnSync(join(ROOT, 'node_modules', '.bin', program), args, {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return status === 0;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

async function runTests(): Promise<Counts> {
  const mocha = new Mocha({
    reporter: 'spec',
    timeout: settings.timeout,
    forbidOnly: settings['forbid-only'],
    checkLeaks: settings['check-leaks'],
  });
  const files = globSync('test/**/*.test.ts', { cwd: ROOT }).sort();
  for (const file of files) mocha.addFile(join(ROOT, file));
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    console.error('\nA test file cannot be loaded, so no test was run:', error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
  });
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

const checks = [
  check('types', 'tsc', ['--noEmit']),
  check('lint', 'eslint', ['.']),
  check('format', 'prettier', ['--check', '.']),
];
const { passed, failed, skipped } = await runTests();
const brokenChecks = checks.filter((ok) => !ok).length;
if (brokenChecks > 0) console.log(`${brokenChecks} of types, lint and format failed: see the top`);
const incomplete = requireAll && (leftOut.length > 0 || skipped > 0);
if (incomplete) console.log('REQUIRE_ALL=1 allows nothing to be left out');
console.log(`${passed} passed, ${failed + brokenChecks} failed, ${skipped} skipped`);
// Whatever a test left open must not keep the run from ending.
process.exit(failed + brokenChecks > 0 || incomplete ? 1 : 0);
