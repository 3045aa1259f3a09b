import { expect } from 'chai';
import { fromCanonical, toCanonical, type Resolver } from '../../../src/mapping/canonical.ts';
import type { Fields, Value } from '../../../src/domain/value.ts';
import { ACME, parsed, record, resolver, withRows } from './build.ts';

const { mapping } = parsed(
  withRows(
    'email: { type: email, hubspot: email, salesforce: Email }',
    "company: { type: text, hubspot: company, salesforce: { Lead: { field: Company, on-create: '[not provided]' } } }",
    'title: { type: text, hubspot: jobtitle, salesforce: { field: Title, write: [{ truncate: 8 }] } }',
    'revenue: { type: number, hubspot: annualrevenue, salesforce: { Lead: AnnualRevenue } }',
    'country: { type: text, hubspot: { field: country, read: [{ country: name }] }, salesforce: { Lead: Country } }',
    'industry: { type: option, salesforce: { Lead: Industry }, hubspot: { field: industry, values: { Tech: [SOFTWARE, HARDWARE], Food: FOOD } } }',
    'topics: { type: options, hubspot: topics, salesforce: { Lead: Topics__c } }',
    'account: { type: reference, entity: company, hubspot: { field: associatedcompanyid, object: companies }, salesforce: { Contact: { field: AccountId, object: Account } } }',
    'owner: { type: owner, hubspot: hubspot_owner_id, salesforce: OwnerId }',
  ),
);

const read = (system: string, object: string, fields: Fields) =>
  toCanonical(mapping, record(system, object, fields), resolver);
const write = (
  system: string,
  object: string,
  values: Readonly<Record<string, Value>>,
  purpose: 'create' | 'update' = 'update',
) => fromCanonical(mapping, system, object, new Map(Object.entries(values)), resolver, purpose);

describe('reading a record under our own names', () => {
  it('leaves the spelling of people as it is', () => {
    expect(read('hubspot', 'contacts', { email: 'Anna@Acme.com' }).get('email')).to.deep.equal({
      kind: 'value',
      value: 'Anna@Acme.com',
    });
  });

  it('gives only the fields that have a column on the object', () => {
    expect([...read('salesforce', 'Contact', {}).keys()]).to.deep.equal([
      'email',
      'title',
      'account',
      'owner',
    ]);
  });

  it('says unreadable of a field that was not read', () => {
    expect(read('hubspot', 'contacts', {}).get('email')).to.deep.equal({
      kind: 'unreadable',
      reason: 'email was not read',
    });
  });

  it('knows a blank from a field that was not read', () => {
    expect(read('hubspot', 'contacts', { email: null }).get('email')).to.deep.equal({
      kind: 'value',
      value: null,
    });
    expect(read('hubspot', 'contacts', { company: '  ' }).get('company')).to.deep.equal({
      kind: 'value',
      value: null,
    });
  });

  it('takes a number kept as text, and says unreadable of text that is none', () => {
    expect(read('hubspot', 'contacts', { annualrevenue: '12500' }).get('revenue')).to.deep.equal({
      kind: 'value',
      value: 12500,
    });
    expect(read('hubspot', 'contacts', { annualrevenue: 'lots' }).get('revenue')).to.deep.equal({
      kind: 'unreadable',
      reason: 'annualrevenue is not a number',
    });
  });

  it('names no personal data in its reasons', () => {
    expect(
      JSON.stringify([...read('hubspot', 'contacts', { industry: 'Anna', annualrevenue: 'Anna' })]),
    ).to.not.include('Anna');
  });

  it('applies read transforms and value maps', () => {
    const readings = read('hubspot', 'contacts', { country: 'Österreich', industry: 'HARDWARE' });
    expect(readings.get('country')).to.deep.equal({ kind: 'value', value: 'Austria' });
    expect(readings.get('industry')).to.deep.equal({ kind: 'value', value: 'Tech' });
  });

  it('says unreadable of an option that the value map does not list', () => {
    expect(read('hubspot', 'contacts', { industry: 'NEW' }).get('industry')).to.deep.equal({
      kind: 'unreadable',
      reason: 'industry has a value that the mapping does not list',
    });
  });

  it('sorts several options', () => {
    expect(read('hubspot', 'contacts', { topics: ['b', 'a', 'b'] }).get('topics')).to.deep.equal({
      kind: 'value',
      value: ['a', 'b'],
    });
  });

  it('turns an owner id into an e-mail address, and says unreadable of an owner without one', () => {
    expect(read('hubspot', 'contacts', { hubspot_owner_id: '7' }).get('owner')).to.deep.equal({
      kind: 'value',
      value: 'rep@acme.com',
    });
    expect(read('hubspot', 'contacts', { hubspot_owner_id: '9' }).get('owner')!.kind).to.equal('unreadable');
  });

  it('says blank of an owner who is the user we act as, since nobody chose it', () => {
    expect(read('salesforce', 'Lead', { OwnerId: '005I' }).get('owner')).to.deep.equal({
      kind: 'value',
      value: null,
    });
    expect(write('salesforce', 'Lead', { owner: 'integration@acme.com' }).skipped).to.have.length(1);
  });

  it('turns a reference into an entity, and waits for a record that is not linked yet', () => {
    expect(read('salesforce', 'Contact', { AccountId: '001A' }).get('account')).to.deep.equal({
      kind: 'value',
      value: ACME,
    });
    expect(read('salesforce', 'Contact', { AccountId: '001B' }).get('account')).to.deep.equal({
      kind: 'unreadable',
      reason: 'AccountId is a record that is not linked yet',
    });
  });
});

