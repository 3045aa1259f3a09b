import type { Fields } from '../../src/domain/value.ts';

/** The same numbers each time, so that two runs do the same (Park and Miller's generator, CACM 31, 1988). */
export function tosser(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const SYLLABLES =
  'an be ca do el fi ga ho is jo ka lu mar ni ol pa ra so ti ul ver wen xa yo zi stein berg mann son'.split(
    ' ',
  );

/** A made-up name. Low numbers are common ones: a few names are borne by many, most by few. */
function nameOf(number: number, salt: number): string {
  const toss = tosser(number * 7_919 + salt);
  for (let warm = 0; warm < 3; warm += 1) toss(2);
  return Array.from({ length: 2 + toss(2) }, () => SYLLABLES[toss(SYLLABLES.length)] ?? '').join('');
}

/** A name's number: the product of two tosses makes low numbers frequent. */
const skewed = (toss: (below: number) => number, below: number): number =>
  Math.floor((toss(below) * toss(below)) / below);

export interface MadeUp {
  /** Who it truly is. */
  readonly entity: number;
  readonly fields: Fields;
}

/** Made-up people; every tenth has an earlier one's data, with a slip in the last name and without phone. */
export function madeUpPeople(count: number): readonly MadeUp[] {
  const toss = tosser(42);
  const people: MadeUp[] = [];
  for (let index = 0; index < count; index += 1) {
    const earlier = people[toss(Math.max(1, index))];
    if (index % 10 === 9 && earlier !== undefined) {
      const { entity, fields } = earlier;
      people.push({
        entity,
        fields: { ...fields, lastName: slipped(String(fields['lastName'])), phone: null },
      });
      continue;
    }
    const firstName = nameOf(skewed(toss, 3_000), 1);
    const lastName = nameOf(skewed(toss, 40_000), 2);
    const company = toss(20_000);
    const place = toss(4_000);
    people.push({
      entity: index,
      fields: {
        firstName,
        lastName,
        email: toss(5) === 0 ? null : `${firstName}.${lastName}${toss(100)}@firm${company}.example`,
        phone: toss(2) === 0 ? null : `+43664${1_000_000 + toss(8_999_999)}`,
        company: `${nameOf(company, 3)} ${nameOf(company, 4)} GmbH`,
        street: `${nameOf(toss(5_000), 5)}straße ${1 + toss(120)}`,
        postalCode: String(1_000 + place),
        city: nameOf(place, 6),
      },
    });
  }
  return people;
}

/** Two neighbouring letters in each other's place. */
const slipped = (text: string): string => text.replace(/^(.)(.)(.)/u, '$1$3$2');
