import { expect } from 'chai';
import fc from 'fast-check';
import type { Value } from '../../src/domain/value.ts';
import type { Direction, FieldMapping, OptIn } from '../../src/mapping/mapping.ts';
import { mergeField } from '../../src/merge/merge.ts';
import type { Side } from '../../src/merge/sides.ts';
import { applied, field as fieldOf } from '../unit/merge/build.ts';

const SYSTEMS = ['hubspot', 'salesforce', 'lead-intake'] as const;
const FLAGS: readonly Value[] = [true, false, null];
const flag = fc.constantFrom(0, 1, 2).map((index) => FLAGS[index] ?? null);

const sideOf = (system: string): fc.Arbitrary<Side> =>
  fc.record({
    system: fc.constant(system),
    live: fc.oneof(
      { weight: 9, arbitrary: flag.map((value) => ({ kind: 'value' as const, value })) },
      { weight: 1, arbitrary: fc.constant({ kind: 'unreadable' as const, reason: 'no access' }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    shadow: fc.option(flag, { nil: undefined, freq: 3 }),
    modifiedAt: fc.option(
      fc.integer({ min: 0, max: 3 }).map((hour) => new Date(Date.UTC(2026, 0, 1, hour))),
      { nil: null },
    ),
  });

interface Case {
  readonly optIn: OptIn | null;
  readonly direction: Direction;
  readonly basis: Value | undefined;
  readonly sides: readonly Side[];
  readonly locked: readonly string[];
}

const optIns: fc.Arbitrary<OptIn | null> = fc.option(
  fc.record({ from: fc.constantFrom(...SYSTEMS), basis: fc.constant('basis') }),
);

const directions: fc.Arbitrary<Direction> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'both' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('to' as const, 'from' as const),
      system: fc.constantFrom(...SYSTEMS),
    }),
  },
);

const cases: fc.Arbitrary<Case> = fc.record({
  optIn: optIns,
  direction: directions,
  basis: fc.constantFrom<Value | undefined>('Freely given', null, undefined),
  sides: fc
    .tuple(...SYSTEMS.map(sideOf))
    .chain((all) => fc.shuffledSubarray(all, { minLength: 1, maxLength: 3 })),
  locked: fc.subarray([...SYSTEMS]),
});

const fieldIn = ({ optIn, direction }: Case): FieldMapping =>
  fieldOf({ type: 'boolean', direction, authority: { kind: 'stricter', optIn } });

const merged = (given: Case) =>
  mergeField(fieldIn(given), given.sides, (system) => !given.locked.includes(system), undefined, given.basis);

const law = (holds: (given: Case) => void): void => fc.assert(fc.property(cases, holds), { numRuns: 4000 });

const valuesIn = (sides: readonly Side[]): readonly Value[] =>
  sides.flatMap(({ live }) => (live?.kind === 'value' ? [live.value] : []));
const isOut = (sides: readonly Side[]): boolean => valuesIn(sides).includes(true);

describe('the law of opt-outs, for any sides', () => {
  it('does not depend on the order of the sides, nor on when they changed', () => {
    law((given) => {
      const timeless = given.sides.toReversed().map((side) => ({ ...side, modifiedAt: null }));
      expect(merged({ ...given, sides: timeless })).to.deep.equal(merged(given));
    });
  });

  it('is idempotent: once a verdict is carried out, nothing is left to do', () => {
    law((given) => {
      const first = merged(given);
      const again = merged({ ...given, sides: applied(given.sides, first) });
      expect(again.writes).to.deep.equal([]);
      if (first.kind === 'parked' || first.kind === 'unreadable') expect(again).to.deep.equal(first);
      else expect(again.kind).to.equal('unchanged');
    });
  });

  it('is never looser than any side, unless an opt-in is believed and has a legal basis', () => {
    law((given) => {
      const verdict = merged(given);
      const loosens = verdict.writes.length > 0 && verdict.value !== true;
      if (given.optIn === null || given.basis !== 'Freely given') expect(loosens).to.equal(false);
      if (!loosens && verdict.kind !== 'unreadable' && isOut(given.sides))
        expect(verdict.value).to.equal(true);
      if (!loosens) return;
      const believed = given.sides.find(({ system }) => system === given.optIn?.from);
      expect(believed?.shadow).to.equal(true);
      expect(believed?.live).to.deep.equal({ kind: 'value', value: false });
    });
  });

  it('lets a new opt-out reach every side that can take it, whatever else was said', () => {
    law((given) => {
      const verdict = merged({ ...given, direction: { kind: 'both' } });
      const isNew = given.sides.some(
        ({ live, shadow }) => live?.kind === 'value' && live.value === true && shadow !== true,
      );
      if (!isNew || verdict.kind === 'unreadable') return;
      const lenient = given.sides.filter(({ live }) => live?.kind === 'value' && live.value !== true);
      expect([...verdict.writes].sort()).to.deep.equal(
        lenient.flatMap(({ system }) => (given.locked.includes(system) ? [] : [system])).sort(),
      );
    });
  });

  it('writes nothing but opt-outs to who says nothing, and keeps what stood there', () => {
    law((given) => {
      const verdict = merged(given);
      for (const system of verdict.writes) {
        const side = given.sides.find((one) => one.system === system);
        const live = side?.live?.kind === 'value' ? side.live.value : undefined;
        expect(live === null ? verdict.value : true).to.equal(true);
        expect(verdict.losers).to.deep.include({ system, value: live, base: side?.shadow ?? null });
      }
    });
  });
});
