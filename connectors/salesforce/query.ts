import type { CallOptions } from '../../src/connector/contract.ts';
import type { Answer, Client } from './client.ts';
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

export const queryPath = (statement: Select, scope: Scope): string =>
  `${DATA}/${scope}?q=${encodeURIComponent(select(statement))}`;

/** The first page of a statement: all of it when the statement's LIMIT is at most one page. */
export async function queryPage(
  client: Client,
  statement: Select,
  options: CallOptions,
  scope: Scope = 'query',
): Promise<Answer<readonly Row[]>> {
  const answer = await client.send<QueryReply>(
    { method: 'GET', path: queryPath(statement, scope), effect: 'read' },
    options,
  );
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
