import { expect } from 'chai';
import fc from 'fast-check';
import { isTwice, placeOf, PLACES, type Qualified } from '../../src/domain/qualified.ts';
import { makeListing } from '../../src/report/proof/listing.ts';
import { isProved, PROOF_NUMBERS, type ProofNumbers } from '../../src/report/proof/proof.ts';
import { makeTally, numbersOf } from '../../src/report/proof/tally.ts';
import { tellPlace } from '../../src/report/proof/tell-place.ts';
import { part, qualified, record } from '../unit/report/proof/build.ts';

const some = <T>(value: T): fc.Arbitrary<T | null> => fc.constantFrom(null, value);
const parts = fc.array(
  fc
    .record({
      isShown: fc.boolean(),
      isLinked: fc.boolean(),
      waiting: some({ for: 'write', since: 0 } as const),
      held: some({ by: 'breaker', system: 'crm', why: null, since: 0 } as const),
      failing: some({ system: 'crm', code: 'NO', meaning: '', fix: '', since: 0 }),
    })
    .map(part),
  { minLength: 1, maxLength: 3 },
);
const records = fc.array(
  fc
    .record({ isWithSales: fc.boolean(), endedWhy: fc.constantFrom(null, null, 'deleted' as const) })
    .map(record),
  { maxLength: 3 },
);
const somebody: fc.Arbitrary<Qualified> = fc
  .record({
    handOffs: fc.integer({ min: 0, max: 2 }),
    gates: fc.constantFrom([], [], [{ name: 'Data', reason: null, until: null, lacks: [] }]),
    givenBack: some({ answer: 'Rejected', reason: 'no need', at: 0 }),
    records,
    parts,
  })
  .map(qualified);
const population = fc.array(
  fc.record({ one: somebody, source: fc.constantFrom('Fair', 'Form', '(blank)'), isThere: fc.boolean() }),
  { maxLength: 40 },
);

const sumOf = (numbers: ProofNumbers): number => PLACES.reduce((sum, place) => sum + numbers[place], 0);

describe('the proof of a random population', () => {
  it('counts everybody once, in each row and in all, and adds up only when nobody is nowhere or twice', () => {
    fc.assert(
      fc.property(population, (people) => {
        const tally = makeTally();
        for (const { one, source, isThere } of people)
          tally.see(source, numbersOf(one, placeOf(one)), new Set(isThere ? ['crm'] : []));
        const [rows, total] = [tally.rows(['crm']), tally.total(['crm'])];
        expect(total.qualified).to.equal(people.length);
        for (const numbers of [...rows, total])
          expect(sumOf(numbers) + numbers.nowhere).to.equal(numbers.qualified);
        for (const number of ['qualified', ...PROOF_NUMBERS] as const)
          expect(rows.reduce((sum, row) => sum + row[number], 0)).to.equal(total[number]);
        expect(total.there['crm']).to.equal(people.filter(({ isThere }) => isThere).length);
        const isLost = people.some(({ one }) => placeOf(one) === null);
        expect(isProved(total)).to.equal(!isLost && !people.some(({ one }) => isTwice(one)));
      }),
    );
  });

  it('has a list behind each number that is as long as the number, and says of each why', () => {
    fc.assert(
      fc.property(population, fc.integer({ min: 0, max: 50 }), (people, most) => {
        const tally = makeTally();
        const lists = new Map(PROOF_NUMBERS.map((number) => [number, makeListing<string>(most)]));
        for (const { one, source } of people) {
          const numbers = numbersOf(one, placeOf(one));
          tally.see(source, numbers, new Set());
          for (const number of numbers) lists.get(number)?.add(tellPlace(one, placeOf(one)).why);
        }
        const total = tally.total([]);
        for (const [number, list] of lists) {
          const { entries, more } = list.listed();
          expect(entries.length + more).to.equal(total[number]);
          expect(entries.length).to.be.at.most(most);
          expect(entries.every((why) => why !== '')).to.equal(true);
        }
      }),
    );
  });
});
