import { expect } from 'chai';
import { mappedFields } from '../../../src/mapping/fields.ts';
import { parsed, problemsOf, withRows } from './build.ts';

describe('reading a mapping file', () => {
  it('takes a field name alone for every object of the system', () => {
    const { mapping } = parsed(withRows('email: { type: email, hubspot: email, salesforce: Email }'));
    const columns = mapping.fields[0]!.columns.get('salesforce')!;
    expect([...columns].map(([object, column]) => [object, column.field])).to.deep.equal([
      ['Lead', 'Email'],
      ['Contact', 'Email'],
    ]);
  });

  it('takes different fields per object, and none for an object left out', () => {
    const { mapping } = parsed(
      withRows(
        'street: { type: text, hubspot: address, salesforce: { Lead: Street, Contact: MailingStreet } }',
        'company: { type: text, hubspot: company, salesforce: { Lead: Company } }',
      ),
    );
    expect(mappedFields(mapping, 'salesforce', 'Lead')).to.deep.equal(['Street', 'Company']);
    expect(mappedFields(mapping, 'salesforce', 'Contact')).to.deep.equal(['MailingStreet']);
  });

  it("takes '*' for any object", () => {
    const { mapping } = parsed(withRows('email: { type: email, hubspot: email, lead-intake: email }'));
    expect(mappedFields(mapping, 'lead-intake', 'trade-fair')).to.deep.equal(['email']);
  });

  for (const name of ['machine', 'service-contract', 'iso9001-audit', 'a'.repeat(40)]) {
    it(`takes "${name}" for what the records are about`, () => {
      const row = `of: { type: reference, entity: ${name}, hubspot: { field: x, object: y } }`;
      const { mapping } = parsed(withRows(row).replace('entity: person', `entity: ${name}`));
      expect(mapping.entity).to.equal(name);
      expect(mapping.fields[0]?.entity).to.equal(name);
    });
  }

  it('has the defaults both, latest, clear and unlink', () => {
    const { mapping } = parsed(withRows('city: { type: text, hubspot: city, salesforce: City }'));
    expect(mapping.fields[0]).to.deep.include({
      direction: { kind: 'both' },
      authority: { kind: 'latest' },
      nulls: 'clear',
      onCreate: null,
    });
    expect(mapping.onDelete).to.equal('unlink');
  });

  it("lets a column's on-create win over the row's", () => {
    const { mapping } = parsed(
      withRows(
        "c: { type: text, on-create: x, hubspot: a, salesforce: { field: B, on-create: '[not provided]' } }",
      ),
    );
    const columns = mapping.fields[0]!.columns;
    expect(columns.get('hubspot')!.get('contacts')!.onCreate).to.equal('x');
    expect(columns.get('salesforce')!.get('Contact')!.onCreate).to.equal('[not provided]');
  });
});

