import { expect } from 'chai';
import { checkMappings } from '../../../src/mapping/check/check-mappings.ts';
import { describeMapping } from '../../../src/mapping/describe/describe-mapping.ts';
import { parsed, problemsOf } from './build.ts';
import { live } from './live.ts';

const text = (erase: string, more = ''): string => `entity: person
systems:
  hubspot: { object: contacts }
  salesforce:
    objects: [Lead, Contact]
    erase: ${erase}
match: [email]
${more}
fields:
  email: { type: email, hubspot: email, salesforce: Email }
`;
const NAMELESS = '{ Contact: { anonymise: { LastName: Erased, Email: null } } }';
const problem = (erase: string, more?: string) => {
  const [first] = problemsOf(text(erase, more));
  return first === undefined ? null : { line: first.line, cause: first.cause, fix: first.fix };
};

describe('what a mapping file says of erasing people', () => {
  it('is to delete, unless it names what to anonymise', () => {
    expect(parsed(text('delete')).mapping.erase.get('salesforce')).to.equal(undefined);
    const { erase, comeBack } = parsed(text(NAMELESS)).mapping;
    expect(erase.get('salesforce')?.get('Contact')).to.deep.equal({ LastName: 'Erased', Email: null });
    expect(erase.get('salesforce')?.has('Lead')).to.equal(false);
    expect(comeBack).to.equal('hold');
    expect(parsed(text(NAMELESS, 'come-back: form')).mapping.comeBack).to.equal('form');
  });

  it('names objects that are there', () => {
    expect(problem('{ Contect: delete }')).to.deep.equal({
      line: 6,
      cause: 'salesforce has no object "Contect" here',
      fix: 'Did you mean "Contact"?',
    });
  });

  it('blanks the address that tells who somebody is', () => {
    expect(problem('{ Contact: { anonymise: { LastName: Erased } } }')).to.deep.include({
      line: 6,
      cause: 'Email would stay, and with it the person',
      fix: 'Add "Email: null".',
    });
    expect(problem('{ Contact: { anonymise: { Email: erased@example.com } } }')?.fix).to.equal(
      'Write "Email: null".',
    );
  });

  for (const [what, erase] of [
    ['another word', 'shred'],
    ['another word for an object', '{ Contact: shred }'],
    ['another key', '{ Contact: { anonymize: { Email: null } } }'],
    ['a list for a value', '{ Contact: { anonymise: { Email: [] } } }'],
  ] as const)
    it(`knows no ${what}`, () => {
      expect(problem(erase)?.line).to.equal(6);
    });

  it('is of people alone', () => {
    const company = text('delete', 'come-back: form').replace('entity: person', 'entity: company');
    expect(problemsOf(company).map(({ cause }) => cause)).to.deep.equal([
      'only people are erased',
      'only people are erased',
    ]);
  });

  it('fits the live system: what is written there can be', () => {
    const check = (fields: string) =>
      checkMappings([parsed(text(`{ Contact: { anonymise: { Email: null, ${fields} } } }`))], live).map(
        ({ code, line }) => `${line} ${code}`,
      );
    expect(check('LastName: Erased')).to.deep.equal([]);
    expect(check('LastNome: Erased')).to.deep.equal(['6 unknown-field']);
    expect(check('LastName: null')).to.deep.equal(['6 required-blank']);
  });

  it('is told in plain words when it changes', () => {
    const [before, after] = [
      parsed(text('delete')).mapping,
      parsed(text(NAMELESS, 'come-back: form')).mapping,
    ];
    expect(describeMapping(before, after, new Map())).to.deep.equal([
      'Erasing a person now writes LastName = "Erased", Email = (blank) in salesforce Contact, was: deletes the record',
      'An erased person’s address that comes in again is taken as somebody new if it comes by a form now',
    ]);
    expect(describeMapping(after, after, new Map())).to.deep.equal([]);
  });
});
