/**
 * Runs test files one after the other and prints what mocha prints: those it is given, or, forked, each that it is sent, and
 * tells the counts of each.
 */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import Mocha from 'mocha';
import settings from '../../.mocharc.json' with { type: 'json' };
import { closeShared } from './close-shared.ts';
import { markOf, ownShape } from './shape.ts';

export interface Counts {
  readonly passed: number;
  /** What failed and why, a text each. */
  readonly failed: readonly string[];
  readonly skipped: number;
}

/** What is of no shape runs where the embedded ones do. */
const only = ownShape === null || ownShape === 'embedded' ? {} : { fgrep: markOf(ownShape) };

async function run(file: string): Promise<Counts> {
  const mocha = new Mocha({
    reporter: 'spec',
    timeout: settings.timeout,
    forbidOnly: settings['forbid-only'],
    checkLeaks: settings['check-leaks'],
    ...only,
  });
  mocha.addFile(resolve(file));
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    const said = `${file} cannot be loaded, so none of it was run: ${inspect(error)}`;
    console.error(said);
    return { passed: 0, failed: [said], skipped: 0 };
  }
  const failed: string[] = [];
  return new Promise((done) => {
    const runner = mocha.run(() => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      // Else each runner would pass an unhandled rejection on to all that ran before it, and they on to one another.
      runner.dispose();
      done({ passed: passes, failed, skipped: pending });
    });
    runner.on('fail', (test, error: unknown) => failed.push(`${test.fullTitle()}\n${inspect(error)}`));
  });
}

const CLOSING_MS = 30_000;

/** Whatever a test left open must not keep the run from ending. */
async function end(code: number): Promise<never> {
  setTimeout(() => process.exit(1), CLOSING_MS);
  await closeShared();
  process.exit(code);
}

// As mocha's own command does: a promise whose rejection nobody handles fails the test that is running.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

if (process.send === undefined) {
  let failures = 0;
  for (const file of process.argv.slice(2)) failures += (await run(file)).failed.length;
  await end(failures > 0 ? 1 : 0);
} else {
  process.on('message', (file: string) => void run(file).then((counts) => process.send?.(counts)));
  process.once('disconnect', () => void end(0));
}
