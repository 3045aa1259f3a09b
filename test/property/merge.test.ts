import { expect } from 'chai';
import fc from 'fast-check';
import type { FieldType } from '../../src/domain/schema.ts';
import { type Value } from '../../src/domain/value.ts';
import type { Authority, Direction, FieldMapping } from '../../src/mapping/mapping.ts';
import { mergeField } from '../../src/merge/merge.ts';
import type { Side } from '../../src/merge/sides.ts';
import { comparable, same } from '../../src/merge/same.ts';
import { applied, field as fieldOf } from '../unit/merge/build.ts';

const SYSTEMS = ['hubspot', 'salesforce', 'lead-intake'] as const;

/** Few different values, so that sides often agree; some are one value in two spellings. */
const VALUES = {
  text: ['A', ' A ', 'B', 'C', null],
  email: ['a@x.com', 'A@X.com', 'b@x.com', null],
  phone: ['+43 1 515150', '+431515150', '+43 1 515151', 'desk', null],
  number: [0, 1, 2, null],
  options: [['a'], ['a', 'b'], ['b', 'c'], null],
} as const satisfies Partial<Record<FieldType, readonly Value[]>>;
type Typed = keyof typeof VALUES;

const systemName = fc.constantFrom(...SYSTEMS);

const authorityOf = (type: Typed): fc.Arbitrary<Authority> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('system' as const, 'system-unless-blank' as const),
      system: systemName,
    }),
    fc.constantFrom<Authority>(
      { kind: 'latest' },
      { kind: 'fill-blank' },
      { kind: 'manual' },
      ...(type === 'options' ? [{ kind: 'union' } as const] : []),
      ...(type === 'number' ? [{ kind: 'max' } as const, { kind: 'min' } as const] : []),
    ),
  );

const directions: fc.Arbitrary<Direction> = fc.oneof(
  fc.constant({ kind: 'both' as const }),
  fc.record({ kind: fc.constantFrom('to' as const, 'from' as const), system: systemName }),
);

