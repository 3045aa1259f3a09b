import { expect } from 'chai';
import { checkMappings } from '../../../src/mapping/check/check-mappings.ts';
import { parsed, withRows } from './build.ts';
import { live } from './live.ts';

const NAMES = [
  "last: { type: text, hubspot: lastname, salesforce: { field: LastName, on-create: '[not provided]', write: [{ truncate: 80 }] } }",
  "company: { type: text, hubspot: company, salesforce: { Lead: { field: Company, on-create: '[not provided]', write: [{ truncate: 255 }] } } }",
];

/** Problems of a mapping of the required fields and one row more, which is line 9. */
const check = (row: string, ...rest: readonly string[]) =>
  checkMappings([parsed(withRows(...NAMES, row, ...rest))], live).map(({ severity, line, cause, fix }) => ({
    severity,
    line,
    cause,
    fix,
  }));

describe('comparing a mapping with the live systems', () => {
  it('finds nothing in a mapping that fits', () => {
    expect(check('email: { type: email, hubspot: email, salesforce: Email }')).to.deep.equal([]);
  });

  it('tells of an unknown field, with the likeliest name', () => {
    expect(check('phone: { type: phone, hubspot: phone, salesforce: { Lead: Fone } }')).to.deep.equal([
      {
        severity: 'error',
        line: 9,
        cause: 'salesforce Lead.Fone does not exist, or is hidden from the connected user',
        fix: 'Did you mean "Phone"? Or the connected user may not see it: have an admin look at its permissions.',
      },
    ]);
  });

  it('tells of an unknown object', () => {
    const text = withRows(...NAMES).replace('object: contacts', 'object: contact');
    expect(checkMappings([parsed(text)], live)[0]).to.deep.include({
      line: 3,
      cause: 'hubspot has no object "contact"',
      fix: 'Did you mean "contacts"? Or the connected user may not see it: have an admin look at its permissions.',
    });
  });

  it('tells how a missing field of Leadloop is made', () => {
    const problem = check('stage: { type: text, hubspot: leadloop_stage }').find(({ cause }) =>
      cause.includes('leadloop_stage'),
    );
    expect(problem!.fix).to.contain('Run "leadloop setup": it makes the field.');
  });

  it('tells of a wrong type, unless transforms convert it', () => {
    const [problem] = check('converted: { type: text, hubspot: email, salesforce: { Lead: IsConverted } }');
    expect(problem!.cause).to.equal('salesforce Lead.IsConverted is of type boolean, not text');
    const converted = '{ field: IsUnreadByOwner, read: [text] }';
    expect(
      check(`unread: { type: text, hubspot: website, salesforce: { Lead: ${converted} } }`),
    ).to.deep.equal([]);
  });

  it('tells of a field that cannot be written, unless nothing is sent there', () => {
    const row = (direction: string): string =>
      `quarantined: { type: boolean, hubspot: hs_email_quarantined, direction: ${direction} }`;
    expect(check(row('both'))[0]!.cause).to.equal('hubspot contacts.hs_email_quarantined cannot be written');
    const away =
      'quarantined: { type: boolean, hubspot: hs_email_quarantined, salesforce: { Lead: IsUnreadByOwner }, direction: to salesforce }';
    expect(check(away)).to.deep.equal([]);
  });

  it('tells of a required field that no row maps, and of one that may be blank', () => {
    const text = withRows(
      'last: { type: text, hubspot: lastname, salesforce: { field: LastName, write: [{ truncate: 80 }] } }',
    );
    expect(checkMappings([parsed(text)], live).map((problem) => problem.cause)).to.deep.equal([
      'salesforce Lead.Company is required, but no row maps it',
      'salesforce Lead.LastName is required, but may be blank elsewhere',
    ]);
  });

  it('asks for no value where every record from elsewhere must have one', () => {
    const text = withRows('last: { type: text, hubspot: lastname, salesforce: LastName }').replace(
      '[Lead, Contact]',
      '[Lead]',
    );
    const told = (required: boolean): readonly string[] => {
      const objects = new Map(live.get('hubspot')!.objects);
      const contacts = objects.get('contacts')!;
      const field = { ...contacts.fields.get('lastname')!, required };
      const fields = new Map([...contacts.fields, ['lastname', field] as const]);
      const hubspot = {
        writable: true,
        ownFields: null,
        objects: objects.set('contacts', { ...contacts, fields }),
      };
      const problems = checkMappings(
        [parsed(text.replace(/ {2}lead-intake.*\n/u, ''))],
        new Map([...live, ['hubspot', hubspot] as const]),
      );
      return problems.flatMap(({ code }) => (code === 'required-blank' ? [code] : []));
    };
    expect(told(false)).to.deep.equal(['required-blank']);
    expect(told(true)).to.deep.equal([]);
  });

  it('does not ask for required fields where no record is created', () => {
    const text = withRows('first: { type: text, salesforce: FirstName }').replace(
      '[Lead, Contact], create: true',
      '[Lead, Contact]',
    );
    expect(checkMappings([parsed(text)], live)).to.deep.equal([]);
  });

  it('warns of text that may be too long, and says how to cut it', () => {
    expect(check('city: { type: text, hubspot: city, salesforce: { Lead: City } }')).to.deep.equal([
      {
        severity: 'warning',
        line: 9,
        cause: 'salesforce Lead.City takes 40 characters, hubspot up to 65536',
        fix: 'Add "write: [{ truncate: 40 }]" to this column: the text is cut here, and stays whole there.',
      },
    ]);
  });

  it('does not warn of text that a transform keeps short enough', () => {
    const cut = (length: number): string =>
      `city: { type: text, hubspot: city, salesforce: { Lead: { field: City, write: [{ truncate: ${length} }] } } }`;
    expect(check(cut(40))).to.deep.equal([]);
    expect(check(cut(41))).to.have.length(1);
    const domain =
      'site: { type: text, hubspot: { field: website, read: [domain] }, salesforce: { Lead: { field: Website, read: [domain] } } }';
    expect(check(domain)).to.deep.equal([]);
  });

  it('tells of two rows that write one field, in one file or in two, without any system', () => {
    const rows = withRows('a: { type: text, hubspot: city }', 'b: { type: text, hubspot: city }');
    const other = parsed(withRows('c: { type: text, hubspot: city }'), 'other.yaml');
    const told = checkMappings([parsed(rows), other], new Map());
    expect(told.map(({ file, line, cause }) => [file, line, cause])).to.deep.equal([
      ['other.yaml', 7, 'hubspot contacts.city is written by "a" in person.yaml already'],
      ['person.yaml', 8, 'hubspot contacts.city is written by "a" already'],
    ]);
  });

  it('tells of an on-create value that is too long', () => {
    const row = `city: { type: text, salesforce: { Lead: { field: City, on-create: ${'x'.repeat(41)} } } }`;
    expect(check(row)[0]!.cause).to.match(/longer than the 40 characters of City/u);
  });

  it('tells of an option that the other side does not have', () => {
    const row =
      'source: { type: option, salesforce: { Lead: { field: LeadSource, values: { Web: [Webb], Other: [Other] } } } }';
    expect(check(row)).to.deep.equal([
      {
        severity: 'error',
        line: 9,
        cause: 'salesforce Lead.LeadSource has no option "Webb"',
        fix: 'Did you mean "Web"?',
      },
    ]);
  });

  it('leaves out systems that were not described', () => {
    expect(check('email: { type: email, hubspot: email, lead-intake: whatever }')).to.deep.equal([]);
  });
});
