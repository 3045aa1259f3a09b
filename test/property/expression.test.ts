import { run as runCel } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Fields, Value } from '../../src/domain/value.ts';
import { compileExpression } from '../../src/expression/compile.ts';
import type { Expression, Inputs } from '../../src/expression/expression.ts';
import type { ExpressionSchema } from '../../src/expression/types.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const SCHEMA: ExpressionSchema = new Map([
  ['a', { type: 'number' }],
  ['b', { type: 'number' }],
  ['s', { type: 'text' }],
  ['t', { type: 'text' }],
  ['p', { type: 'boolean' }],
  ['q', { type: 'boolean' }],
  ['l', { type: 'options' }],
  ['m', { type: 'options' }],
]);

/** One expression as we write it, and as CEL without our additions does: numbers are doubles, functions have their names. */
interface Both {
  readonly ours: string;
  readonly cel: string;
}
type Make = fc.Arbitrary<Both>;

const same = (text: string): Both => ({ ours: text, cel: text });
/** Puts parts into a template of each language: `$0`, `$1`, …, and `$i`, a name that no part uses for an item. */
const put = (ours: string, parts: readonly Both[], cel = ours): Both => {
  const filled = (template: string, side: keyof Both): string =>
    template
      .replaceAll('$i', `i${parts.map((part) => part.ours).join('').length}`)
      .replace(/\$(\d)/g, (_, index: string) => parts[Number(index)]![side]);
  return { ours: filled(ours, 'ours'), cel: filled(cel, 'cel') };
};
const from = (ours: string, parts: readonly Make[], cel = ours): Make =>
  fc.tuple(...parts).map((made) => put(ours, made, cel));
const any = (...ways: readonly Make[]): Make => fc.oneof(...ways);

const words = fc.constantFrom('', 'a', 'b', 'ab', 'Acme', 'é', '😀', 'x"y', 'a\\n', "it's", '30d');
const literal = (text: string): Both => same(JSON.stringify(text));
const number = fc
  .oneof(fc.integer({ min: -5, max: 20 }), fc.constantFrom(0.5, 2.25, 1e6, -0.75))
  .map((value): Both => {
    const cel = Number.isInteger(value) ? `${value}.0` : String(value);
    return { ours: `(${value})`, cel: `(${cel})` };
  });

/** Null-free expressions of each type. With `has`: also those that ask for blanks, which CEL cannot. */
function expressions(
  blanks: boolean,
): Readonly<Record<'boolean' | 'number' | 'text' | 'list', (depth: number) => Make>> {
  const leaf = {
    boolean: ['p', 'q', 'true', 'false'],
    number: ['a', 'b'],
    text: ['s', 't'],
    list: ['l', 'm'],
  } as const;
  const names = (kind: keyof typeof leaf): Make => fc.constantFrom(...leaf[kind]).map(same);
  const numbers: fc.Memo<Both> = fc.memo((depth): Make => {
    const plain = any(names('number'), number);
    if (depth <= 1) return plain;
    const [n, s, p, l] = [numbers(), texts(), booleans(), lists()];
    const binary = (['+', '-', '*', '/'] as const).map((operator) => from(`($0 ${operator} $1)`, [n, n]));
    return any(
      plain,
      ...binary,
      from('(-$0)', [n]),
      from('($0 ? $1 : $2)', [p, n, n]),
      from('size($0)', [s], 'double(size($0))'),
      from('$0.size()', [l], 'double($0.size())'),
      from('double(string($0))', [n]),
      ...(blanks ? [from('coalesce($0, $1)', [n, n])] : []),
    );
  });
  const texts: fc.Memo<Both> = fc.memo((depth): Make => {
    const plain = any(names('text'), words.map(literal));
    if (depth <= 1) return plain;
    const [s, p] = [texts(), booleans()];
    return any(
      plain,
      from('($0 + $1)', [s, s]),
      from('($0 ? $1 : $2)', [p, s, s]),
      from('$0.lowerAscii()', [s]),
      from('upperAscii($0)', [s], '$0.upperAscii()'),
      from('string($0)', [p]),
      from('$0.replace($1, $2)', [s, any(fc.constantFrom('a', 'b', 'ab').map(literal)), s]),
      ...(blanks ? [from('coalesce($0, $1)', [s, s])] : []),
    );
  });
  const lists: fc.Memo<Both> = fc.memo((depth): Make => {
    if (depth <= 1) return names('list');
    const [s, l] = [texts(), lists()];
    return any(
      names('list'),
      from('[$0, $1]', [s, s]),
      from('($0 + $1)', [l, l]),
      from('$0.filter($i, $i != $1)', [l, s]),
      from('$0.map($i, $i + $1)', [l, s]),
    );
  });
  const booleans: fc.Memo<Both> = fc.memo((depth): Make => {
    if (depth <= 1) return names('boolean');
    const [n, s, p, l] = [numbers(), texts(), booleans(), lists()];
    const ordered = ['<', '<=', '>', '>=', '==', '!='].flatMap((operator) => [
      from(`($0 ${operator} $1)`, [n, n]),
      // Kept to ASCII: languages differ in how they order other letters.
      from(`($0 ${operator} $1)`, [
        any(names('text'), fc.constantFrom('a', 'ab', 'b').map(literal)),
        any(fc.constantFrom('a', 'b').map(literal)),
      ]),
    ]);
    return any(
      names('boolean'),
      ...ordered,
      from('($0 && $1)', [p, p]),
      from('($0 || $1)', [p, p]),
      from('(!$0)', [p]),
      from('($0 ? $1 : $2)', [p, p, p]),
      from('($0 == $1)', [p, p]),
      from('($0 == $1)', [l, l]),
      from('($0 in $1)', [s, l]),
      from('$0.contains($1)', [s, s]),
      from('$0.startsWith($1)', [s, s]),
      from('$0.endsWith($1)', [s, s]),
      from('$0.matches("^[a-z]+(b|x)?$")', [s]),
      from('$0.matches("(a+)+\\\\w")', [s]),
      from('$0.exists($i, $i == $1)', [l, s]),
      from('$0.all($i, $i.contains($1))', [l, s]),
      from('$0.exists_one($i, $i < "b")', [names('list')]),
      ...(blanks ? [from('(coalesce($0, $1))', [p, p])] : []),
    );
  });
  return { boolean: booleans, number: numbers, text: texts, list: lists };
}

