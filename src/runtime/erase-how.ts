import type { Connected } from '../capture/hydrate.ts';
import { PERSON } from '../domain/entity.ts';
import type { EraseHow } from '../domain/erasure.ts';
import type { RecordRef, SystemName } from '../domain/record.ts';
import type { Mappings } from './mappings.ts';

/** What erasing does with a record, by the mapping of people; null: only the ledger has it. */
export const eraseHow =
  (mappings: Mappings, systems: ReadonlyMap<SystemName, Connected>) =>
  ({ system, object }: RecordRef): EraseHow | null => {
    if (systems.get(system)?.definition.capabilities.readable === false) return null;
    const fields = mappings.byKind.get(PERSON)?.erase.get(system)?.get(object);
    return fields === undefined ? { kind: 'delete' } : { kind: 'anonymise', fields };
  };
