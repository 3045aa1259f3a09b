import type { CallOptions } from '../../src/connector/contract.ts';
import type { Answer, Client } from './client.ts';
import type { Gather } from './gather.ts';
import { select, type Select } from './soql.ts';
import { DATA } from './versions.ts';

/** A row as REST shows it. */
export type Row = Readonly<Record<string, unknown>>;

export interface QueryReply {
  readonly records: readonly Row[];
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
}

/** `queryAll` also sees the recycle bin: deleted rows and the losers of merges. */
export type Scope = 'query' | 'queryAll';

const queryPath = (statement: Select, scope: Scope): string =>
  `${DATA}/${scope}?q=${encodeURIComponent(select(statement))}`;

/** The first page of a statement: all of it when the statement's LIMIT is at most one page. */
export const queryPage = (
  client: Client,
  statement: Select,
  options: CallOptions,
  scope: Scope = 'query',
): Promise<Answer<readonly Row[]>> =>
  queryGathered(
    (path, how) => client.send({ method: 'GET', path, effect: 'read' }, how),
    statement,
    options,
    scope,
  );

/** The same, in one call with others. */
export async function queryGathered(
  gather: Gather,
  statement: Select,
  options: CallOptions,
  scope: Scope = 'query',
): Promise<Answer<readonly Row[]>> {
  const answer = await gather<QueryReply>(queryPath(statement, scope), options);
  return { ...answer, body: answer.body.records };
}

/** Every row of a statement that is known to stay small. */
export async function queryAllRows(
  client: Client,
  statement: Select,
  options: CallOptions,
  scope: Scope = 'query',
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let path: string | undefined = queryPath(statement, scope);
  while (path !== undefined) {
    const { body }: Answer<QueryReply> = await client.send({ method: 'GET', path, effect: 'read' }, options);
    rows.push(...body.records);
    path = body.done ? undefined : body.nextRecordsUrl;
  }
  return rows;
}
