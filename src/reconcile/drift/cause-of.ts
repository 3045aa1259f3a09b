import type { Difference } from '../../domain/drift.ts';
import { sameValue } from '../../domain/value.ts';
import { columnOf } from '../../mapping/fields.ts';
import type { FieldMapping } from '../../mapping/mapping.ts';
import { hearSides } from '../../merge/sides.ts';
import type { Verdict } from '../../merge/verdict.ts';
import type { SideRecord } from '../view.ts';
import type { FieldContext } from './compare-context.ts';

type Why = Pick<Difference, 'cause' | 'code' | 'since'>;

interface About extends FieldContext {
  readonly isClosed?: boolean;
  readonly isWaiting?: boolean;
  readonly isAgreed?: boolean;
}

/** Why the side does not say what the verdict wants it to: what is known to be in the way first, then how the change came. */
export function causeOf(verdict: Verdict, side: SideRecord, about: About): Why {
  const { view, context, isClosed = false, isWaiting = false, isAgreed = false } = about;
  const { claimed } = view;
  const { system } = side.link.ref;
  const moved = movedSides(verdict, about);
  const since = latest(moved.map(({ record }) => record.modifiedAt));
  const is = (cause: Why['cause']): Why => ({ cause, code: null, since });
  if (claimed.openConflicts.some(({ field }) => field === verdict.field)) return is('conflict');
  if (isClosed) return is('out-of-scope');
  if (claimed.held) return is('held');
  const failure = context.troubles.failuresOf(claimed.id).find((open) => open.system === system);
  if (failure !== undefined) return { cause: 'refused', code: failure.code, since: failure.since };
  if (isWaiting) return is('waiting');
  if (moved.length === 0) return is(isAgreed ? 'agreed' : 'unknown');
  const row = about.judged.own.mapping.fields.find(({ name }) => name === verdict.field);
  if (row !== undefined && moved.every((one) => isReadAnew(one, row, context))) return is('mapping');
  const told = moved.filter(({ link }) => context.readable(link.ref.system));
  if (told.length === 0) return is('unknown');
  return is(told.every((one) => isCaptured(one, context)) ? 'missed' : 'not-captured');
}

/** The records in which something changed that was not agreed yet; of a computed field, those changed since they were seen. */
function movedSides(verdict: Verdict, { judged, sides, context }: FieldContext): readonly SideRecord[] {
  const { own, sidesByField } = judged;
  const row = own.mapping.fields.find(({ name }) => name === verdict.field);
  if (row === undefined) return [];
  if (own.mapping.computed.has(row.name))
    return [...sides.values()].filter(
      ({ link, record }) =>
        record.modifiedAt !== null && (link.modifiedAt === null || record.modifiedAt > link.modifiedAt),
    );
  const hearing = hearSides(row, sidesByField.get(row.name) ?? [], context.writable);
  if (hearing.kind === 'unreadable') return [];
  return hearing.sides.flatMap(({ moved, system }) => {
    const side = sides.get(system);
    return moved && side !== undefined ? [side] : [];
  });
}

/**
 * Whether the record holds what it held when it was last seen, so that only our reading of it can have changed. Owners and
 * references are read by what others are, so of them this cannot be told.
 */
function isReadAnew(
  { link, record }: SideRecord,
  row: FieldMapping,
  { readable }: FieldContext['context'],
): boolean {
  if (row.type === 'owner' || row.type === 'reference') return false;
  if (!readable(link.ref.system) || link.lastSeen === null) return false;
  const name = columnOf(row, link.ref.system, link.ref.object)?.field;
  const live = name === undefined ? undefined : record.fields[name];
  const seen = name === undefined ? undefined : link.lastSeen[name];
  return live !== undefined && (seen === undefined || sameValue(seen, live));
}

function isCaptured({ link, record }: SideRecord, { troubles }: FieldContext['context']): boolean {
  const at = troubles.capturedAt(link.ref);
  return at !== null && (record.modifiedAt === null || at > record.modifiedAt);
}

function latest(dates: readonly (Date | null)[]): Date | null {
  const known = dates.flatMap((date) => (date === null ? [] : [date.getTime()]));
  return known.length === 0 ? null : new Date(Math.max(...known));
}
