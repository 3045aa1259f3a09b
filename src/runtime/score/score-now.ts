import type { ScoreAnswer } from '../../api/operations.ts';
import { COMPANY, type EntityId } from '../../domain/entity.ts';
import type { Fields } from '../../domain/value.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { readTouches } from '../../ledger/read-touches.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import type { FieldValues } from '../../mapping/scope.ts';
import { decide } from '../../rules/decide.ts';
import type { Rules } from '../../rules/rules.ts';

export interface Scored {
  readonly id: EntityId;
  readonly values: FieldValues;
  readonly mapping: Mapping;
  readonly companyOf: (id: EntityId) => Promise<FieldValues | null>;
}

/** Who does more within the longest window is a machine. */
const MOST_TOUCHES = 2_000;

/** What the scoring says of a person, as the ledger knows them; null: there is no scoring. It is not kept. */
export async function scoreNow(
  db: LedgerDb,
  { id, values, mapping, companyOf }: Scored,
  rules: Rules,
  now: Date,
): Promise<ScoreAnswer | null> {
  if (rules.scoring === null) return null;
  const since = new Date(now.getTime() - rules.reads.longestWindowMs);
  const account = mapping.fields.find(({ entity }) => entity === COMPANY);
  const accountId = account === undefined ? null : values.get(account.name);
  const [touches, company] = await Promise.all([
    readTouches(db, [id], { since, most: MOST_TOUCHES }),
    typeof accountId === 'string' ? companyOf(accountId) : null,
  ]);
  const { recent = [], totals = [] } = touches.get(id) ?? {};
  const { score, sentence } = decide(
    // Who stands at which stage is not kept yet.
    { ...rules, qualification: null },
    {
      person: fieldsOf(values),
      company: company === null ? null : fieldsOf(company),
      touchpoints: recent.map(({ kind, at, about }) => ({ kind, at: at.getTime(), about: about ?? '' })),
      totals: totals.map(({ kind, about, touches: count }) => ({ kind, about: about ?? '', count })),
      standing: { stage: '', cycle: 1, since: now.getTime() },
      openOpportunities: [],
      now: now.getTime(),
    },
  );
  return score === null ? null : { ...score, sentence };
}

/** What could not be read is left out. */
const fieldsOf = (values: FieldValues): Fields =>
  Object.fromEntries([...values].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
