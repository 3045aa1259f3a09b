import { expect } from 'chai';
import { checkRouting } from '../../../src/rules/routing/check.ts';
import { parseRouting } from '../../../src/rules/routing/parse.ts';
import { shown } from './build-files.ts';
import { FIELDS } from './fields.ts';
import { SANDBOX } from './sandbox.ts';

const NOW = new Date('2026-11-23T09:00:00Z');
const GOOD = `calendars:
  office: { zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }, holidays: { 2026-12-25: Christmas Day } }
usual-calendar: office
people:
  sam.rep@example.com: { languages: [en], leave: [2026-12-22..2027-01-06], capacity: { open: 9 } }
teams:
  inside: { alex.rep@example.com: 2, sam.rep@example.com: 1 }
partners:
  Iberia: { manager: kim.lead@example.com, tell: { fields: [country] } }
rules:
  - { name: again, previous-owner: 90d }
  - { name: account, owner-in: company.owner }
  - name: territories
    table:
      - { country: DE, postcode: 00-49, owner: alex.rep@example.com }
      - { country: DE, postcode: 50-99, owner: sam.rep@example.com }
      - { country: [ES, PT], partner: Iberia }
  - { name: large, when: company.employees > 999, owner: kim.lead@example.com }
  - { name: rest, team: inside, speaks: language }
fallback: New Leads
`;

function problems(from: string, to: string): readonly string[] {
  expect(GOOD).to.include(from);
  const parsed = parseRouting(GOOD.replace(from, to), 'routing.yaml', FIELDS);
  return shown(parsed.kind === 'ok' ? checkRouting(parsed, SANDBOX, NOW) : parsed.problems);
}

type Mistakes = Readonly<Record<string, readonly [from: string, to: string, problem: string]>>;

const tellsEach = (mistakes: Mistakes): void => {
  for (const [name, [from, to, problem]] of Object.entries(mistakes)) {
    it(`tells ${name}, with its place and its fix`, () => {
      const found = problems(from, to);
      expect(found, found.join('\n')).to.have.length(1);
      expect(found[0]).to.include(problem);
    });
  }
};