describe('a reference to several objects', () => {
  const { mapping: tasks } = parsed(
    `entity: activity
systems:
  salesforce: { object: Task }
fields:
  person: { type: reference, entity: person, salesforce: { field: WhoId, object: [Lead, Contact] } }
`,
  );
  const known: Resolver = {
    ...resolver,
    entityOf: ({ object, id }) => (object === 'Contact' && id === '003A' ? ACME : null),
    refOf: (entity, system, objects) =>
      entity === ACME && objects.includes('Contact') ? { system, object: 'Contact', id: '003A' } : null,
  };
  const task = (WhoId: string) => toCanonical(tasks, record('salesforce', 'Task', { WhoId }), known);

  it('is read as the entity of whichever record is known', () => {
    expect(task('003A').get('person')).to.deep.equal({ kind: 'value', value: ACME });
    expect(task('00QA').get('person')?.kind).to.equal('unreadable');
  });

  it('is written as the record that the entity has', () => {
    const put = (entity: string) =>
      fromCanonical(tasks, 'salesforce', 'Task', new Map([['person', entity]]), known, 'update');
    expect(put(ACME).fields).to.deep.equal({ WhoId: '003A' });
    expect(put('another').skipped).to.have.length(1);
  });
});

describe('writing values under the names of a system', () => {
  it('gives only what was asked for and has a column', () => {
    expect(write('salesforce', 'Contact', { email: 'a@x.com', company: 'Acme' }).fields).to.deep.equal({
      Email: 'a@x.com',
    });
  });

  it('clears with null on an update, and leaves blanks out of a create', () => {
    expect(write('hubspot', 'contacts', { company: null }).fields).to.deep.equal({ company: null });
    expect(write('hubspot', 'contacts', { company: null }, 'create').fields).to.deep.equal({});
  });

  it('gives a new record its on-create value for a blank or a missing value, and only there', () => {
    expect(write('salesforce', 'Lead', { email: 'a@x.com' }, 'create').fields).to.deep.equal({
      Email: 'a@x.com',
      Company: '[not provided]',
    });
    expect(write('salesforce', 'Lead', { company: null }, 'create').fields).to.deep.equal({
      Company: '[not provided]',
    });
    expect(write('salesforce', 'Lead', { company: 'Acme' }, 'create').fields).to.deep.equal({
      Company: 'Acme',
    });
    expect(write('salesforce', 'Lead', { company: null }, 'update').fields).to.deep.equal({ Company: null });
  });

  it('applies write transforms, and the first of several values', () => {
    expect(write('salesforce', 'Lead', { title: 'Vice President' }).fields).to.deep.equal({
      Title: 'Vice Pre',
    });
    expect(write('hubspot', 'contacts', { industry: 'Tech' }).fields).to.deep.equal({ industry: 'SOFTWARE' });
  });

  it('skips, with a reason, what the system has no word for', () => {
    expect(write('hubspot', 'contacts', { industry: 'Mining', email: 'a@x.com' })).to.deep.equal({
      fields: { email: 'a@x.com' },
      skipped: [{ name: 'industry', reason: 'industry has a value that the mapping does not list' }],
    });
  });

  it('turns an e-mail address into an owner id, and skips an owner without a user', () => {
    expect(write('salesforce', 'Lead', { owner: 'rep@acme.com' }).fields).to.deep.equal({ OwnerId: '005A' });
    expect(write('salesforce', 'Lead', { owner: 'only@acme.com' }).skipped).to.have.length(1);
  });

  it('turns an entity into an id, and says which entity has no record yet', () => {
    expect(write('salesforce', 'Contact', { account: ACME }).fields).to.deep.equal({ AccountId: '001A' });
    expect(write('hubspot', 'contacts', { account: ACME })).to.deep.equal({
      fields: {},
      skipped: [{ name: 'account', reason: 'the company has no record in hubspot yet', waitsFor: ACME }],
    });
  });
});
