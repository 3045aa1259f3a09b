import { expect } from 'chai';
import type { Fields } from '../../../src/domain/value.ts';
import { compileExpression } from '../../../src/expression/compile.ts';
import type { Outcome } from '../../../src/expression/expression.ts';
import { known, NOW } from './person.ts';

const SCHEMA = new Map([
  ['list', { type: 'options' }],
  ['text', { type: 'text' }],
] as const);

const MB = 'a'.repeat(1_000_000);
const RECORD: Fields = {
  list: Array.from({ length: 1_000 }, (_, index) => `item ${index}`),
  text: 'a'.repeat(131_072),
};

function evaluate(text: string, fields: Fields = RECORD): Outcome {
  const result = compileExpression(text, SCHEMA);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems));
  const inputs = { fields, now: NOW };
  const outcome = result.expression.evaluate(inputs);
  expect(result.expression.explain(inputs).outcome).to.deep.equal(outcome);
  return outcome;
}

/** What an evaluation could make too much of: time, or memory. */
const COSTLY: Readonly<Record<string, string>> = {
  'three loops within each other': 'list.all(a, list.all(b, list.all(c, a + b != c)))',
  'two loops that go over a long text': 'list.all(a, list.all(b, !text.contains("b")))',
  'a loop over a slow pattern': 'list.all(a, text.matches("(.?){20}a{20}$"))',
  'lists of lists': 'list.map(a, list.map(b, a + b)).size() > 1',
  'a text that doubles': 'size([text + text].map(a, a + a + a + a)[0].replace("a", "aaaaaaaa")) > 1',
  'a text split into letters': 'list.all(a, text.split("").size() > 1)',
  'a short text replaced by a long one': 'text.replace("a", text).size() > 1',
  'a list joined with a long text': 'list.join(text).size() > 1',
  'a list that grows': 'list.map(a, list + list).size() > 1',
};

describe('the limits of an evaluation', () => {
  for (const [name, text] of Object.entries(COSTLY)) {
    it(`stop ${name} within seconds, and say so`, () => {
      const started = performance.now();
      expect(evaluate(text)).to.deep.equal({ kind: 'unknown', because: 'limit', missing: [] });
      expect(performance.now() - started).to.be.lessThan(4_000);
    });
  }

  it('are one evaluation’s: the next one has all again', () => {
    for (let round = 0; round < 5; round += 1) {
      expect(evaluate('list.exists(a, list.exists(b, a == "item 3" && b == "item 999"))')).to.deep.equal(
        known(true),
      );
    }
  });

  it('are not evaded by taking something else instead of what was stopped', () => {
    const stopped = 'list.all(a, list.all(b, list.all(c, a + b != c)))';
    for (const text of [`coalesce(${stopped}, true)`, `has(${stopped})`, `${stopped} ? 1 : 1`]) {
      expect(evaluate(text), text).to.deep.include({ kind: 'unknown', because: 'limit' });
    }
  });

  it('leave room for what people do', () => {
    expect(evaluate('list.map(a, upper(a)).filter(a, a.endsWith("9")).size()')).to.deep.equal(known(100));
    expect(evaluate('text.matches("^(a+)+$")')).to.deep.equal(known(true));
    expect(evaluate('list.all(a, list.exists(b, b != a))')).to.deep.equal(known(true));
  });

  it('hold for what the record brings: a pattern takes no longer the worse it is', () => {
    for (const pattern of ['(a+)+$', '(a|a)*b', '(a|aa)+$', '(.*a){20}b', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
      const started = performance.now();
      expect(evaluate(`text.matches("${pattern}")`, { text: MB.slice(0, 50_000) }).kind).to.equal('known');
      expect(performance.now() - started, pattern).to.be.lessThan(2_000);
    }
  });
});
