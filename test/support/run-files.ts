/** Runs the test files it is given, prints what mocha prints, and tells the process that forked it the counts. */
import { resolve } from 'node:path';
import Mocha from 'mocha';
import settings from '../../.mocharc.json' with { type: 'json' };

export interface Counts {
  readonly passed: number;
  readonly failed: number;
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
    console.error('\nA test file cannot be loaded, so none of these was run:', error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return new Promise((done) => {
    const runner = mocha.run((failed) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      done({ passed: passes, failed, skipped: pending });
    });
  });
}

const counts = await run(process.argv.slice(2));
// Whatever a test left open must not keep the run from ending.
process.send?.(counts, () => process.exit(counts.failed > 0 ? 1 : 0));
