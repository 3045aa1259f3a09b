import { receives, speaks } from '../mapping/direction.ts';
import type { FieldMapping } from '../mapping/mapping.ts';
import { isClear, type HeardSide } from './sides.ts';

/** What is claimed; when nothing is, `hush` says why. */
export interface Claims {
  readonly claims: readonly HeardSide[];
  readonly hush: string;
}

/**
 * The sides whose value may become everyone's.
 *
 * - What moved on a side that may speak. Where blanks never overwrite (null policy `keep`, authority `fill-blank`), a
 *   cleared side claims nothing.
 * - When a side is met for the first time and no agreed side moved, what the agreed sides say stands against it.
 */
export function claimsOf(field: FieldMapping, heard: readonly HeardSide[]): Claims {
  const speakers = heard.filter((side) => maySpeak(field, side, heard));
  const moved = speakers.filter((side) => side.moved);
  const stand =
    heard.some((side) => side.fresh) && !moved.some((side) => !side.fresh)
      ? speakers.filter((side) => !side.fresh && !isClear(side))
      : [];
  const all = heard.filter((side) => moved.includes(side) || stand.includes(side));
  const keepsValues = field.nulls === 'keep' || field.authority.kind === 'fill-blank';
  const claims = keepsValues ? all.filter((side) => !isClear(side)) : all;
  return {
    claims,
    hush:
      all.length > 0 ? 'a blank does not overwrite a value here' : 'the direction keeps it from the others',
  };
}

/**
 * With direction `to X`, X does not speak; with `from X`, X alone does. One exception makes "prefer S unless blank"
 * expressible: with direction `to X` and authority `S-unless-blank`, X speaks, to S alone, while S is blank.
 */
function maySpeak(field: FieldMapping, side: HeardSide, heard: readonly HeardSide[]): boolean {
  const { direction } = field;
  if (speaks(direction, side.system)) return true;
  return direction.kind === 'to' && heard.some((other) => other !== side && isBlankAuthority(field, other));
}

const isBlankAuthority = (field: FieldMapping, side: HeardSide): boolean =>
  field.authority.kind === 'system-unless-blank' && field.authority.system === side.system && isClear(side);

/**
 * Whether a side that says something else is to take the value with comparable form `key`. Sides that agreed to differ
 * before are left alone when the value only stands and nobody moved to it.
 */
export function mayReceive(
  field: FieldMapping,
  side: HeardSide,
  claims: readonly HeardSide[],
  key: string,
): boolean {
  const { direction, authority } = field;
  if (authority.kind === 'fill-blank' && !isClear(side)) return false;
  if (!receives(direction, side.system) && !(direction.kind === 'to' && isBlankAuthority(field, side)))
    return false;
  const onlyStands =
    claims.some((claim) => claim.key === key) && !claims.some((claim) => claim.key === key && claim.moved);
  return side.fresh || !onlyStands;
}