const finite = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 0.5, 2, 100));
const word = fc.constantFrom('a', 'b', 'ab', 'Acme', 'x', 'é');
const optionList = fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).map((list) => list.sort());
const record = fc.record({
  a: finite,
  b: finite,
  s: word,
  t: word,
  p: fc.boolean(),
  q: fc.boolean(),
  l: optionList,
  m: optionList,
});

function compile(text: string): Expression {
  const result = compileExpression(text, SCHEMA);
  if (result.kind === 'invalid') throw new Error(`${text}: ${JSON.stringify(result.problems)}`);
  return result.expression;
}
const inputs = (fields: Fields): Inputs => ({ fields, now: NOW });

/** What CEL gives, in our form; null when it gives an error, or no number. */
function oracle(text: string, fields: Fields): { readonly value: Value } | null {
  let value: unknown;
  try {
    value = runCel(text, fields, { funcs: strings });
  } catch {
    return null;
  }
  if (value instanceof Error || (typeof value === 'object' && value !== null && 'message' in value))
    return null;
  if (typeof value === 'number') return Number.isFinite(value) ? { value: value + 0 } : null;
  if (typeof value === 'object' && value !== null) {
    const items = [...(value as Iterable<string>)];
    return { value: items.length === 0 ? null : items };
  }
  return { value: value === '' ? null : (value as Value) };
}

const KINDS = ['boolean', 'number', 'text', 'list'] as const;

