import type { CallOptions } from '../../src/connector/contract.ts';
import type { Answer, Client } from './client.ts';
import { composite } from './composite.ts';
import { COMPOSITE_QUERIES } from './versions.ts';

/** Polls of several objects begin together; this is how far apart their calls may come. */
const GATHER_MS = 50;

/** Reads what is at a path, as {@link Client.send} does. */
export type Gather = <Body>(path: string, options: CallOptions) => Promise<Answer<Body>>;

interface Waiting {
  readonly path: string;
  readonly options: CallOptions;
  readonly settle: PromiseWithResolvers<Answer<unknown>>;
}

/**
 * Reads that are asked for within a moment travel in one composite call, which counts once against the org's daily limit:
 * polling three objects costs as much as polling one.
 */
export function createGathering(client: Client): Gather {
  let waiting: Waiting[] = [];

  function flush(): void {
    const lanes = Map.groupBy(waiting, ({ options }) => options.lane);
    waiting = [];
    for (const lane of lanes.values())
      for (const group of Map.groupBy(lane, ({ options }) => options.signal).values())
        for (let start = 0; start < group.length; start += COMPOSITE_QUERIES)
          void ask(client, group.slice(start, start + COMPOSITE_QUERIES));
  }

  return <Body>(path: string, options: CallOptions) => {
    const settle = Promise.withResolvers<Answer<unknown>>();
    if (waiting.length === 0) setTimeout(flush, GATHER_MS);
    waiting.push({ path, options, settle });
    return settle.promise as Promise<Answer<Body>>;
  };
}

async function ask(client: Client, group: readonly Waiting[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  if (group.length === 1) return alone(client, first);
  try {
    const { body: answers, ...rest } = await composite(
      client,
      group.map(({ path }) => ({ method: 'GET', path })),
      'read',
      first.options,
    );
    for (const [at, one] of group.entries()) {
      const answer = answers[at];
      // A refusal is heard from a call of its own, which says it as every other call does.
      if (answer?.httpStatusCode !== 200) await alone(client, one);
      else one.settle.resolve({ ...rest, body: answer.body });
    }
  } catch (error) {
    for (const { settle } of group) settle.reject(error);
  }
}

async function alone(client: Client, { path, options, settle }: Waiting): Promise<void> {
  try {
    settle.resolve(await client.send({ method: 'GET', path, effect: 'read' }, options));
  } catch (error) {
    settle.reject(error);
  }
}