const sideOf = (system: string, type: Typed): fc.Arbitrary<Side> => {
  const value: fc.Arbitrary<Value> = fc
    .constantFrom<readonly Value[]>(...VALUES[type].map((one) => [one]))
    .map(([one]) => one ?? null);
  return fc.record({
    system: fc.constant(system),
    live: fc.oneof(
      { weight: 9, arbitrary: value.map((live) => ({ kind: 'value' as const, value: live })) },
      { weight: 1, arbitrary: fc.constant({ kind: 'unreadable' as const, reason: 'no access' }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    shadow: fc.option(value, { nil: undefined, freq: 3 }),
    modifiedAt: fc.option(
      fc.integer({ min: 0, max: 3 }).map((hour) => new Date(Date.UTC(2026, 0, 1, hour))),
      { nil: null },
    ),
  });
};

interface Case {
  readonly field: FieldMapping;
  readonly sides: readonly Side[];
  readonly writable: (system: string) => boolean;
}

const cases: fc.Arbitrary<Case> = fc
  .constantFrom<Typed>('text', 'email', 'phone', 'number', 'options')
  .chain((type) =>
    fc.record({
      field: fc
        .record({
          authority: authorityOf(type),
          direction: directions,
          nulls: fc.constantFrom('clear' as const, 'keep' as const),
        })
        .map((policies) => fieldOf({ type, ...policies })),
      sides: fc
        .tuple(...SYSTEMS.map((system) => sideOf(system, type)))
        .chain((all) => fc.shuffledSubarray(all, { minLength: 1, maxLength: 3 })),
      locked: fc.subarray([...SYSTEMS]),
    }),
  )
  .map(({ field, sides, locked }) => ({
    field,
    sides,
    writable: (system) => !locked.includes(system as 'hubspot'),
  }));

const merged = ({ field, sides, writable }: Case) => mergeField(field, sides, writable);

const law = (holds: (given: Case) => void): void => fc.assert(fc.property(cases, holds), { numRuns: 2000 });

const liveValues = (sides: readonly Side[]): readonly Value[] =>
  sides.flatMap(({ live }) => (live?.kind === 'value' ? [live.value] : []));

const liveOf = (sides: readonly Side[], system: string): Value | undefined => {
  const live = sides.find((one) => one.system === system)?.live;
  return live?.kind === 'value' ? live.value : undefined;
};

describe('merge laws, for any field and any sides', () => {
  it('never gives a value no side had, except the union of several', () => {
    law((given) => {
      const { value } = merged(given);
      if (value === undefined) return;
      if (given.field.authority.kind === 'union' && typeof value === 'object' && value !== null) {
        const all = liveValues(given.sides).flatMap((one) => one ?? []);
        expect(all).to.include.members([...value]);
      } else {
        expect(liveValues(given.sides)).to.deep.include(value);
      }
    });
  });

  it('does not depend on the order of the sides', () => {
    law((given) => {
      expect(merged({ ...given, sides: given.sides.toReversed() })).to.deep.equal(merged(given));
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

  it('writes only to systems that can be written, that took part, and that say something else', () => {
    law((given) => {
      const verdict = merged(given);
      for (const system of verdict.writes) {
        expect(given.writable(system)).to.equal(true);
        const live = liveOf(given.sides, system);
        expect(live).to.not.equal(undefined);
        expect(same(given.field.type, live ?? null, verdict.value ?? null)).to.equal(false);
      }
    });
  });

  it('decides nothing while a side that can be written is unreadable', () => {
    law((given) => {
      const blind = given.sides.some(
        ({ system, live }) => live?.kind === 'unreadable' && given.writable(system),
      );
      const verdict = merged(given);
      expect(verdict.kind === 'unreadable').to.equal(blind);
      if (blind) expect([...verdict.writes, ...verdict.agreed]).to.deep.equal([]);
    });
  });

  it('lets no blank overwrite a value under the null policy keep', () => {
    law((given) => {
      const verdict = merged(given);
      if (given.field.nulls === 'keep' && verdict.writes.length > 0) {
        expect(comparable(given.field.type, verdict.value ?? null)).to.not.equal('');
      }
    });
  });

  it('overwrites no value with authority fill-blank', () => {
    law((given) => {
      if (given.field.authority.kind !== 'fill-blank') return;
      for (const system of merged(given).writes) expect(liveOf(given.sides, system) ?? null).to.equal(null);
    });
  });

  it('with direction to X writes only X, and nothing that only X said', () => {
    law((given) => {
      const { direction, authority } = given.field;
      if (direction.kind !== 'to' || authority.kind === 'system-unless-blank') return;
      const verdict = merged(given);
      if (verdict.writes.length === 0) return;
      expect(verdict.writes).to.deep.equal([direction.system]);
      const others = given.sides.filter((one) => one.system !== direction.system);
      if (authority.kind !== 'union') expect(liveValues(others)).to.deep.include(verdict.value);
    });
  });

  it('with direction from X writes only the others, and only what X says', () => {
    law((given) => {
      const { direction } = given.field;
      if (direction.kind !== 'from') return;
      const verdict = merged(given);
      if (verdict.writes.length === 0) return;
      expect(verdict.writes).to.not.include(direction.system);
      expect(verdict.value).to.deep.equal(liveOf(given.sides, direction.system));
    });
  });

  it('keeps what someone changed and lost, with what was agreed before', () => {
    law((given) => {
      const verdict = merged(given);
      for (const one of given.sides) {
        if (one.live?.kind !== 'value' || one.shadow === undefined || !verdict.writes.includes(one.system))
          continue;
        if (same(given.field.type, one.live.value, one.shadow)) continue;
        expect(verdict.losers).to.deep.include({
          system: one.system,
          value: one.live.value,
          base: one.shadow,
        });
      }
    });
  });

  it('settles or writes every side that moved, unless the field is parked or unreadable', () => {
    law((given) => {
      const verdict = merged(given);
      if (verdict.kind === 'parked' || verdict.kind === 'unreadable') return;
      for (const one of given.sides) {
        if (one.live?.kind !== 'value') continue;
        const moved = one.shadow === undefined || !same(given.field.type, one.live.value, one.shadow);
        const handled = [...verdict.writes, ...verdict.agreed].filter((system) => system === one.system);
        expect(handled.length).to.be.at.most(1);
        if (moved) expect(handled).to.deep.equal([one.system]);
      }
    });
  });

  it('at the first meeting of two sides: equal links, blank fills, different goes by authority', () => {
    law((given) => {
      const [a, b] = given.sides;
      if (a?.live?.kind !== 'value' || b?.live?.kind !== 'value' || given.sides.length !== 2) return;
      if (given.field.direction.kind !== 'both') return;
      const sides = [a, b].map((one) => ({ ...one, shadow: undefined }));
      const { kind } = merged({ ...given, sides });
      const [left, right] = [a.live.value, b.live.value].map((value) => comparable(given.field.type, value));
      if (left === right) expect(kind).to.equal('linked');
      else if (left === '' || right === '') expect(kind).to.equal('filled');
      else expect(kind).to.be.oneOf(['conflict', 'parked', 'held']);
    });
  });
});

describe('sameness laws', () => {
  const types = fc.constantFrom<FieldType>(
    'text',
    'email',
    'phone',
    'url',
    'owner',
    'datetime',
    'option',
    'reference',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.emailAddress(),
    fc.stringMatching(/^[+0-9 ()/-]{0,18}$/u),
    fc.constantFrom('www.www.a.com', 'http://https://a', '//', 'x/ /', '\r', '+1 650 253 0000 ext. 5'),
  );

  it('the comparable form of a comparable form is itself', () => {
    fc.assert(
      fc.property(types, texts, fc.constantFrom(null, 'AT', 'US'), (type, text, region) => {
        const once = comparable(type, text, region);
        expect(comparable(type, once, region)).to.equal(once);
      }),
      { numRuns: 5000 },
    );
  });
});