describe('a problem in a mapping file', () => {
  const only = (row: string) => {
    const problems = problemsOf(withRows(row));
    expect(problems, JSON.stringify(problems)).to.have.length(1);
    return problems[0]!;
  };

  it('names code, file, line, column, path, cause, consequence and fix', () => {
    expect(only('email: { type: email, hubspot: email, authorty: latest }')).to.deep.equal({
      code: 'not-a-mapping',
      severity: 'error',
      file: 'person.yaml',
      line: 7,
      column: 41,
      path: 'fields.email.authorty',
      cause: '"authorty" is neither a key of a field nor a system of this file',
      consequence: 'Leadloop does not start with this file, and no record is written.',
      fix: 'Did you mean "authority"?',
    });
  });

  const cases: Readonly<Record<string, readonly [row: string, cause: RegExp, fix: RegExp]>> = {
    'a mistyped type': [
      'a: { type: emial, hubspot: x }',
      /"emial" is not one of the choices/u,
      /Did you mean "email"/u,
    ],
    'a missing type': ['a: { hubspot: x }', /"type" is missing/u, /text, email/u],
    'a mistyped authority': [
      'a: { type: text, hubspot: x, authority: lastest }',
      /"lastest" is neither/u,
      /Did you mean "latest"/u,
    ],
    'an authority that has no column': [
      'a: { type: text, hubspot: x, authority: salesforce }',
      /neither a policy nor a system of this row/u,
      /hubspot/u,
    ],
    'a made-up reference': [
      'a: { type: reference, entity: company, hubspot: { field: x, object: companies, on-create: y } }',
      /a reference cannot be made up/u,
      /Write "wait"/u,
    ],
    'a mistyped direction': [
      'a: { type: text, hubspot: x, direction: to hubspt }',
      /no direction of this row/u,
      /Did you mean "to hubspot"/u,
    ],
    'a mistyped transform': [
      'a: { type: text, hubspot: { field: x, read: [trimm] } }',
      /no transform "trimm"/u,
      /Did you mean "trim"/u,
    ],
    'a transform without its argument': [
      'a: { type: text, hubspot: { field: x, write: [truncate] } }',
      /"truncate" needs an argument/u,
      /docs/u,
    ],
    'a transform with an argument it does not take': [
      'a: { type: text, hubspot: { field: x, read: [{ trim: 3 }] } }',
      /takes no argument/u,
      /docs/u,
    ],
    'two transforms in one item': [
      'a: { type: text, hubspot: { field: x, read: [{ truncate: 3, country: iso2 }] } }',
      /item of its own/u,
      /truncate/u,
    ],
    'a mistyped column key': [
      'a: { type: text, hubspot: { field: x, raed: [trim] } }',
      /unknown key "raed"/u,
      /Did you mean "read"/u,
    ],
    'an unknown object': [
      'a: { type: text, salesforce: { Led: x } }',
      /has no object "Led"/u,
      /Did you mean "Lead"/u,
    ],
    'a system nobody named': [
      'a: { type: text, hubspot: x, pipedrive: y }',
      /neither a key of a field nor a system/u,
      /systems/u,
    ],
    'a field of no system': ['a: { type: text }', /no system has this field/u, /Add a system/u],
    'a union of text': [
      'a: { type: text, hubspot: x, authority: union }',
      /cannot be taken of a field of type text/u,
      /options/u,
    ],
    'a reference to nothing': [
      'a: { type: reference, hubspot: { field: x, object: companies } }',
      /what it points at/u,
      /entity/u,
    ],
    'a reference without an object': [
      'a: { type: reference, entity: company, hubspot: x }',
      /which object/u,
      /object: Account/u,
    ],
    'a region on text': ['a: { type: text, hubspot: x, region: AT }', /phone numbers/u, /type phone/u],
    'an on-create of the wrong type': [
      'a: { type: number, hubspot: x, on-create: many }',
      /is not a number/u,
      /type number/u,
    ],
    'a value mapped twice': [
      'a: { type: option, hubspot: { field: x, values: { A: one, B: [one] } } }',
      /"one" is mapped to "A" already/u,
      /Remove/u,
    ],
    'otherwise without values': [
      'a: { type: option, hubspot: { field: x, otherwise: A } }',
      /needs "values"/u,
      /Remove/u,
    ],
    'values of numbers': [
      'a: { type: number, hubspot: { field: x, values: { A: one } } }',
      /cannot be mapped one by one/u,
      /option/u,
    ],
  };
  for (const [what, [row, cause, fix]] of Object.entries(cases)) {
    it(`is told for ${what}`, () => {
      const problem = only(row);
      expect(problem.cause).to.match(cause);
      expect(problem.fix).to.match(fix);
      expect(problem.line).to.equal(7);
    });
  }

  for (const name of ['Machine', 'machine_part', 'machine part', '-machine', '2-1234567', 'a'.repeat(41)]) {
    it(`is told for "${name}" as what the records are about, in the head and in a reference`, () => {
      const row = `of: { type: reference, entity: ${name}, hubspot: { field: x, object: y } }`;
      const problems = problemsOf(withRows(row).replace('entity: person', `entity: ${name}`));
      expect(problems.map(({ path }) => path)).to.deep.equal(['entity', 'fields.of.entity']);
      for (const { cause, fix } of problems) {
        expect(cause).to.equal(`"${name}" is no name for what records are about`);
        expect(fix).to.match(/lower-case words with hyphens.*40 characters.*"service-contract"/u);
      }
    });
  }

  it('is told for a name that is one letter from a usual one', () => {
    const [problem] = problemsOf(
      withRows('a: { type: text, hubspot: a }').replace('entity: person', 'entity: persn'),
    );
    expect(problem).to.include({ path: 'entity', cause: '"persn" is one letter from "person"' });
    expect(problem?.fix).to.match(/^Did you mean "person"\?/u);
  });

  it('is told for all places at once, in the order of the file', () => {
    const text = withRows('a: { type: txt, hubspot: x }', 'b: { type: txet, hubspot: y }').replace(
      'create: true',
      'creat: true',
    );
    expect(problemsOf(text).map(({ line, column, fix }) => `${line}:${column} ${fix}`)).to.deep.equal([
      '3:32 Did you mean "create"?',
      '7:14 Did you mean "text"?',
      '8:14 Did you mean "text"?',
    ]);
  });

  it('is told for broken rows and for misfits in the other rows alike', () => {
    const text = withRows('a: { type: txt, hubspot: x }', 'b: { type: text, hubspt: x, hubspot: y }');
    expect(problemsOf(text).map((problem) => problem.line)).to.deep.equal([7, 8]);
  });

  it('is told for keys of the file and for its rows alike', () => {
    const text = withRows('a: { type: text, hubspt: x, hubspot: y }').replace(
      'entity: person',
      'entity: Person\nmatch: 7\nonDelete: park',
    );
    expect(problemsOf(text).map(({ path }) => path)).to.deep.equal([
      'entity',
      'match',
      'onDelete',
      'fields.a.hubspt',
    ]);
  });

  it('is told with its place for YAML that cannot be read', () => {
    expect(problemsOf('entity: person\nfields: {\n')[0]).to.deep.include({
      severity: 'error',
      file: 'person.yaml',
      line: 3,
      column: 1,
      path: '',
      cause: 'Flow map in block collection must be sufficiently indented and end with a }',
      fix: 'Correct the YAML here; the rest of the file is checked after that.',
    });
  });

  it('is told for an empty file and for a file of another kind', () => {
    expect(problemsOf('')[0]!.cause).to.equal('this must be a map');
    expect(problemsOf('- a\n- b\n')[0]!.cause).to.equal('this must be a map');
  });
});
