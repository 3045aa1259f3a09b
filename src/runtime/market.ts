import type { Log } from '../connector/contract.ts';
import type { Simulator } from '../connector/simulator.ts';
import { pick } from '../connector/sim/random.ts';

/** Human actions per minute over all simulated systems. */
export const MARKET_RATES = { off: 0, slow: 20, fast: 600 } as const;
export type MarketPace = keyof typeof MARKET_RATES;

/** People at work in the simulated systems: they edit, add, answer. Stops when `signal` aborts. */
export function runMarket(
  simulators: readonly Simulator[],
  actionsPerMinute: number,
  random: () => number,
  log: Log,
  signal: AbortSignal,
): void {
  if (actionsPerMinute === 0 || simulators.length === 0) return;
  const act = (): void => {
    try {
      log.debug(pick(random, simulators).act(random));
    } catch (error) {
      log.error('the sandbox market failed to act', { error: String(error) });
    }
  };
  const timer = setInterval(act, 60_000 / actionsPerMinute);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
