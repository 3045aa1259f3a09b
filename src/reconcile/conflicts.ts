import type {
  ClosedConflict,
  Conflict,
  ConflictEnd,
  ConflictSide,
  OpenConflict,
} from '../domain/conflict.ts';
import { refKey, type SystemName } from '../domain/record.ts';
import { sameValue } from '../domain/value.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { ruleText } from '../mapping/rule-text.ts';
import type { Verdict } from '../merge/merge.ts';
import type { Side } from '../merge/sides.ts';
import type { SideRecord } from './view.ts';

const CHOICE_VOID =
  'the mapping leaves the choice to a person; one was made, but a side was edited before it was carried out';

export interface ConflictsPlan {
  readonly conflicts: readonly Conflict[];
  readonly closed: readonly ClosedConflict[];
}

/** What the verdicts add to the conflict log, and which of its open conflicts they end. */
export function planConflicts(
  mapping: Mapping,
  verdicts: readonly Verdict[],
  open: readonly OpenConflict[],
  sidesByField: ReadonlyMap<string, readonly Side[]>,
  records: ReadonlyMap<SystemName, SideRecord>,
): ConflictsPlan {
  const conflicts = mapping.fields.flatMap((field, index): readonly Conflict[] => {
    const verdict = verdicts[index];
    if (verdict?.kind !== 'conflict' && verdict?.kind !== 'parked') return [];
    const sides = positionsOf(sidesByField.get(field.name) ?? [], records);
    const said = { field: field.name, rule: ruleText(field), reason: verdict.reason, sides };
    if (verdict.kind === 'conflict') {
      const { winner, value, losers } = verdict;
      return [{ ...said, kind: 'decided', winner, value, losers }];
    }
    const known = open.find((candidate) => candidate.field === field.name);
    if (known === undefined) return [{ ...said, kind: 'parked', revises: 0 }];
    if (known.choice !== null)
      return [{ ...said, kind: 'parked', reason: CHOICE_VOID, revises: known.revision }];
    return sameSides(known.sides, sides) ? [] : [{ ...said, kind: 'parked', revises: known.revision }];
  });
  const closed = open.flatMap(({ id, field, revision, choice }): readonly ClosedConflict[] => {
    const index = mapping.fields.findIndex((candidate) => candidate.name === field);
    const end = endOf(verdicts[index], choice, sidesByField.get(field) ?? []);
    return end === null ? [] : [{ id, revision, end }];
  });
  return { conflicts, closed };
}

/** An entity without records has nothing left to disagree about. */
export const overtaken = (open: readonly OpenConflict[]): readonly ClosedConflict[] =>
  open.map(({ id, revision }) => ({ id, revision, end: 'overtaken' }));

/** How a parked conflict ends with this verdict on its field; null while it goes on. */
function endOf(
  verdict: Verdict | undefined,
  choice: OpenConflict['choice'],
  sides: readonly Side[],
): ConflictEnd | null {
  switch (verdict?.kind) {
    case 'parked':
    case 'unreadable':
      return null;
    case 'resolved':
      return verdict.writes.length === 0 ? 'resolved' : null;
    case 'unchanged':
      return choice !== null && hasArrived(choice, sides) ? 'resolved' : 'agreed';
    case 'converged':
    case 'linked':
      return 'agreed';
    case 'flow':
    case 'filled':
    case 'held':
    case 'conflict':
    case undefined:
      return 'overtaken';
  }
}

/** Whether any agreement is newer than the choice: receipts of its writes made it. */
const hasArrived = (choice: NonNullable<OpenConflict['choice']>, sides: readonly Side[]): boolean =>
  choice.saw.some(({ system, base }) => {
    const now = sides.find((side) => side.system === system)?.shadow;
    return now !== undefined && (base === undefined || !sameValue(now, base));
  });

/** What every side that could be read says, with the time of its record's last change. */
function positionsOf(
  sides: readonly Side[],
  records: ReadonlyMap<SystemName, SideRecord>,
): readonly ConflictSide[] {
  return sides.flatMap(({ system, live, shadow, modifiedAt }): readonly ConflictSide[] => {
    const record = records.get(system);
    if (record === undefined || live?.kind !== 'value') return [];
    return [
      {
        ref: record.link.ref,
        value: live.value,
        ...(shadow === undefined ? {} : { base: shadow }),
        changed:
          modifiedAt === null
            ? null
            : { when: modifiedAt.toISOString(), by: null, through: null, of: 'record' },
      },
    ];
  });
}

function sameSides(before: readonly ConflictSide[], now: readonly ConflictSide[]): boolean {
  const says = new Map(before.map((side) => [refKey(side.ref), side.value]));
  return (
    before.length === now.length &&
    now.every(({ ref, value }) => {
      const said = says.get(refKey(ref));
      return said !== undefined && sameValue(said, value);
    })
  );
}