describe('a routing file', () => {
  it('that is right has no problems', () => {
    expect(problems('New Leads', 'New Leads')).to.deep.equal([]);
  });

  describe('that says what makes no sense', () => {
    tellsEach({
      'an unknown key': [
        'usual-calendar:',
        'usual-calender:',
        '3:1 unknown key "usual-calender". Did you mean "usual-calendar"?',
      ],
      'an unknown key of a rule': [
        'speaks:',
        'speeks:',
        '19:33 unknown key "speeks". Did you mean "speaks"?',
      ],
      'an unknown column': [
        'country: DE, postcode: 00-49',
        'county: DE',
        '15:11 unknown key "county". Did you mean "country"?',
      ],
      'no fallback': ['fallback: New Leads\n', '', '"fallback" is missing'],
      'an unknown time zone': [
        'Europe/Berlin',
        'Europe/Berlni',
        '2:19 there is no time zone "Europe/Berlni". Did you mean "Europe/Berlin"?',
      ],
      'an unknown calendar': [
        'usual-calendar: office',
        'usual-calendar: offise',
        '3:17 no calendar is named "offise". Did you mean "office"?',
      ],
      'leave that is no time': ['2026-12-22..', '22.12.2026..', '5:51 "22.12.2026..2027-01-06" is no day'],
      'leave without a calendar': [
        'usual-calendar: office\n',
        '',
        '4:43 leave has no meaning without a calendar',
      ],
      'a team without members': [
        '{ alex.rep@example.com: 2, sam.rep@example.com: 1 }',
        '{}',
        '7:11 nobody is in the team inside',
      ],
      'a member without weight': [
        'sam.rep@example.com: 1 }',
        'sam.rep@example.com: 0 }',
        '7:59 sam.rep@example.com has no weight and would never get anybody',
      ],
      'a member that is no address': [
        'alex.rep@example.com: 2',
        'Alex: 2',
        '7:13 "Alex" is no e-mail address',
      ],
      'an unknown team': [
        'team: inside',
        'team: insite',
        '19:25 no team is named "insite". Did you mean "inside"?',
      ],
      'an unknown partner': [
        'partner: Iberia',
        'partner: Iberria',
        '17:39 no partner is named "Iberria". Did you mean "Iberia"?',
      ],
      'a field of a partner that is none': [
        'fields: [country]',
        'fields: [contry]',
        '9:61 there is no field "contry". Did you mean "country"?',
      ],
      'an unknown field in a condition': [
        'company.employees > 999',
        'company.employes > 999',
        '18:26 there is no field "company.employes". Did you mean "company.employees"?',
      ],
      'a condition that is none': ['company.employees > 999', 'company.employees + 999', 'yes or no'],
      'an owner in a field that is none': [
        'owner-in: company.owner',
        'owner-in: compny.owner',
        '12:32 there is no field "compny.owner". Did you mean "company.owner"?',
      ],
      'a language in a field that is none': [
        'speaks: language',
        'speaks: langage',
        '19:41 there is no field "langage". Did you mean "language"?',
      ],
      'a language without a team': [
        ', owner: kim.lead',
        ', speaks: language, owner: kim.lead',
        '18:51 "speaks" has no meaning without a team',
      ],
      'a column that reads no field': [
        'rules:\n',
        'columns: { state: region }\nrules:\n  - { name: one, table: [{ state: Bavaria, team: inside }] }\n',
        '12:28 the column state reads "region", which is no field. Map it, or name another field under "columns".',
      ],
      'a rule that gives in two ways': [
        'team: inside, speaks',
        'team: inside, queue: New Leads, speaks',
        '19:5 rule "rest" says in 2 ways who gets the person',
      ],
      'a rule that gives in no way': [
        ', previous-owner: 90d',
        '',
        '11:5 rule "again" says in no way who gets the person',
      ],
      'a row that gives nobody': [
        ', partner: Iberia',
        '',
        '17:9 this row names none of owner, team, queue, partner',
      ],
      'a time that is none': ['90d', 'a quarter', '11:36 "a quarter" is no length of time. Write e.g. 90d.'],
      'a country that is none': ['[ES, PT]', '[ES, Portugual]', '17:20 "Portugual" is no country'],
      'a postcode that lost its zeros': [
        'postcode: 00-49',
        'postcode: 01067',
        '15:34 a postcode without quotes is a number, and loses zeros',
      ],
      'a range of postcodes that are not alike': ['00-49', '0-49', '15:34 "0-49" is no postcode'],
      'a size that is none': [
        'country: DE, postcode: 00-49',
        'employees: many',
        '15:22 "many" is no number of employees. Write 50-249, or 250+.',
      ],
      'two rules of one name': [
        'name: large',
        'name: again',
        '18:13 another rule is named "again". Give each its own name.',
      ],
    } satisfies Mistakes);
  });

  describe('that does not fit what is there', () => {
    tellsEach({
      'an owner nobody knows': [
        'owner: kim.lead@',
        'owner: kim.leed@',
        '18:58 no owner has the address kim.leed@example.com. Did you mean "kim.lead@example.com"?',
      ],
      'an owner who has left': [
        'DE, postcode: 00-49, owner: alex.rep@',
        'DE, postcode: 00-49, owner: pat.former@',
        '15:48 pat.former@example.com is no longer active',
      ],
      'a member who has left': [
        '{ alex.rep@example.com: 2',
        '{ pat.former@example.com: 2',
        '7:13 pat.former@example.com is no longer active',
      ],
      'a manager of a partner nobody knows': [
        'manager: kim.lead@',
        'manager: kim.leed@',
        '9:22 no owner has the address',
      ],
      'a fallback that is no queue': [
        'New Leads',
        'New Leeds',
        '20:11 there is no queue "New Leeds". Did you mean "New Leads"?',
      ],
      'a queue that is not there': [
        'partner: Iberia }',
        'queue: Iberia }',
        '17:37 there is no queue "Iberia"',
      ],
      'holidays that are all past': [
        '2026-12-25',
        '2025-12-25',
        '2:67 the holidays of office are all past. Add those to come.',
      ],
      'a row that is never reached': [
        'DE, postcode: 50-99,',
        'DE, postcode: 10-19,',
        '16:9 the row above for country DE; postcode 00-49 takes everybody whom this one takes',
      ],
      'rows that overlap': [
        'postcode: 50-99',
        'postcode: 40-99',
        '16:9 country DE; postcode 40-99 and country DE; postcode 00-49 have people in common',
      ],
      'a gap between rows': [
        'postcode: 50-99',
        'postcode: 60-99',
        '15:34 no row takes postcode 50-59, and no rule takes everybody. Close the gap, or add a rule for the rest.',
      ],
      'a rule below a queue for everybody': [
        'previous-owner: 90d',
        'queue: New Leads',
        '12:5 "again" above puts everybody into a queue. Put that rule last, or give it a condition.',
      ],
    } satisfies Mistakes);

    it('tells members who are always there, each', () => {
      const withoutHours = GOOD.replace('usual-calendar: office\n', '').replace(
        ', leave: [2026-12-22..2027-01-06]',
        '',
      );
      const parsed = parseRouting(withoutHours, 'routing.yaml', FIELDS);
      expect(parsed.kind === 'ok' && shown(checkRouting(parsed, SANDBOX, NOW))).to.deep.equal([
        '6:13 alex.rep@example.com has no working hours. Name a calendar for them under "people", or a "usual-calendar" for everybody.',
        '6:38 sam.rep@example.com has no working hours. Name a calendar for them under "people", or a "usual-calendar" for everybody.',
      ]);
    });
  });

  describe('that is fine, though it may look odd', () => {
    const fine: Readonly<Record<string, readonly [from: string, to: string]>> = {
      'postcodes of different lengths, which are not compared': ['postcode: 00-49', 'postcode: 0-4'],
      'a narrow row above a wide one': ['DE, postcode: 50-99', 'DE'],
      'rows over different columns': ['country: DE, postcode: 50-99', 'employees: 250+'],
      'rows that overlap and give to the same owner': [
        'postcode: 50-99, owner: sam',
        'postcode: 40-99, owner: alex',
      ],
      'a gap that a wider row takes': [
        'postcode: 50-99, owner: sam.rep@example.com }',
        'postcode: 60-99, owner: sam.rep@example.com }\n      - { country: DE, owner: kim.lead@example.com }',
      ],
      'a gap that a rule for everybody takes': [
        'postcode: 50-99, owner: sam.rep@example.com }\n      - { country: [ES, PT], partner: Iberia }',
        'postcode: 60-99, owner: sam.rep@example.com }\n  - { name: all, owner: kim.lead@example.com }',
      ],
      'a wide row with a condition above a narrow one': [
        'DE, postcode: 00-49',
        "DE, when: 'jobTitle != null'",
      ],
    };
    for (const [name, [from, to]] of Object.entries(fine)) {
      it(`says nothing of ${name}`, () => expect(problems(from, to)).to.deep.equal([]));
    }
  });
});
