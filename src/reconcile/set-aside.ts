import type { Intent, StillParked } from '../domain/plan.ts';
import type { RecordRef } from '../domain/record.ts';
import { sameFields, type Fields } from '../domain/value.ts';
import type { ParkedIntent } from '../ledger/claim-entities.ts';
import { columnOf } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Verdict } from '../merge/merge.ts';

export interface SetAside {
  readonly parked: readonly StillParked[];
  /** What is written without them. */
  readonly rest: readonly Verdict[];
}

/**
 * What a system has refused of a record waits alone, as long as it would only be refused again: all else of the record is
 * written without it. As soon as something else is to be written in a refused field, the record is written whole once more.
 *
 * @param parked of the record's system
 * @param plan the write that verdicts ask for
 */
export function setAside(
  parked: readonly ParkedIntent[],
  verdicts: readonly Verdict[],
  mapping: Mapping,
  ref: RecordRef,
  plan: (verdicts: readonly Verdict[]) => Intent | null,
): SetAside {
  const inPart = parked.filter(({ refused }) => refused.length > 0);
  if (inPart.length === 0) return { parked: [], rest: verdicts };
  const columns = new Map(
    mapping.fields.map((field) => [field.name, columnOf(field, ref.system, ref.object)?.field]),
  );
  const stay: StillParked[] = [];
  let rest = verdicts;
  for (const { id, fields, refused } of inPart) {
    const isRefused = ({ field }: Verdict): boolean => refused.includes(columns.get(field) ?? '');
    const intent = plan(rest.filter(isRefused));
    if (intent === null || !sameFields(intent.write.fields, only(fields, refused))) continue;
    stay.push({ id, intent: sameFields(intent.write.fields, fields) ? null : intent });
    rest = rest.filter((verdict) => !isRefused(verdict));
  }
  return { parked: stay, rest };
}

const only = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
