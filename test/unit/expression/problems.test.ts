import { expect } from 'chai';
import { compileExpression, type CompileOptions } from '../../../src/expression/compile.ts';
import { ACTIVITIES, ANNA, compiled, NOW, problemsIn, SCHEMA } from './person.ts';

type Case = readonly [text: string, offset: number, cause: RegExp, fix?: RegExp];

const SYNTAX: readonly Case[] = [
  ['', 0, /empty/],
  ['   \n ', 0, /empty/],
  ['employees >', 11, /ends where/],
  ['employees > 5 &&', 16, /ends where/],
  ['(employees > 5', 14, /closing \) is missing/],
  ['size(city', 9, /closing \) is missing/],
  ['city in ["a"', 12, /closing ] is missing/],
  ['employees > 5)', 13, /"\)" cannot stand here/],
  ['employees = 5', 10, /"=" cannot/, /==/],
  ['employees <> 5', 11, /">" cannot/, /!=/],
  ['employees > 5 and city == "a"', 14, /"and" cannot/, /&&/],
  ['employees > 5 OR city == "a"', 14, /"OR" cannot/, /\|\|/],
  ['employees > 5 & city == "a"', 14, /"&" cannot/, /&&/],
  ['city is "a"', 5, /"is" cannot/, /==/],
  ['city like "a"', 5, /"like" cannot/, /contains/],
  ['city == “a”', 8, /cannot stand/, /straight quotes/],
  ['city == "a', 8, /does not end/],
  ['city == """a"', 8, /does not end/],
  ['city == "a\nb"', 10, /end of the line/],
  ['city == "\\q"', 9, /escape/],
  ['city == "a";', 11, /";" cannot/, /semicolon/],
  ['$city == "a"', 0, /cannot stand/],
  ['`city`', 0, /cannot stand/],
  ['1 2', 2, /"2" cannot/],
  ['employees >\n  50 50', 17, /"50" cannot/],
  ['1e400 > 1', 0, /not a number/],
  ['0x > 1', 0, /not a number/],
  ['employees > 5u', 12, /unsigned/, /Write 5/],
  ['now - createdAt > 1.5d', 20, /whole number/, /36h/],
  ['now - 30days > createdAt', 8, /"days" cannot/],
  ['now - 999999999999w > createdAt', 6, /too long/],
  ['now - 99999999999999999999999d > createdAt', 6, /not a number/],
  ['employees > 12345678901234567890', 12, /too large/],
  ['if (city)', 0, /"if"/],
];

const NAMES: readonly Case[] = [
  ['employes > 5', 0, /no field "employes"/, /Did you mean "employees"/],
  ['true && emplyees > 5', 8, /no field "emplyees"/, /employees/],
  ['unheardOf == 1', 0, /no field/, /Choose one of: firstName/],
  ['__proto__ == "a"', 0, /no field "__proto__"/],
  ['prototype == "a"', 0, /no field "prototype"/],
  ['constructor == "a"', 0, /no field "constructor"/],
  ['toString == "a"', 0, /no field "toString"/],
  ['hasOwnProperty("a")', 0, /no function "hasOwnProperty"/],
  ['constructor.constructor("return 1")()', 35, /"\(" cannot/],
  ['constructor.constructor("return 1")', 12, /no function "constructor"/],
  ['city.constructor', 0, /no field "city.constructor"/],
  ['city.__proto__.x', 0, /no field/],
  ['city.toString()', 5, /no function "toString"/],
  ['"a".__proto__', 0, /no parts/],
  ['process.exit(1)', 8, /no function "exit"/],
  ['globalThis', 0, /no field/],
  ['lowr(city)', 0, /no function "lowr"/, /"lower"/],
  ['city.containz("a")', 5, /no function "containz"/, /"contains"/],
  ['exists(interests, i, true)', 0, /no function "exists"/, /list\.exists/],
  ['type(city)', 0, /no function "type"/],
  ['dyn(city) == 1', 0, /no function "dyn"/],
  ['interests.exists(__proto__, true)', 17, /no field "__proto__"/],
];

