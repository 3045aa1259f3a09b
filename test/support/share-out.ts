import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILE_ONCE } from './compile-once.ts';
import type { Counts } from './run-files.ts';

/** Where a process prints. */
export type Output = 'inherit' | number;

/** Files that are not to share a process with those of other piles; the first is taken first. */
export interface Pile {
  readonly files: string[];
  /** What their processes find in their environment. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Clearing it away less often saves some of the time. */
const ROOM_FOR_GARBAGE = '--max-semi-space-size=64';

/**
 * Runs test files in as many processes side by side as there are outputs. Each process takes the next file when it is
 * through with one, so that no core is idle while there are files left; and so that no process is long alone at the end,
 * piles should be in the order of `longestFirst`. Takes the files off the piles, and answers one result for each.
 */
export async function shareOut(
  root: string,
  piles: readonly Pile[],
  outputs: readonly Output[],
): Promise<readonly Counts[]> {
  const counts: Counts[] = [];
  const work = async (output: Output): Promise<void> => {
    for (;;) {
      const pile = piles.find(({ files }) => files.length > 0);
      if (pile === undefined) return;
      await workOff(root, pile, output, counts);
    }
  };
  await Promise.all(outputs.map(work));
  return counts;
}

/** Runs files of one pile in one process, until there are none left or the process has ended by itself. */
async function workOff(root: string, pile: Pile, output: Output, counts: Counts[]): Promise<void> {
  const child = fork(join(import.meta.dirname, 'run-files.ts'), {
    cwd: root,
    stdio: ['ignore', output, output, 'ipc'],
    execArgv: [ROOM_FOR_GARBAGE, COMPILE_ONCE],
    env: { ...process.env, ...pile.settings },
  });
  const exit = once(child, 'exit');
  const { files } = pile;
  for (let file = files.shift(); file !== undefined; file = files.shift()) {
    const told = await Promise.race([countsOf(child, file), exit.then(() => null)]);
    counts.push(told ?? failure(`${file}: its process ended before it told its counts.`));
    if (told === null) return;
  }
  child.disconnect();
  const [code] = (await exit) as [number | null];
  if (code !== 0) counts.push(failure('What test files share could not be closed.'));
}

const failure = (text: string): Counts => ({ passed: 0, failed: [text], skipped: 0 });

async function countsOf(child: ChildProcess, file: string): Promise<Counts> {
  child.send(file);
  const [counts] = (await once(child, 'message')) as [Counts];
  return counts;
}

/** In the order in which they should be begun: those below `long`, then the others, of which the larger mostly take longer. */
export function longestFirst(root: string, files: readonly string[], long: readonly string[]): string[] {
  const rank = (file: string): number => {
    const place = long.findIndex((start) => file.startsWith(start));
    return place === -1 ? long.length : place;
  };
  const size = (file: string): number => statSync(join(root, file)).size;
  return files.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a));
}