describe('expressions', () => {
  for (const kind of KINDS) {
    it(`of type ${kind} without blanks give what CEL gives`, () => {
      let compared = 0;
      fc.assert(
        fc.property(expressions(false)[kind](4), record, ({ ours, cel }, fields) => {
          const expected = oracle(cel, fields);
          const outcome = compile(ours).evaluate(inputs(fields));
          // Where CEL calculates on with infinities, we have no answer; nor has either where it has an error.
          if (expected === null) return;
          if (outcome.kind === 'unknown') {
            expect(outcome.because).to.equal('failed');
            expect(ours).to.include('/');
            return;
          }
          compared += 1;
          expect(outcome).to.deep.equal({ kind: 'known', value: expected.value });
        }),
        { numRuns: 800 },
      );
      expect(compared).to.be.greaterThan(500);
    });
  }

  const holey = fc.record(
    Object.fromEntries(
      Object.entries({
        a: finite,
        b: finite,
        s: word,
        t: word,
        p: fc.boolean(),
        q: fc.boolean(),
        l: optionList,
        m: optionList,
      }).map(([name, values]) => [name, fc.option(values as fc.Arbitrary<Value>, { freq: 3 })]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Fields>;
  const withBlanks = fc.constantFrom(...KINDS).chain((kind) => expressions(true)[kind](4));
  const withHas = fc
    .tuple(withBlanks, expressions(true).boolean(3), fc.constantFrom('a', 's', 'p', 'l'))
    .map(([first, second, name]) => [
      first.ours,
      `has(${name}) && ${second.ours}`,
      `${name} == null || ${second.ours}`,
    ]);

  it('are explained as they are evaluated, whatever is missing', () => {
    fc.assert(
      fc.property(withHas, holey, (texts, fields) => {
        for (const text of texts) {
          const expression = compile(text);
          const explanation = expression.explain(inputs(fields));
          expect(explanation.outcome).to.deep.equal(expression.evaluate(inputs(fields)));
          expect(explanation.tree.outcome).to.deep.equal(explanation.outcome);
          expect(explanation.inputs.map(({ name }) => name)).to.deep.equal(expression.reads);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('that are known stay the same when a field that was not read is filled in', () => {
    fc.assert(
      fc.property(withHas, holey, holey, (texts, fields, more) => {
        for (const text of texts) {
          const before = compile(text).evaluate(inputs(fields));
          if (before.kind === 'known')
            expect(compile(text).evaluate(inputs({ ...more, ...fields }))).to.deep.equal(before);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('that do not ask for blanks and are known stay the same when a blank is filled in', () => {
    const plain = expressions(false).boolean(4);
    fc.assert(
      fc.property(plain, holey, record, ({ ours }, fields, more) => {
        const before = compile(ours).evaluate(inputs(fields));
        if (before.kind === 'unknown' || before.value === null) return;
        const filled = Object.fromEntries(
          Object.entries(more).map(([name, value]) => [name, fields[name] ?? value]),
        );
        expect(compile(ours).evaluate(inputs(filled))).to.deep.equal(before);
      }),
      { numRuns: 1_000 },
    );
  });

  it('that are unknown name only fields that they read and that are missing', () => {
    fc.assert(
      fc.property(withHas, holey, (texts, fields) => {
        for (const text of texts) {
          const expression = compile(text);
          const outcome = expression.evaluate(inputs(fields));
          if (outcome.kind === 'known') continue;
          for (const name of outcome.missing) expect(fields[name] ?? null, name).to.equal(null);
          expect(expression.reads).to.include.members([...outcome.missing]);
          if (outcome.because !== 'failed') expect(outcome.missing).to.not.be.empty;
        }
      }),
      { numRuns: 800 },
    );
  });

  it('compare moments as moments, whatever the unit', () => {
    const schema: ExpressionSchema = new Map([['at', { type: 'datetime' }]]);
    const units = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
    const unit = fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[]));
    fc.assert(
      fc.property(unit, fc.nat({ max: 50 }), fc.integer({ min: -60, max: 60 }), (name, count, offset) => {
        const result = compileExpression(`at >= now - ${count}${name}`, schema);
        if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems));
        const ms = NOW.getTime() + offset * units[name];
        const outcome = result.expression.evaluate(inputs({ at: new Date(ms).toISOString() }));
        expect(outcome).to.deep.equal({ kind: 'known', value: offset >= -count });
      }),
    );
  });

  it('obey the laws of Kleene’s logic', () => {
    const three = fc.constantFrom<Value | undefined>(true, false, null, undefined);
    const said = (text: string, fields: Fields): unknown => {
      const result = compileExpression(text, SCHEMA, { expect: 'boolean' });
      if (result.kind === 'invalid') throw new Error(text);
      const outcome = result.expression.evaluate(inputs(fields));
      return outcome.kind === 'known' ? outcome.value : 'unknown';
    };
    fc.assert(
      fc.property(three, three, (p, q) => {
        const fields = Object.fromEntries(
          Object.entries({ p, q }).filter(([, value]) => value !== undefined),
        ) as Fields;
        const equal = (one: string, other: string): void => {
          expect(said(one, fields), `${one} ≡ ${other}`).to.equal(said(other, fields));
        };
        equal('p && q', 'q && p');
        equal('p || q', 'q || p');
        equal('!(p && q)', '!p || !q');
        equal('!(p || q)', '!p && !q');
        equal('!!p', 'p');
        equal('p && p', 'p');
        equal('p && (p || q)', 'p');
        equal('p ? q : q', 'q && (p || true)');
        equal('p && false', 'false');
        equal('p || true', 'true');
        expect(said('p && q', fields)).to.equal(
          p === false || q === false ? false : p === true && q === true ? true : 'unknown',
        );
      }),
    );
  });

  it('never throw when compiled, whatever the text', () => {
    const pieces = fc.constantFrom(
      'a',
      's',
      'p',
      'l',
      '(',
      ')',
      '[',
      ']',
      '.',
      ',',
      '&&',
      '||',
      '!',
      '-',
      '+',
      '?',
      ':',
      '"x"',
      '30d',
      '==',
      '<',
      ' in ',
      'null',
      'has',
      'size',
      'exists',
      'count',
      'matches',
      'now',
      '1',
      '0.5',
      '"',
      '//',
      '\n',
      '{',
      '}',
      '__proto__',
      'i',
    );
    const soup = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces, { maxLength: 25 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(soup, holey, (text, fields) => {
        const result = compileExpression(text, SCHEMA);
        if (result.kind === 'ok') {
          result.expression.explain(inputs(fields));
          return;
        }
        for (const { offset, line, column, cause, fix } of result.problems) {
          expect(offset).to.be.within(0, text.length);
          expect(text.slice(0, offset).split('\n')).to.have.length(line);
          expect(column).to.be.greaterThan(0);
          expect(cause).to.not.equal('');
          expect(fix).to.match(/[.?]$/);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
