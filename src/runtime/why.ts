import type { EntityAnswer } from '../api/operations.ts';
import { OPPORTUNITY, PERSON } from '../domain/entity.ts';
import { isBlank, type Fields } from '../domain/value.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { findEntities, readHistory, type EntityHistory, type HistoryAsked } from '../ledger/history.ts';
import { readOpportunityStages } from '../ledger/opportunity-stages.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import { explainHistory, explainScope } from '../reconcile/explain-scope.ts';
import { valuesAsSeen } from '../reconcile/values-as-seen.ts';
import { clockOf } from '../sla/clock-of.ts';
import { consentAnswer } from './consent-answer.ts';
import { decideNow } from './decide-now.ts';
import { readDecided } from './decided.ts';
import { handOverRules } from './hand-over-rules.ts';
import { loadMappings, MappingError, type Mappings } from './mappings.ts';

/** All that is known of who is meant by an e-mail address, a record id or an entity id; `mappings` null: none stand. */
export async function answerWhy(
  db: LedgerDb,
  needle: string,
  mappings: Mappings | null,
  now: Date,
  asked: HistoryAsked = { touchesPage: 1 },
): Promise<readonly EntityAnswer[]> {
  const ids = await findEntities(db, needle);
  const handOver = mappings === null ? null : handOverRules(mappings);
  const answers = await Promise.all(
    ids.map(async (id): Promise<readonly EntityAnswer[]> => {
      const history = await readHistory(db, id, asked);
      if (history === null) return [];
      const mapping = mappings?.byKind.get(history.kind);
      const { outOfScope, fields, consent } =
        mapping === undefined ? UNMAPPED : asMapped(mapping, history, now);
      const opportunityStages =
        history.kind === OPPORTUNITY ? ((await readOpportunityStages(db, [id])).get(id) ?? []) : [];
      if (history.kind !== PERSON)
        return [{ ...history, outOfScope, fields, consent, score: null, decided: null, opportunityStages }];
      const { score, now: said } =
        mappings === null ? { score: null, now: null } : await decideNow(db, id, mappings, now);
      const decided = await readDecided(db, id, said, (handOff) =>
        handOver === null ? null : clockOf(handOver, handOff, now),
      );
      return [{ ...history, outOfScope, fields, consent, score, decided, opportunityStages }];
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

type AsMapped = Pick<EntityAnswer, 'outOfScope' | 'fields' | 'consent'>;

const UNMAPPED: AsMapped = { outOfScope: [], fields: {}, consent: [] };

function asMapped(mapping: Mapping, history: EntityHistory, now: Date): AsMapped {
  const values = valuesOf(history, mapping);
  const told = mapping.fields.filter(({ type }) => type !== 'reference');
  return {
    outOfScope: [
      ...explainScope(mapping, values),
      ...explainHistory(mapping, values, new Set(history.links.map(({ system }) => system)), now),
    ],
    consent: consentAnswer(mapping, values, history),
    fields: Object.fromEntries(
      told.flatMap(({ name }) => {
        const value = values.get(name);
        return isBlank(value) ? [] : [[name, value]];
      }),
    ),
  };
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
