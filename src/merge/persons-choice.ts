import type { PersonsChoice } from '../domain/conflict.ts';
import { receives } from '../mapping/direction.ts';
import type { FieldMapping } from '../mapping/mapping.ts';
import { comparable } from './same.ts';
import { asLoser, systemOf, type HeardSide } from './sides.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether every side is still as the person saw it when they chose, or has taken their value since. A side that someone
 * edited afterwards makes the choice void: they may have chosen otherwise had they known.
 */
export function stillStands(
  field: FieldMapping,
  choice: PersonsChoice,
  heard: readonly HeardSide[],
): boolean {
  const key = comparable(field.type, choice.value, field.region);
  return heard.every((side) => {
    if (side.key === key) return true;
    const saw = choice.saw.find((candidate) => candidate.system === side.system);
    if (saw === undefined) return false;
    if (side.key === comparable(field.type, saw.value, field.region)) return true;
    // What was written may read back as less than the whole (a cut text): then it is what was agreed last.
    return !side.moved && !side.fresh && side.base !== baseKey(field, saw.base);
  });
}

/** The verdict that a person's choice makes: one write to each side that says something else, where the direction lets it. */
export function carryOut(field: FieldMapping, choice: PersonsChoice, heard: readonly HeardSide[]): Verdict {
  const { direction } = field;
  const key = comparable(field.type, choice.value, field.region);
  const written = heard.filter(
    (side) => side.key !== key && side.writable && receives(direction, side.system),
  );
  return {
    kind: 'resolved',
    field: field.name,
    value: choice.value,
    writes: written.map(systemOf),
    agreed: heard.filter((side) => (side.fresh || side.moved) && !written.includes(side)).map(systemOf),
    losers: written.filter((side) => side.moved).map(asLoser),
  };
}

const baseKey = (field: FieldMapping, base: PersonsChoice['value'] | undefined): string | undefined =>
  base === undefined ? undefined : comparable(field.type, base, field.region);
