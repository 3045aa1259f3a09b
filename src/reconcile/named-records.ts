import type { EntityId, EntityKind } from '../domain/entity.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import type { SplitRefusal, SplitRefusalCode } from '../domain/split.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { recordsNamed, type LinkedRecord } from '../ledger/linked-records.ts';

/** The records that a person has named, all of one entity. */
export interface NamedRecords {
  readonly kind: 'named';
  readonly entity: EntityId;
  readonly entityKind: EntityKind;
  readonly refs: readonly RecordRef[];
}

/** Finds living records of one entity by what a person calls them. */
export async function namedRecords(
  names: readonly [string, ...string[]],
  db: LedgerDb,
): Promise<NamedRecords | SplitRefusal> {
  const found: LinkedRecord[] = [];
  for (const name of names) {
    const answer = recordOf(name, await recordsNamed(db, name));
    if (answer.kind === 'refused') return answer;
    found.push(answer.record);
  }
  const [first, ...others] = found;
  if (first === undefined) throw new Error('no record was named');
  const stranger = others.find((record) => record.entity !== first.entity);
  if (stranger !== undefined)
    return refused(
      'NOT_TOGETHER',
      `${refKey(first.ref)} and ${refKey(stranger.ref)} are not linked with each other`,
      'Name only records that leadloop why shows together.',
    );
  const refs = [...new Map(found.map(({ ref }) => [refKey(ref), ref])).values()];
  return { kind: 'named', entity: first.entity, entityKind: first.kind, refs };
}

function recordOf(
  name: string,
  records: readonly LinkedRecord[],
): { readonly kind: 'record'; readonly record: LinkedRecord } | SplitRefusal {
  const [record, ...others] = records;
  if (record === undefined)
    return refused(
      'UNKNOWN_RECORD',
      `the ledger knows no record ${name}`,
      'Give its id as the system shows it. leadloop why <e-mail> lists the ids of a person.',
    );
  if (others.length > 0)
    return refused(
      'SEVERAL_RECORDS',
      `${records.length} records have the id ${name}`,
      `Say which: ${records.map(({ ref }) => refKey(ref)).join(', ')}.`,
    );
  if (record.endedWhy !== null)
    return refused(
      'RECORD_ENDED',
      `${refKey(record.ref)} was ${record.endedWhy}`,
      'Name a record that is there: leadloop why shows them all.',
    );
  return { kind: 'record', record };
}

export const refused = (code: SplitRefusalCode, message: string, fix: string): SplitRefusal => ({
  kind: 'refused',
  code,
  message,
  fix,
});
