import type { CallOptions } from '../../src/connector/contract.ts';
import type { Answer, Client } from './client.ts';
import { composite } from './composite.ts';
import { queryPage, queryPath, type QueryReply, type Row, type Scope } from './query.ts';
import type { Select } from './soql.ts';
import { COMPOSITE_QUERIES } from './versions.ts';

/** Polls of several objects begin together; this is how far apart their queries may come. */
const GATHER_MS = 50;

export type QueryPage = (
  statement: Select,
  options: CallOptions,
  scope?: Scope,
) => Promise<Answer<readonly Row[]>>;

interface Waiting {
  readonly statement: Select;
  readonly scope: Scope;
  readonly options: CallOptions;
  readonly settle: PromiseWithResolvers<Answer<readonly Row[]>>;
}

/**
 * As {@link queryPage}, but statements asked within a moment travel in one composite call, which counts once against the
 * org's daily limit: polling three objects costs as much as polling one.
 */
export function createGathering(client: Client): QueryPage {
  let waiting: Waiting[] = [];

  function flush(): void {
    const groups = Map.groupBy(waiting, ({ options }) => options.signal);
    waiting = [];
    for (const group of groups.values())
      for (let start = 0; start < group.length; start += COMPOSITE_QUERIES)
        void ask(client, group.slice(start, start + COMPOSITE_QUERIES));
  }

  return (statement, options, scope = 'query') => {
    const settle = Promise.withResolvers<Answer<readonly Row[]>>();
    if (waiting.length === 0) setTimeout(flush, GATHER_MS);
    waiting.push({ statement, scope, options, settle });
    return settle.promise;
  };
}

async function ask(client: Client, group: readonly Waiting[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  if (group.length === 1) return alone(client, first);
  try {
    const { body: answers, ...rest } = await composite(
      client,
      group.map(({ statement, scope }) => ({
        method: 'GET',
        path: queryPath(statement, scope),
      })),
      'read',
      first.options,
    );
    for (const [at, one] of group.entries()) {
      const answer = answers[at];
      // A refusal is heard from a call of its own, which says it as every other call does.
      if (answer?.httpStatusCode !== 200) await alone(client, one);
      else one.settle.resolve({ ...rest, body: (answer.body as QueryReply).records });
    }
  } catch (error) {
    for (const { settle } of group) settle.reject(error);
  }
}

async function alone(client: Client, { statement, options, scope, settle }: Waiting): Promise<void> {
  try {
    settle.resolve(await queryPage(client, statement, options, scope));
  } catch (error) {
    settle.reject(error);
  }
}
