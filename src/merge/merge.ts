import type { PersonsChoice } from '../domain/conflict.ts';
import type { SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';
import { choose } from './authority.ts';
import { mergeOptOut } from './stricter.ts';
import { claimsOf, mayReceive } from './claims.ts';
import { carryOut, stillStands } from './persons-choice.ts';
import { comparable } from './same.ts';
import { asLoser, hearSides, isClear, systemOf, type HeardSide, type Side } from './sides.ts';
import type { Verdict } from './verdict.ts';

export type { Verdict } from './verdict.ts';

/**
 * The verdict on one field: a three-way merge over any number of sides, each against its own shadow.
 *
 * 1. A side **moved** when it says something else than its shadow, or something at all at the first meeting.
 * 2. The **claims** are what the sides that may speak have moved to (see {@link claimsOf}).
 * 3. One claim flows. Of several different ones, the field's authority chooses (see {@link choose}).
 * 4. The value is written to each side that says something else, where the mapping lets it and the system can be written.
 *
 * What a person chose for a parked field (`choice`) goes before 2 to 4, as long as the sides are as that person saw them.
 * The order of `sides` does not matter. An opt-out has a law of its own, see {@link mergeOptOut}; `basis` is for it alone.
 */
export function mergeField(
  field: FieldMapping,
  sides: readonly Side[],
  writable: (system: SystemName) => boolean,
  choice?: PersonsChoice,
  basis?: Value,
): Verdict {
  const resting = restingValue(sides);
  if (resting !== undefined) return { ...idle(field), kind: 'unchanged', value: resting };
  const hearing = hearSides(field, sides, writable);
  if (hearing.kind === 'unreadable') return { ...idle(field), kind: 'unreadable', reason: hearing.reason };
  const heard = hearing.sides;
  const { authority } = field;
  if (authority.kind === 'stricter') {
    if (choice !== undefined && stillStands(field, choice, heard)) return carryOut(field, choice, heard);
    return mergeOptOut(field, heard, { optIn: authority.optIn, basis });
  }
  const moved = heard.filter((side) => side.moved);
  const standing = standingSide(field, heard);
  if (standing === undefined) return { ...idle(field), kind: 'unchanged' };

  const news = heard.filter((side) => side.fresh || side.moved);
  const asItIs = { ...idle(field), value: standing.value, agreed: news.map(systemOf) };
  if (news.length === 0) return { ...asItIs, kind: 'unchanged' };
  if (choice !== undefined && stillStands(field, choice, heard)) return carryOut(field, choice, heard);
  if (heard.every((side) => side.key === standing.key)) return { ...asItIs, kind: kindOfEqual(heard) };

  const { claims, hush } = claimsOf(field, heard);
  const held = (reason: string): Verdict => ({ ...asItIs, kind: 'held', losers: moved.map(asLoser), reason });
  if (claims.length === 0) return held(hush);
  const chosen = choose(field, claims);
  if (chosen.kind === 'park') {
    return { ...idle(field), kind: 'parked', losers: claims.map(asLoser), reason: chosen.reason };
  }

  const key = comparable(field.type, chosen.value, field.region);
  const targets = heard.filter((side) => side.key !== key && mayReceive(field, side, claims, key));
  const written = targets.filter((side) => side.writable);
  const overruled = heard.filter(
    (side) => side.key !== key && (claims.includes(side) || (side.moved && written.includes(side))),
  );
  const displaced = written.filter((side) => !overruled.includes(side) && isStray(side, claims, key));
  const verdict = {
    field: field.name,
    value: chosen.value,
    writes: written.map(systemOf),
    agreed: news.filter((side) => !written.includes(side)).map(systemOf),
    losers: [...overruled, ...displaced].map(asLoser),
  };
  if (field.authority.kind === 'fill-blank') {
    return targets.length > 0 ? { ...verdict, kind: 'filled' } : held('values are never overwritten here');
  }
  if (overruled.length > 0) {
    return { ...verdict, kind: 'conflict', winner: chosen.winner, reason: chosen.reason };
  }
  const filled = targets.every(isClear) && heard.some((side) => side.fresh);
  return { ...verdict, kind: filled ? 'filled' : 'flow' };
}

/** Exactly one verdict per mapped field, in the order of the mapping. A field without sides is unchanged. */
export function mergeEntity(
  mapping: Mapping,
  sidesByField: ReadonlyMap<string, readonly Side[]>,
  writable: (system: SystemName) => boolean,
  choices: ReadonlyMap<string, PersonsChoice> = new Map(),
): readonly Verdict[] {
  return mapping.fields.map((field) =>
    mergeField(
      field,
      sidesByField.get(field.name) ?? [],
      writable,
      choices.get(field.name),
      basisOf(field, sidesByField),
    ),
  );
}

/** What the system that an opt-in is believed from says of its legal basis now. */
function basisOf(
  { authority }: FieldMapping,
  sidesByField: ReadonlyMap<string, readonly Side[]>,
): Value | undefined {
  const optIn = authority.kind === 'stricter' ? authority.optIn : null;
  if (optIn === null) return undefined;
  const side = sidesByField.get(optIn.basis)?.find(({ system }) => system === optIn.from);
  return side?.live?.kind === 'value' ? side.live.value : undefined;
}

/**
 * What all sides agreed on and still say, to the letter; undefined when there is more to ask. So it is with most fields of
 * most records, and finding comparable forms, above all those of phone numbers, would take most of the time of a plan.
 */
function restingValue(sides: readonly Side[]): Value | undefined {
  let value: Value | undefined;
  for (const { live, shadow } of sides) {
    if (live === null) continue;
    if (live.kind !== 'value' || live.value !== shadow) return undefined;
    if (value !== undefined && value !== live.value) return undefined;
    value = live.value;
  }
  return value;
}

/**
 * Who says what the field is, where nothing new is said. Sides may differ for good: one that is never written still says what it
 * said at first, and one with fewer words says the nearest. So a side that was told of all changes goes before one that
 * was not, and of those the one that is right in a conflict goes first.
 */
function standingSide({ authority }: FieldMapping, heard: readonly HeardSide[]): HeardSide | undefined {
  const said = heard.filter((side) => !isClear(side));
  const still = said.filter((side) => !side.moved);
  const told = still.filter((side) => side.writable);
  const right = 'system' in authority ? told.find(({ system }) => system === authority.system) : undefined;
  return right ?? told[0] ?? still[0] ?? said[0] ?? heard[0];
}

const idle = (field: FieldMapping) => ({ field: field.name, writes: [], agreed: [], losers: [] });

function kindOfEqual(heard: readonly HeardSide[]): 'linked' | 'flow' | 'converged' {
  if (heard.some((side) => side.fresh)) return 'linked';
  return heard.length === 1 ? 'flow' : 'converged';
}

/** Says something that was never agreed with the winners: an edit that was held before and is overwritten only now. */
function isStray(side: HeardSide, claims: readonly HeardSide[], key: string): boolean {
  const bases = claims.flatMap((claim) =>
    claim.key === key && claim.base !== undefined ? [claim.base] : [],
  );
  return !isClear(side) && bases.length > 0 && !bases.includes(side.key);
}