const TYPES: readonly Case[] = [
  ['employees == "400"', 0, /a number is compared with text/, /without quotes/],
  ['employees > "400"', 0, /a number is compared with text/],
  ['city > 5', 0, /text is compared with a number/],
  ['optedOut == "true"', 0, /yes or no is compared/, /true or false/],
  ['optedOut > false', 0, /no order/],
  ['interests == "CRM"', 0, /a list is compared/, /value in list/],
  ['createdAt > 5', 0, /a date is compared/],
  ['createdAt > 30d', 0, /a date is compared/, /now - 30d/],
  ['createdAt > "yesterday"', 12, /not a date/, /2026-11-21/],
  ['createdAt > "2026-02-30"', 12, /not a date/],
  ['createdAt > "2026-11-21T10:00:00"', 12, /not a date/],
  ['employees > null', 12, /null is neither/, /== null/],
  ['city == ""', 8, /never an empty text/, /city == null/],
  ['employees', 0, /it gives a number/, /Compare/],
  ['"a"', 0, /it gives text/],
  ['null', 0, /it gives null/],
  ['city && optedOut', 0, /text is not a condition/],
  ['!employees', 1, /a number is not a condition/],
  ['city ? true : false', 0, /text is not a condition/],
  ['(optedOut ? 1 : "a") == 1', 16, /one branch is a number/],
  ['employees + "a" == "b"', 0, /a number \+ text/, /string\(/],
  ['city - "a" == "b"', 0, /text - text/],
  ['null + 1 == 2', 0, /null cannot be calculated/],
  ['now + now > now', 0, /a date \+ a date/],
  ['now - 30 > createdAt', 0, /a date - a number/, /now - 30d/],
  ['-city == "a"', 1, /no minus of text/],
  ['employees.contains("4")', 0, /contains needs text/],
  ['size(employees) > 1', 5, /size needs text or a list/],
  ['upper() == "A"', 0, /takes 1 arguments, not 0/],
  ['city.contains("a", "b")', 5, /takes 2 arguments, not 3/],
  ['coalesce(city) == "a"', 0, /2 arguments or more/],
  ['coalesce(city, 5) == "a"', 0, /text and a number/],
  ['has()', 0, /1 argument/],
  ['"a" in city', 7, /text is not a list/, /contains/],
  ['5 in interests', 0, /holds text, not a number/],
  ['null in interests', 0, /never holds null/],
  ['city in ["a", 5]', 14, /text and a number/],
  ['city in ["a", null]', 14, /cannot hold null/],
  ['city[0] == "a"', 0, /has no items/],
  ['interests["a"] == "a"', 10, /place of an item/],
  ['city.exists(i, true)', 0, /has no items/],
  ['interests.exists(i, i)', 20, /not a condition/],
  ['interests.exists("i", true)', 17, /name for the item/],
  ['interests.exists(i)', 10, /takes a name/],
  ['interests.exists(i, interests.exists(i, true))', 37, /already stands/],
  ['interests.exists(i, j == "a")', 20, /no field "j"/],
  ['{"a": 1} == {"a": 1}', 0, /no maps/],
  ['b"abc" == b"abc"', 0, /no bytes/],
  ['duration("30 days") < 1d', 9, /cannot read/],
  ['date("2026-13-01") < now', 5, /cannot read/],
];

const OPTIONS: readonly Case[] = [
  ['industry == "TEHC"', 12, /not an option of industry/, /Did you mean "TECH"/],
  ['"TEHC" != industry', 0, /not an option of industry/, /TECH/],
  ['industry == "Technology"', 12, /not an option/, /"TECH".*label/],
  ['industry in ["TECH", "BNAK"]', 21, /not an option/, /BANK/],
  ['"CMR" in interests', 0, /not an option of interests/, /CRM/],
  ['interests.exists(i, i == "CMR")', 25, /not an option of interests/, /CRM/],
  ['count("page_views", 7d) > 1', 6, /no activity "page_views"/, /"page_view"/],
];

const CALLS: readonly Case[] = [
  ['count() > 1', 0, /1 to 3 arguments/],
  ['count(city, 7d) > 1', 6, /in quotes/],
  ['count("page_view", now - createdAt) > 1', 19, /written as 7d/],
  ['count("page_view", 7d, 8d) > 1', 0, /one length of time/],
  ['count("page_view", 7) > 1', 19, /in quotes/],
  ['count("page_view", 0d) > 1', 19, /written as 7d/],
  ['city.matches("[")', 13, /cannot be read/],
  ['city.matches("(?=a)")', 13, /cannot be read/],
  ['city.matches("(a)\\\\1")', 13, /cannot be read/],
  ['city.matches("((((a{50}){50}){50}){50})")', 13, /cannot be read/],
  ['city.matches("a{2000}")', 13, /cannot be read/],
  ['city.matches("(.?){400}a{400}")', 13, /repeats too much/],
  ['city.matches(country)', 13, /text in quotes/],
  [`city.matches("${'a'.repeat(501)}")`, 13, /longer than 500/],
];

const HUGE: Readonly<Record<string, readonly [make: () => string, cause: RegExp]>> = {
  '100 MB of text': [() => 'a'.repeat(100_000_000), /longer than 10000/],
  '10,001 characters': [() => `"${'a'.repeat(9_999)}"`, /longer than 10000/],
  '4,000 brackets': [() => '('.repeat(4_000), /too deeply/],
  '4,000 closed brackets': [() => '('.repeat(4_000) + '1' + ')'.repeat(4_000), /too deeply/],
  '4,000 list brackets': [() => '['.repeat(4_000), /too deeply/],
  '4,000 braces': [() => '{'.repeat(4_000), /too deeply/],
  '9,000 times not': [() => `${'!'.repeat(9_000)}optedOut`, /signs in a row/],
  '4,000 times minus': [() => `${'- '.repeat(4_000)}1 > 1`, /signs in a row/],
  'signs and brackets in turn': [() => '!('.repeat(3_000), /too deeply/],
  '2,000 calls in each other': [() => 'size('.repeat(2_000), /too deeply/],
  '2,000 ternaries': [() => 'true?'.repeat(2_000), /too deeply/],
  '1,500 ternaries in a row': [() => `${'true?1:'.repeat(1_400)}1`, /too deeply/],
  '4,000 parts with points': [() => `a${'.a'.repeat(4_000)}`, /too deeply/],
  '3,000 indexes': [() => `a${'[0]'.repeat(3_000)}`, /too deeply/],
  '1,001 items': [() => `1 in [${'1,'.repeat(1_000)}1]`, /too large/],
  '4,000 additions': [() => `${'1+'.repeat(4_000)}1 > 1`, /too large/],
  '300 additions': [() => `${'1+'.repeat(300)}1 > 1`, /more than 100 parts/],
  '40 arguments': [() => `coalesce(${'1,'.repeat(40)}1) > 1`, /too large/],
  '2,500 alternatives': [() => `${'optedOut||'.repeat(900)}${'true||'.repeat(150)}true`, /too large/],
  'a name of 9,000 letters': [() => 'x'.repeat(9_000), /no field "x{60}…"/],
  'a function of 9,000 letters': [() => `${'x'.repeat(9_000)}()`, /no function "x{60}…"/],
};

const GROUPS = { SYNTAX, NAMES, TYPES, OPTIONS, CALLS } as const;
const CONDITION: CompileOptions = { expect: 'boolean' };

describe('a bad expression', () => {
  for (const [group, cases] of Object.entries(GROUPS)) {
    describe(group.toLowerCase(), () => {
      for (const [text, offset, cause, fix] of cases) {
        it(JSON.stringify(text.slice(0, 60)), () => {
          const [problem] = problemsIn(text, CONDITION);
          expect(problem, 'accepted').to.not.equal(undefined);
          expect(problem!.cause).to.match(cause);
          expect(problem!.fix).to.match(fix ?? /^[A-Z].*[.?]$/);
          expect(problem!.offset).to.equal(offset);
          expect(lineAndColumn(text, offset)).to.deep.equal([problem!.line, problem!.column]);
        });
      }
    });
  }

  describe('that is too large', () => {
    for (const [name, [make, cause]] of Object.entries(HUGE)) {
      it(`${name} is refused within a second`, () => {
        const text = make();
        const started = performance.now();
        const [problem] = problemsIn(text, CONDITION);
        expect(performance.now() - started).to.be.lessThan(1_000);
        expect(problem, 'accepted').to.not.equal(undefined);
        expect(problem!.cause).to.match(cause);
        expect(problem!.cause.length + problem!.fix.length).to.be.lessThan(400);
      });
    }
  });

  it('comes in more than 60 kinds, so that this test tests something', () => {
    expect(Object.values(GROUPS).flat().length + Object.keys(HUGE).length).to.be.greaterThan(60);
  });

  it('has all its problems told at once, in the order of the text', () => {
    const problems = problemsIn('employes > 5 &&\n  industry == "TEHC" ||\n  optedOut == 1', CONDITION);
    expect(problems.map(({ line, column }) => [line, column])).to.deep.equal([
      [1, 1],
      [2, 15],
      [3, 3],
    ]);
  });

  it('has no more than 20 problems told', () => {
    expect(problemsIn(`${'nope || '.repeat(100)}true`)).to.have.length(20);
  });

  it('gives what its place cannot take', () => {
    const cause = (text: string, expected: CompileOptions['expect'] & string) =>
      problemsIn(text, { expect: expected })[0]?.cause;
    expect(cause('employees', 'text')).to.equal('it gives a number, but text is needed');
    expect(cause('city', 'number')).to.equal('it gives text, but a number is needed');
    expect(cause('city', 'date')).to.equal('it gives text, but a date is needed');
    expect(cause('city', 'options')).to.equal('it gives text, but a list is needed');
    expect(cause('[1, 2]', 'options')).to.equal('it gives a list of a number, but a list of text is needed');
    expect(cause('city', 'owner')).to.equal(undefined);
    expect(cause('coalesce(city, null)', 'text')).to.equal(undefined);
  });

  it('may count any activity when none are known', () => {
    expect(compileExpression('count("dance") > 1', SCHEMA).kind).to.equal('ok');
    expect(problemsIn('count("dance") > 1', { activities: ACTIVITIES })).to.have.length(1);
  });
});

describe('a good expression', () => {
  it('may have 600 alternatives', () => {
    expect(compiled(`${'optedOut || '.repeat(600)}true`, CONDITION).reads).to.deep.equal(['optedOut']);
  });

  it('may have 900 items in a list', () => {
    const list = Array.from({ length: 900 }, (_, index) => `"${index}"`).join(',');
    expect(compiled(`city in [${list}]`, CONDITION).reads).to.deep.equal(['city']);
  });
});

function lineAndColumn(text: string, offset: number): readonly [number, number] {
  const lines = text.slice(0, offset).split('\n');
  return [lines.length, (lines.at(-1) ?? '').length + 1];
}

describe('an intent in an expression', () => {
  const said = (text: string, options = {}): string | undefined => {
    const [problem] = problemsIn(text, options);
    return problem === undefined ? undefined : `${problem.column}: ${problem.cause}. ${problem.fix}`;
  };

  it('must be one that there is', () => {
    expect(said('intent("ask-for-sales")')).to.equal(
      '8: there is no intent "ask-for-sales". Did you mean "asked-for-sales"?',
    );
  });

  it('must be written out', () => {
    expect(said('intent(city)')).to.include('intent takes one name in quotes');
  });

  it('cannot be asked for where there are none', () => {
    const compiled = compileExpression('intent("asked-for-sales")', SCHEMA);
    expect(compiled.kind === 'invalid' && compiled.problems[0]?.cause).to.equal(
      'there are no intents to ask for here',
    );
  });

  it('is unknown when nobody says whether the person has it', () => {
    expect(compiled('intent("came-back")').evaluate({ fields: {}, now: NOW })).to.deep.equal({
      kind: 'unknown',
      because: 'not-read',
      missing: ['intent("came-back")'],
    });
    expect(compiled('intent("came-back")').explain(ANNA).inputs).to.deep.equal([
      { name: 'intent("came-back")', value: false, read: true },
    ]);
  });
});
