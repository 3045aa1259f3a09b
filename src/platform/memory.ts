import { setFlagsFromString } from 'node:v8';

/** How far the heap may grow beyond what was in use, in percent, before garbage is cleared away. */
const GROWTH_PERCENT = 30;

/**
 * Makes V8 clear away garbage before it asks the machine for more memory, and give back what it then does not need. On a
 * machine with much memory it lets the heap grow to four times what is in use, and keeps the pages that it has emptied: a
 * back-fill then peaks at more than twice the memory, for a tenth more speed.
 * The flags are read anew at every collection (`node --v8-options`). Call it before much is loaded: space that the young
 * generation has taken is not given back.
 */
export function keepMemorySmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
}
