/**
 * `npm run bench`: every `*.bench.ts` here, each in a process of its own, one after the other. With names as arguments
 * (`npm run bench -- calls`) only those. Prints figures and judges none: a wall clock is no test.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort();
for (const file of files) {
  if (wanted.length > 0 && !wanted.some((name) => file === `${name}.bench.ts`)) continue;
  const { status } = spawnSync(process.execPath, ['--expose-gc', join(import.meta.dirname, file)], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`${file} did not run to its end`);
    process.exitCode = 1;
  }
}
