import { expect } from 'chai';
import type { ExplainedPart } from '../../../src/expression/expression.ts';
import { ANNA, compiled, known, NOW } from './person.ts';

const lines = (part: ExplainedPart, indent = ''): readonly string[] => {
  const said =
    part.outcome.kind === 'known'
      ? JSON.stringify(part.outcome.value)
      : `${part.outcome.because}: ${part.outcome.missing.join(' ')}`;
  return [
    `${indent}${part.text} → ${said}${part.needed ? '' : ' (not needed)'}`,
    ...part.parts.flatMap((inner) => lines(inner, `${indent}  `)),
  ];
};

describe('the explanation of an expression', () => {
  it('tells every part with its value, also of those that were not needed', () => {
    const { tree } = compiled('employees > 500 && (city == "Berlin" || "CRM" in interests)').explain(ANNA);
    expect(lines(tree)).to.deep.equal([
      'employees > 500 && (city == "Berlin" || "CRM" in interests) → false',
      '  employees > 500 → false',
      '    employees → 400',
      '  city == "Berlin" || "CRM" in interests → true (not needed)',
      '    city == "Berlin" → blank: city (not needed)',
      '      city → null (not needed)',
      '    "CRM" in interests → true (not needed)',
      '      interests → ["Analytics","CRM"] (not needed)',
    ]);
  });

  it('tells dates and lengths of time as people write them', () => {
    const { tree } = compiled('createdAt > now - 30d').explain(ANNA);
    expect(lines(tree)).to.deep.equal([
      'createdAt > now - 30d → true',
      '  createdAt → "2026-11-10T08:00:00.000Z"',
      '  now - 30d → "2026-10-22T12:00:00.000Z"',
      '    now → "2026-11-21T12:00:00.000Z"',
    ]);
  });

  it('tells parts in brackets whole', () => {
    const { tree } = compiled(
      '( (employees > 5) || optedOut ) && size(")") == 1 && !((city == null))',
    ).explain(ANNA);
    expect(lines(tree).filter((line) => line.startsWith('  ') && !line.startsWith('    '))).to.deep.equal([
      '  (employees > 5) || optedOut → true',
      '  size(")") == 1 → true',
      '  !((city == null)) → false',
    ]);
    expect(tree.text).to.equal('( (employees > 5) || optedOut ) && size(")") == 1 && !((city == null))');
  });

  it('leaves out the insides of list macros, which differ from item to item', () => {
    const { tree } = compiled('interests.exists(i, i == city)').explain(ANNA);
    expect(lines(tree)).to.deep.equal([
      'interests.exists(i, i == city) → blank: city',
      '  interests → ["Analytics","CRM"]',
    ]);
  });

  it('lists every input with its value, and which were not read', () => {
    const expression = compiled('owner == "1" || employees > 1 && city == "x" || count("page_view", 7d) > 5');
    expect(expression.explain(ANNA)).to.deep.include({
      now: NOW.toISOString(),
      inputs: [
        { name: 'city', value: null, read: true },
        { name: 'employees', value: 400, read: true },
        { name: 'owner', value: null, read: false },
        { name: 'count("page_view", 7d)', value: 3, read: true },
      ],
    });
  });

  it('finds the name of the missing field through every kind of part', () => {
    const texts = [
      'city + "x" == "y"',
      'upper(city) == "X"',
      'city.matches("x")',
      'size(city) + 1 > 2',
      '(city == "x" ? 1 : 2) > 1',
      '[city][0] == "x"',
      '"x" in [city]',
      'interests.map(i, i + city).size() > 3',
      'interests.filter(i, i == city) == ["a"]',
      'interests.all(i, i == "CRM" || i == city)',
      'interests.map(i, i == "Analytics" ? city : i).size() > 0',
      'string(size(city)) == "3"',
      'int(city) > 5',
    ];
    for (const text of texts) {
      const { outcome } = compiled(text).explain(ANNA);
      expect(outcome, text).to.deep.equal({ kind: 'unknown', because: 'blank', missing: ['city'] });
    }
  });

  it('does not name a blank that made no difference, whatever part it is in', () => {
    const settled = [
      'city == "x" || employees > 5',
      'city == "x" || country == "x" || employees > 5',
      'coalesce(city, country) == "DE"',
      'city == null',
      '!has(city)',
      '(city == "x" ? 1 : 1) > 0',
      'country in [city, country]',
      'interests.exists(i, i == "Analytics" ? city == "x" : i == "CRM")',
      '!(["a", "b", "c"].exists_one(i, i == "a" ? city == "x" : true))',
    ];
    for (const text of settled) {
      const { outcome, tree } = compiled(`(${text}) && revenue > 1`).explain(ANNA);
      expect(outcome, text).to.deep.equal({ kind: 'unknown', because: 'blank', missing: ['revenue'] });
      expect(tree.parts[0]?.outcome, text).to.deep.equal(known(true));
    }
  });

  it('is stable: the same inputs give the same explanation', () => {
    const expression = compiled('employees > 5 && city == null');
    expect(expression.explain(ANNA)).to.deep.equal(expression.explain(ANNA));
    expect(expression.explain(ANNA).outcome).to.deep.equal(known(true));
  });
});
