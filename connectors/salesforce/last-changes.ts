import type { CallOptions, ReadRequest } from '../../src/connector/contract.ts';
import type { LastChange, RecordChanges } from '../../src/domain/conflict.ts';
import type { Client } from './client.ts';
import { isId } from './ids.ts';
import { queryAllRows, type Row } from './query.ts';
import { idOf, refOf } from './snapshots.ts';
import { isoDatetime } from './codec.ts';
import { inChunks, isIn } from './soql.ts';

/**
 * Who saved each record last, for every asked field: Salesforce keeps the history of single fields only where an
 * administrator tracks them, so that this is the last save of the record, whichever field it was of.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/system_fields.htm
 */
export async function lastChanges(
  client: Client,
  { object, ids, fields }: ReadRequest,
  options: CallOptions,
): Promise<readonly RecordChanges[]> {
  const told: RecordChanges[] = [];
  for (const chunk of inChunks([...new Set(ids)].filter(isId))) {
    const rows = await queryAllRows(
      client,
      {
        fields: ['Id', 'LastModifiedDate', 'LastModifiedById', 'LastModifiedBy.Name'],
        from: object,
        where: isIn('Id', chunk),
      },
      options,
    );
    for (const row of rows) {
      const change = lastSave(row);
      if (change === null) continue;
      told.push({
        ref: refOf(object, idOf(row)),
        fields: Object.fromEntries(fields.map((field) => [field, change])),
      });
    }
  }
  return told;
}

function lastSave(row: Row): LastChange | null {
  const date = row['LastModifiedDate'];
  if (typeof date !== 'string') return null;
  const { Name: name } = (row['LastModifiedBy'] ?? {}) as { readonly Name?: unknown };
  const id = row['LastModifiedById'];
  const by = typeof name === 'string' && name !== '' ? name : typeof id === 'string' ? id : null;
  return { when: isoDatetime(date), by, through: null, of: 'record' };
}
