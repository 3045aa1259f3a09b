import { expect } from 'chai';
import { compileExpression } from '../../../src/expression/compile.ts';
import type { Outcome } from '../../../src/expression/expression.ts';
import { ANNA, compiled, known, NOW, outcome, PERSON } from './person.ts';

const unknown = (because: string, ...missing: string[]): Outcome =>
  ({ kind: 'unknown', because, missing }) as Outcome;

const outcomes: Readonly<Record<string, readonly (readonly [text: string, expected: Outcome])[]>> = {
  'compares with what is there': [
    ['employees > 50', known(true)],
    ['employees != 400', known(false)],
    ['country == "DE" && industry == "TECH"', known(true)],
    ['country in ["AT", "DE", "CH"]', known(true)],
    ['"CRM" in interests', known(true)],
    ['interests == ["Analytics", "CRM"]', known(true)],
    ['"a" < "b"', known(true)],
  ],
  'knows nothing of a comparison with a blank, and names it': [
    ['city == "Berlin"', unknown('blank', 'city')],
    ['city != "Berlin"', unknown('blank', 'city')],
    ['revenue > 1000', unknown('blank', 'revenue')],
    ['!(revenue > 1000)', unknown('blank', 'revenue')],
    ['city in ["Berlin"]', unknown('blank', 'city')],
    ['city == "a" || revenue > 1', unknown('blank', 'city', 'revenue')],
  ],
  'knows nothing of what was not read': [
    ['owner == "005"', unknown('not-read', 'owner')],
    ['owner == null', unknown('not-read', 'owner')],
    ['has(owner)', unknown('not-read', 'owner')],
    ['coalesce(owner, "nobody")', unknown('not-read', 'owner')],
    ['owner', unknown('not-read', 'owner')],
    ['count("email_click", 7d) > 0', unknown('not-read', 'count("email_click", 7d)')],
    ['owner == city', unknown('not-read', 'city', 'owner')],
    ['coalesce(city == "a" ? "x" : owner, "y")', unknown('not-read', 'city', 'owner')],
  ],
  'answers whether there is a value': [
    ['city == null', known(true)],
    ['null != city', known(false)],
    ['has(city)', known(false)],
    ['has(email)', known(true)],
    ['email != null && city == null', known(true)],
  ],
  'settles what one side settles': [
    ['city == "a" && employees < 5', known(false)],
    ['employees > 5 || city == "a"', known(true)],
    ['city == "a" || employees > 5', known(true)],
    ['city == "a" && employees > 5', unknown('blank', 'city')],
    ['city == "a" ? "x" : "x"', known('x')],
    ['city == "a" ? "x" : "y"', unknown('blank', 'city')],
    ['country in [city, "DE"]', known(true)],
    ['country in [city, "AT"]', unknown('blank', 'city')],
    ['interests.exists(i, i == city || i == "CRM")', known(true)],
    ['interests.all(i, i == city)', unknown('blank', 'city')],
    ['interests.exists_one(i, i == city)', unknown('blank', 'city')],
  ],
  'gives blanks as blanks and fills them': [
    ['city', known(null)],
    ['coalesce(city, country)', known('DE')],
    ['employees > 5 ? city : country', known(null)],
    ['firstName + " " + lastName', known('Anna Gruber')],
    ['firstName + " " + city', unknown('blank', 'city')],
    ['trim("  ")', known(null)],
  ],
  'calculates, or says that it cannot': [
    ['employees * 2 - 1', known(799)],
    ['7 / 2', known(3.5)],
    ['-7 % 3', known(-1)],
    ['0 * -1', known(0)],
    ['employees / 0', unknown('failed')],
    ['employees % 0 > 1', unknown('failed')],
    ['1e308 * 10', unknown('failed')],
    ['["a"][1]', unknown('failed')],
    ['coalesce(employees / 0, 0)', known(0)],
    ['now + 100000000d', unknown('failed')],
  ],
  'counts days': [
    ['createdAt > now - 30d', known(true)],
    ['createdAt > now - 1w', known(false)],
    ['now - createdAt > 36h + 30m', known(true)],
    ['createdAt >= "2026-11-10T08:00:00Z"', known(true)],
    ['renewal == "2026-12-31"', known(true)],
    ['renewal < "2027-01-01"', known(true)],
    ['(renewal - now) / 1d', known(39.5)],
    ['renewal', known('2026-12-31')],
    ['coalesce(renewal, date("2026-01-01"))', known('2026-12-31')],
    ['coalesce(renewal, now)', known('2026-12-31T00:00:00.000Z')],
    ['renewal + 1d', known('2027-01-01T00:00:00.000Z')],
    ['createdAt', known('2026-11-10T08:00:00.000Z')],
    ['90m', known('90m')],
  ],
};

