import type { Clock } from '../domain/clock.ts';

/**
 * What a connector's simulator is: `connectors/<name>/sim/index.ts` exports `startSimulator`.
 *
 * A simulator is a local HTTP server that speaks the vendor's wire protocol well enough for the vendor's own clients.
 * Its state is in memory and seeded from a number. What it does not know, it refuses loudly (HTTP 501 that names the
 * gap), so that a gap is never mistaken for an empty answer. Beside the vendor's routes it answers under `/_sim/`
 * (see `sim/server.ts` for the part common to all simulators).
 */
export type StartSimulator = (options: SimulatorOptions) => Promise<Simulator>;

export interface SimulatorOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Same seed, same ids and same made-up people. */
  readonly seed: number;
  /** People, companies and so on to begin with; 0 is an empty account. */
  readonly population: number;
  /** Added to every vendor call, in ms. */
  readonly latencyMs: number;
  /** Whether the vendor's burst and daily limits are enforced. */
  readonly limits: boolean;
  /** Where the simulated account sends its webhooks; null sends none. Ignored by systems without webhooks. */
  readonly webhookUrl: string | null;
  /**
   * By which its records and what people do are dated; the machine's when not given. The life of tokens, limits, and how long an
   * answer takes go by the machine's.
   */
  readonly clock?: Clock | undefined;
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly url: string;
  /** The environment with which Leadloop connects to it, e.g. `{ HUBSPOT_BASE_URL: … }`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Does one thing a person in that system would do (edit a record, add one, answer a lead). Goes through the same
   *  code as the vendor's API, so it makes the same events. Returns what was done, in words. */
  act(random: () => number): string;
  close(): Promise<void>;
}
