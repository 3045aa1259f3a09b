import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 180_000;
/** Asking is work for Leadloop, too: often, it would be measured along. A receipt keeps its time. */
const ASK_MS = 1_000;

/** Asks until there is an answer. */
export async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS} ms`);
    await sleep(ASK_MS);
  }
}