describe('an expression', () => {
  for (const [what, cases] of Object.entries(outcomes)) {
    describe(what, () => {
      for (const [text, expected] of cases) {
        it(text, () => expect(outcome(text)).to.deep.equal(expected));
      }
    });
  }

  it('lists the fields that it reads, each once', () => {
    const { reads } = compiled(
      'employees > 5 && (city == "email" || employees < 9) ? email : coalesce(city, "x")',
    );
    expect(reads).to.deep.equal(['city', 'email', 'employees']);
  });

  it('lists the counts that it reads, each once, and asks for them with the same objects', () => {
    const asked: unknown[] = [];
    const expression = compiled(
      'count("page_view", 7d) > 9 || count("page_view", 168h) > 1 && count("page_view") > 0',
    );
    expect(expression.counts).to.deep.equal([
      { activity: 'page_view', windowMs: 604_800_000, containing: null, text: 'count("page_view", 7d)' },
      { activity: 'page_view', windowMs: null, containing: null, text: 'count("page_view")' },
    ]);
    expression.evaluate({ ...ANNA, counts: (query) => asked.push(query) });
    expect(asked).to.not.be.empty;
    expect(expression.counts).to.include.members(asked);
  });

  it('says whether it depends on the time', () => {
    expect(compiled('createdAt > now - 30d').usesNow).to.equal(true);
    expect(compiled('count("page_view", 7d) > 1').usesNow).to.equal(true);
    expect(compiled('count("page_view") > 1 && employees > 3').usesNow).to.equal(false);
  });

  it('reads by a function as from an object', () => {
    const fields = (name: string) => PERSON[name];
    expect(compiled('employees > 5').evaluate({ fields, now: NOW })).to.deep.equal(known(true));
    expect(compiled('has(owner)').evaluate({ fields, now: NOW })).to.deep.equal(unknown('not-read', 'owner'));
  });

  it('knows nothing of a field whose value has another form than its type', () => {
    expect(outcome('employees > 5', { employees: '400' })).to.deep.equal(unknown('failed', 'employees'));
    expect(outcome('createdAt < now', { createdAt: 'yesterday' })).to.deep.equal(
      unknown('failed', 'createdAt'),
    );
    expect(outcome('createdAt < now', { createdAt: '2026-11-10T08:00:00' })).to.deep.equal(
      unknown('failed', 'createdAt'),
    );
    expect(outcome('employees > 5', { employees: Number.NaN })).to.deep.equal(unknown('failed', 'employees'));
  });

  it('takes a blank condition for unknown, and a blank field for a blank', () => {
    const blank = { ...ANNA, fields: { optedOut: null } };
    expect(compiled('optedOut', { expect: 'boolean' }).evaluate(blank)).to.deep.equal(
      unknown('blank', 'optedOut'),
    );
    expect(compiled('optedOut').evaluate(blank)).to.deep.equal(known(null));
    expect(compiled('optedOut || false').evaluate(blank)).to.deep.equal(unknown('blank', 'optedOut'));
  });

  it('gives a value in the form of the field that it is for', () => {
    const value = (text: string, type: 'date' | 'datetime' | 'options') =>
      compiled(text, { expect: type }).evaluate(ANNA);
    expect(value('now', 'date')).to.deep.equal(known('2026-11-21'));
    expect(value('renewal', 'datetime')).to.deep.equal(known('2026-12-31T00:00:00.000Z'));
    expect(value('["b", "a"] + interests + ["b"]', 'options')).to.deep.equal(
      known(['Analytics', 'CRM', 'a', 'b']),
    );
    expect(value('interests.filter(i, i == "Service")', 'options')).to.deep.equal(known(null));
  });

  it('reads fields that are named like the insides of objects only when the record has them', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      const result = compileExpression(`${name} == "x"`, new Map([[name, { type: 'text' }]]));
      if (result.kind === 'invalid') throw new Error(name);
      expect(result.expression.evaluate({ fields: {}, now: NOW })).to.deep.equal(unknown('not-read', name));
      expect(result.expression.evaluate({ fields: { [name]: 'x' }, now: NOW })).to.deep.equal(known(true));
    }
  });

  it('reads a field whose name has points', () => {
    const result = compileExpression('account.name == "Acme"', new Map([['account.name', { type: 'text' }]]));
    if (result.kind === 'invalid') throw new Error('invalid');
    expect(result.expression.evaluate({ fields: { 'account.name': 'Acme' }, now: NOW })).to.deep.equal(
      known(true),
    );
  });

  it('settles that not only one item is meant as soon as two are', () => {
    const text = 'interests.exists_one(i, i != "Service" || i == city)';
    expect(outcome(text, { interests: ['Analytics', 'CRM', 'Service'] })).to.deep.equal(known(false));
  });

  it('leaves units of time alone in text, in names and in comments', () => {
    expect(outcome('"30d 5m" + \'7d\' + r"1h"')).to.deep.equal(known('30d 5m7d1h'));
    expect(outcome('"""a "5d" b""" + "\\"5d"')).to.deep.equal(known('a "5d" b"5d'));
    expect(outcome('employees > 5 // or 30d "')).to.deep.equal(known(true));
    expect(compileExpression('x30d == 1', new Map([['x30d', { type: 'number' }]])).kind).to.equal('ok');
  });

  it('keeps variables of macros within each other apart', () => {
    const text = 'interests.map(a, ["x", "y"].map(b, a + b).join("-") + a).join(" ")';
    expect(outcome(text)).to.deep.equal(known('Analyticsx-AnalyticsyAnalytics CRMx-CRMyCRM'));
  });

  it('does not answer when the time is none', () => {
    const inputs = { ...ANNA, now: new Date(Number.NaN) };
    expect(compiled('createdAt < now').evaluate(inputs)).to.deep.equal(unknown('failed'));
    expect(compiled('createdAt < now').explain(inputs).now).to.equal('');
  });
});
