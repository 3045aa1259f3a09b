import type { DecidedNow } from '../api/decided.ts';
import type { ScoreAnswer } from '../api/operations.ts';
import { gather } from '../decide/gather.ts';
import { courseOf } from '../decide/steps.ts';
import type { EntityId } from '../domain/entity.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { sha256 } from '../platform/sha256.ts';
import type { Mappings } from './mappings.ts';

export interface Now {
  /** Null: there is no scoring. */
  readonly score: ScoreAnswer | null;
  /** Null: there are no stages. */
  readonly now: DecidedNow | null;
}

const NOTHING: Now = { score: null, now: null };

/** What the rules say of a person, as the ledger knows them. It is not kept. */
export async function decideNow(
  db: LedgerDb,
  id: EntityId,
  { byKind, rules, outcomes, version }: Mappings,
  now: Date,
): Promise<Now> {
  if (rules.scoring === null && rules.qualification === null) return NOTHING;
  const asked = (await gather([id], { db, mappings: byKind, rules }, now)).get(id);
  if (asked === undefined) return NOTHING;
  const course = courseOf({ rules, outcomes: outcomes?.value ?? null, version, hash: sha256 }, asked.input);
  const { score, qualification, sentence } = course.decision;
  return {
    score: score === null ? null : { ...score, sentence },
    now:
      qualification === null
        ? null
        : {
            recipes: qualification.recipes,
            gates: qualification.gates.filter(({ holds }) => holds),
            waiting: course.steps.flatMap((step) => (step.kind === 'answer' ? step.hearing.waiting : [])),
            next: course.next === null ? null : new Date(course.next),
          },
  };
}
