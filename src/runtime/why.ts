import type { EntityAnswer } from '../api/operations.ts';
import { PERSON } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { findEntities, readHistory, type EntityHistory } from '../ledger/history.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import { explainScope } from '../reconcile/explain-scope.ts';
import { valuesAsSeen } from '../reconcile/values-as-seen.ts';
import { loadMappings, MappingError, type Mappings } from './mappings.ts';
import { scoreNow } from './score/score-now.ts';

/** All that is known of who is meant by an e-mail address, a record id or an entity id; `mappings` null: none stand. */
export async function answerWhy(
  db: LedgerDb,
  needle: string,
  mappings: Mappings | null,
  now: Date,
): Promise<readonly EntityAnswer[]> {
  const ids = await findEntities(db, needle);
  const answers = await Promise.all(
    ids.map(async (id): Promise<readonly EntityAnswer[]> => {
      const history = await readHistory(db, id);
      if (history === null) return [];
      const mapping = mappings?.byKind.get(history.kind);
      if (mappings === null || mapping === undefined) return [{ ...history, outOfScope: [], score: null }];
      const values = valuesOf(history, mapping);
      const companyOf = (company: string): Promise<FieldValues | null> => readValues(db, company, mappings);
      const score =
        history.kind === PERSON
          ? await scoreNow(db, { id, values, mapping, companyOf }, mappings.rules, now)
          : null;
      return [{ ...history, outOfScope: explainScope(mapping, values), score }];
    }),
  );
  return answers.flat();
}

/** The mappings of a folder; null when they have problems, which a start tells, or cannot be read. */
export async function mappingsIn(folder: string): Promise<Mappings | null> {
  try {
    return await loadMappings(folder);
  } catch (error) {
    if (error instanceof MappingError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readValues(db: LedgerDb, id: string, { byKind }: Mappings): Promise<FieldValues | null> {
  const history = await readHistory(db, id);
  const mapping = history === null ? undefined : byKind.get(history.kind);
  return history === null || mapping === undefined ? null : valuesOf(history, mapping);
}

const valuesOf = (history: EntityHistory, mapping: Mapping): FieldValues =>
  valuesAsSeen(
    mapping,
    history.links.flatMap(({ system, object, id, primary, endedWhy, lastSeen, agreed, modifiedAt }) =>
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
    ),
  );
