import type { CallOptions, ReadRequest } from '../../src/connector/contract.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Client } from './client.ts';
import type { Schemas } from './describe.ts';
import { failureOf } from './failures.ts';
import { fullId, isId } from './ids.ts';
import { queryAllRows, type Row } from './query.ts';
import { binColumns, gone, idOf, refOf, selection, snapshotOf } from './snapshots.ts';
import { inChunks, isIn } from './soql.ts';
import { DATA, RETRIEVE_IDS } from './versions.ts';

/**
 * The records as they are now, exactly one snapshot per asked id: 2,000 ids a call, and one more call per 400 ids that
 * are gone.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_retrieve.htm
 */
export async function read(
  client: Client,
  schemas: Schemas,
  request: ReadRequest,
  options: CallOptions,
): Promise<readonly Snapshot[]> {
  const asked = [...new Set(request.ids)];
  // One malformed id would make Salesforce refuse the whole call.
  const ids = asked.filter(isId);
  const snapshots = asked.filter((id) => !isId(id)).map((id) => unreadable(request.object, id));
  const missing: string[] = [];
  for (let start = 0; start < ids.length; start += RETRIEVE_IDS) {
    const chunk = ids.slice(start, start + RETRIEVE_IDS);
    const selected = selection(await schemas.known(request.object, options), request.fields);
    const { body } = await client.send<readonly (Row | null)[]>(
      {
        method: 'POST',
        path: `${DATA}/composite/sobjects/${selected.object}`,
        body: { ids: chunk, fields: selected.columns },
        effect: 'read',
      },
      options,
    );
    const rows = new Map(body.flatMap((row) => (row ? [[idOf(row), row] as const] : [])));
    for (const id of chunk) {
      const row = rows.get(fullId(id));
      if (row) snapshots.push(snapshotOf(selected, row));
      else missing.push(id);
    }
  }
  return [...snapshots, ...(await lookInBin(client, schemas, request.object, missing, options))];
}

/**
 * What became of ids that are no live records: merged, deleted, or (when the recycle bin does not know them either)
 * purged or hidden from the integration user, which is not told apart and so not called deleted.
 */
export async function lookInBin(
  client: Client,
  schemas: Schemas,
  object: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<readonly Snapshot[]> {
  if (ids.length === 0) return [];
  const schema = await schemas.known(object, options);
  const found = new Map<string, Snapshot>();
  for (const chunk of inChunks(ids)) {
    const rows = await queryAllRows(
      client,
      { fields: ['Id', ...binColumns(schema)], from: object, where: isIn('Id', chunk) },
      options,
      'queryAll',
    );
    for (const row of rows) {
      const snapshot = gone(object, row);
      if (snapshot) found.set(idOf(row), snapshot);
    }
  }
  return ids.map((id) => found.get(fullId(id)) ?? unreadable(object, id));
}

const unreadable = (object: string, id: string): Snapshot => ({
  kind: 'unreadable',
  ref: refOf(object, id),
  failure: failureOf({ code: 'NOT_FOUND', message: `No ${object} with id ${id} is visible.` }),
});
