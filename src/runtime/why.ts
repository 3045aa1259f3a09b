import type { EntityAnswer } from '../api/operations.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { findEntities, readHistory, type EntityHistory } from '../ledger/history.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { explainScope } from '../reconcile/explain-scope.ts';
import { loadMappings, MappingError } from './mappings.ts';

type ByKind = ReadonlyMap<EntityKind, Mapping>;

/** All that is known of who is meant by an e-mail address, a record id or an entity id. */
export async function answerWhy(
  db: LedgerDb,
  needle: string,
  mappings: ByKind,
): Promise<readonly EntityAnswer[]> {
  const histories = await Promise.all((await findEntities(db, needle)).map((id) => readHistory(db, id)));
  return histories.flatMap((history) =>
    history === null ? [] : [{ ...history, outOfScope: scopeOf(history, mappings) }],
  );
}

/** The mappings of a folder; none when they have problems, which a start tells, or cannot be read. */
export async function mappingsIn(folder: string): Promise<ByKind> {
  try {
    return (await loadMappings(folder)).byKind;
  } catch (error) {
    if (error instanceof MappingError || (error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}

function scopeOf(history: EntityHistory, mappings: ByKind): EntityAnswer['outOfScope'] {
  const mapping = mappings.get(history.kind);
  if (mapping === undefined) return [];
  const records = history.links.flatMap(
    ({ system, object, id, primary, endedWhy, lastSeen, agreed, modifiedAt }) =>
      primary && endedWhy === null && lastSeen !== null
        ? [
            {
              ref: { system, object, id },
              lastSeen: lastSeen as Fields,
              agreed: agreed as Fields | null,
              modifiedAt,
            },
          ]
        : [],
  );
  return explainScope(mapping, records);
}
