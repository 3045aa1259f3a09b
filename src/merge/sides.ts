import type { Loser } from '../domain/conflict.ts';
import type { SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';
import type { Reading } from '../mapping/canonical.ts';
import type { FieldMapping } from '../mapping/mapping.ts';
import { comparable } from './same.ts';

/** What one system says of a field, and what was last agreed with it. */
export interface Side {
  readonly system: SystemName;
  /** Null: the system has no record, or its record no such field. */
  readonly live: Reading | null;
  /** Undefined: nothing has been agreed yet (first meeting). */
  readonly shadow: Value | undefined;
  readonly modifiedAt: Date | null;
}

/** A side that could be read, with what the merge needs to know of it. */
export interface HeardSide {
  readonly system: SystemName;
  readonly value: Value;
  /** The comparable form of `value`; '' for a blank. */
  readonly key: string;
  readonly shadow: Value | undefined;
  /** The comparable form of the shadow. */
  readonly base: string | undefined;
  /** No shadow yet. */
  readonly fresh: boolean;
  /** Someone said this since the last agreement. A blank at the first meeting says nothing. */
  readonly moved: boolean;
  readonly modifiedAt: Date | null;
  readonly writable: boolean;
}

export type Hearing =
  | { readonly kind: 'heard'; readonly sides: readonly HeardSide[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * The sides in the order of the mapping's columns, whatever order they came in. One that can be written and could not be
 * read stops the field: what would be overwritten is not known. One that is never written is left out instead, since a
 * form that says nothing of a field must not stop the others.
 */
export function hearSides(
  field: FieldMapping,
  sides: readonly Side[],
  writable: (system: SystemName) => boolean,
): Hearing {
  const heard: HeardSide[] = [];
  for (const system of field.columns.keys()) {
    const side = sides.find((candidate) => candidate.system === system);
    if (side === undefined || side.live === null) continue;
    if (side.live.kind === 'value') heard.push(hear(field, side, side.live.value, writable(system)));
    else if (writable(system)) return { kind: 'unreadable', reason: `${system}: ${side.live.reason}` };
  }
  return { kind: 'heard', sides: heard };
}

function hear(field: FieldMapping, side: Side, value: Value, writable: boolean): HeardSide {
  const { system, shadow, modifiedAt } = side;
  const key = comparable(field.type, value, field.region);
  const base =
    shadow === undefined ? undefined : shadow === value ? key : comparable(field.type, shadow, field.region);
  const fresh = base === undefined;
  const moved = fresh ? key !== '' : key !== base;
  return { system, value, key, shadow, base, fresh, moved, modifiedAt, writable };
}

export const isClear = (side: HeardSide): boolean => side.key === '';

export const systemOf = (side: HeardSide): SystemName => side.system;

export const asLoser = (side: HeardSide): Loser => ({
  system: side.system,
  value: side.value,
  base: side.shadow ?? null,
});
