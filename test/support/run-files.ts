/** Runs the test files it is given, prints what mocha prints, and tells the process that forked it the counts. */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import Mocha from 'mocha';
import settings from '../../.mocharc.json' with { type: 'json' };

export interface Counts {
  readonly passed: number;
  /** What failed and why, a text each. */
  readonly failed: readonly string[];
  readonly skipped: number;
}

async function run(files: readonly string[]): Promise<Counts> {
  const mocha = new Mocha({
    reporter: 'spec',
    timeout: settings.timeout,
    forbidOnly: settings['forbid-only'],
    checkLeaks: settings['check-leaks'],
  });
  for (const file of files) mocha.addFile(resolve(file));
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    const said = `A test file cannot be loaded, so none of its part was run: ${inspect(error)}`;
    console.error(said);
    return { passed: 0, failed: [said], skipped: 0 };
  }
  const failed: string[] = [];
  return new Promise((done) => {
    const runner = mocha.run(() => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      done({ passed: passes, failed, skipped: pending });
    });
    runner.on('fail', (test, error: unknown) => failed.push(`${test.fullTitle()}\n${inspect(error)}`));
  });
}

const counts = await run(process.argv.slice(2));
// Whatever a test left open must not keep the run from ending.
const end = (): void => process.exit(counts.failed.length > 0 ? 1 : 0);
if (process.send === undefined) end();
else process.send(counts, end);
