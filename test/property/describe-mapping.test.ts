import { expect } from 'chai';
import fc from 'fast-check';
import { describeMapping } from '../../src/mapping/describe/describe-mapping.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';
import { parseMapping } from '../../src/mapping/parse.ts';

type Part = Readonly<Record<string, unknown>>;

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const some = <T>(...items: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.shuffledSubarray([...items], { minLength: 0 });

const steps = some<unknown>('trim', 'lower', { truncate: 10 }, { truncate: 20 }, { phone: 'AT' }, 'phone');
const values = fc.dictionary(
  fc.constantFrom('x', 'y', 'z'),
  fc.shuffledSubarray(['1', '2', '3', '4'], { minLength: 1 }),
  { minKeys: 1 },
);
const column = (name: string): fc.Arbitrary<Part> =>
  fc.record({
    field: fc.constantFrom(name, `${name}2`),
    read: maybe(steps),
    write: maybe(steps),
    'on-create': maybe(fc.constantFrom('x', 'y')),
  });
const mapped = (name: string): fc.Arbitrary<Part> =>
  fc.record({ field: fc.constant(name), values, otherwise: maybe(fc.constantFrom('x', 'y')) });
const perObject = (name: string): fc.Arbitrary<Part> =>
  fc.record({ One: maybe(column(name)), Two: column(name) });
const place = (name: string): fc.Arbitrary<unknown> =>
  fc.oneof(fc.constant(name), column(name), mapped(name), perObject(name));

const row = (name: string): fc.Arbitrary<Part> =>
  fc
    .record({
      type: fc.constantFrom('text', 'option'),
      authority: maybe(fc.constantFrom('latest', 'manual', 'a', 'b-unless-blank', 'fill-blank')),
      direction: maybe(fc.constantFrom('both', 'to a', 'to b', 'from a')),
      nulls: maybe(fc.constantFrom('clear', 'keep')),
      'on-create': maybe(fc.constantFrom('x', 'y')),
      systems: fc.record({ a: fc.constant(name), b: place(name), c: maybe(fc.constant(name)) }),
      order: fc.boolean(),
    })
    .map(({ systems, order, ...rest }) => {
      const entries = Object.entries(systems).filter(([, value]) => value !== undefined);
      return { ...rest, ...Object.fromEntries(order ? entries : entries.toReversed()) };
    });

const system = fc
  .record({
    objects: fc.shuffledSubarray(['One', 'Two', 'Three'], { minLength: 2 }),
    create: maybe(fc.boolean()),
    condition: maybe(fc.constantFrom('first == "x"', 'first == "y"')),
    erase: maybe(fc.constantFrom('delete', { anonymise: { first: null } }, { anonymise: { first: 'x' } })),
  })
  .map(({ erase, ...rest }) =>
    erase === undefined ? rest : { ...rest, erase: { [rest.objects[0] ?? '']: erase } },
  )
  .map(({ condition, ...rest }) =>
    rest.create === true && condition !== undefined
      ? { ...rest, 'create-as': { [rest.objects[1] ?? '']: condition } }
      : rest,
  );

const documents = fc.record({
  entity: fc.constantFrom('person', 'person', 'person', 'company'),
  systems: fc.record({ a: system, b: system, c: system }),
  match: maybe(some('first')),
  'come-back': maybe(fc.constantFrom('hold', 'form')),
  'on-delete': maybe(fc.constantFrom('unlink', 'park')),
  fields: fc.record({ first: row('first'), second: maybe(row('second')), third: maybe(row('third')) }),
});

const compiled = (document: unknown): Mapping | null => {
  const result = parseMapping(JSON.stringify(document), 'x.yaml');
  return result.kind === 'ok' ? result.mapping : null;
};

/** One with a part of the other in its place, as deep as it goes: a small edit, and sometimes none. */
function edited(base: Part, other: Part, path: readonly number[]): Part {
  const [step = 0, ...deeper] = path;
  const names = [...new Set([...Object.keys(base), ...Object.keys(other)])];
  const name = names[step % names.length] ?? '';
  const [mine, theirs] = [base[name], other[name]];
  const value = isPart(mine) && isPart(theirs) && deeper.length > 0 ? edited(mine, theirs, deeper) : theirs;
  return { ...base, [name]: value };
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/**
 * All that a compiled mapping says, whatever keys it has; functions fall away. Rows and objects mean the same in any
 * order, the systems of a row do not, and of values that mean the same the first is the one written.
 */
function meaningOf(mapping: Mapping): string {
  return JSON.stringify(
    { ...mapping, fields: Object.fromEntries(mapping.fields.map((field) => [field.name, field])) },
    (key, value: unknown) => {
      if (value instanceof Set) return [...(value as Set<string>)].sort();
      if (key === 'values' && value instanceof Map) {
        const entries = [...(value as Map<string, string>)];
        return [
          entries.toSorted(),
          Object.fromEntries(entries.toReversed().map(([theirs, ours]) => [ours, theirs])),
        ];
      }
      if (value instanceof Map)
        return key === 'columns' ? [...value] : sorted(Object.fromEntries(value as Map<string, unknown>));
      return isPart(value) ? sorted(value) : value;
    },
  );
}

const sorted = (part: Part): Part =>
  Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const SYSTEMS = new Map([
  ['a', { title: 'A', writable: true }],
  ['b', { title: 'B', writable: true }],
  ['c', { title: 'C', writable: false }],
]);

describe('the words for a change of a mapping', () => {
  const pairs = fc
    .tuple(documents, documents, fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }))
    .map(([base, other, path]) => [compiled(base), compiled(edited(base, other, path))] as const);
  let equal = 0;
  let different = 0;

  it('are none exactly when both mean the same', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        fc.pre(before !== null && after !== null);
        const lines = describeMapping(before, after, SYSTEMS);
        const same = meaningOf(before) === meaningOf(after);
        if (same) equal += 1;
        else different += 1;
        expect(lines.length === 0, JSON.stringify(lines)).to.equal(same);
        expect(new Set(lines).size, 'each is told once').to.equal(lines.length);
        for (const line of lines)
          expect(line)
            .to.match(/^\S.*\S$/)
            .and.not.match(/undefined|null|\[object/);
      }),
      { numRuns: 400, maxSkipsPerRun: 400 },
    );
  }).timeout(60_000);

  it('were tried on many mappings of both kinds', () => {
    expect(Math.min(equal, different)).to.be.above(100);
  });

  it('are none for a mapping and itself', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const [before, after] = [compiled(document), compiled(document)];
        fc.pre(before !== null && after !== null);
        expect(describeMapping(before, after, SYSTEMS)).to.deep.equal([]);
      }),
    );
  });
});
