/* eslint-disable @typescript-eslint/no-unsafe-member-access -- answers of many shapes are looked into */
import { expect } from 'chai';
import { MACHINE } from '../../fixtures/machine.ts';
import { DATA, startRunning, type Running } from './start.ts';

describe('Salesforce simulator: custom objects', () => {
  let sim: Running;

  beforeEach(async () => {
    sim = await startRunning();
    expect((await sim.control('POST', '/_sim/objects', MACHINE)).status).to.equal(201);
  });
  afterEach(() => sim.simulator.close());

  it('describes one with its own fields and those that Salesforce gives each', async () => {
    const machine = await sim.connection.sobject('Machine__c').describe();
    expect(machine).to.include({ custom: true, keyPrefix: 'a00', label: 'Machine', createable: true });
    const field = (name: string) => machine.fields.find((each) => each.name === name);
    expect(field('Name')).to.include({ label: 'Machine Name', nameField: true, nillable: true });
    expect(field('Serial__c')).to.include({
      type: 'string',
      nillable: false,
      unique: true,
      externalId: true,
    });
    expect(field('Power__c')).to.include({ type: 'double', scale: 2 });
    expect(field('Installed__c')).to.include({ type: 'date' });
    expect(field('State__c')).to.include({ type: 'picklist', restrictedPicklist: true });
    expect(field('Company__c')).to.deep.include({
      type: 'reference',
      referenceTo: ['Account'],
      relationshipName: 'Company__r',
    });
    expect(field('OwnerId')).to.deep.include({ referenceTo: ['Group', 'User'] });
    const { sobjects } = await sim.connection.describeGlobal();
    expect(sobjects.map(({ name }) => name)).to.include('Machine__c');
  });

  it('keeps, upserts, queries and deletes its records, and leaves what has no name its id', async () => {
    const account = await sim.connection.sobject('Account').create({ Name: 'Acme' });
    const machines = sim.connection.sobject('Machine__c');
    const made = {
      Serial__c: 'A1',
      Power__c: 7.5,
      Installed__c: '2026-01-31',
      State__c: 'Running',
      Company__c: account.id,
    };
    const { id } = await machines.create(made);
    expect(id?.slice(0, 3)).to.equal('a00');
    const again = await machines.upsert({ Serial__c: 'A1', State__c: 'Down' }, 'Serial__c');
    expect(again.id).to.equal(id);
    const { records } = await sim.connection.query(
      "SELECT Name, Power__c, Installed__c, State__c, Company__r.Name FROM Machine__c WHERE Serial__c = 'A1'",
    );
    expect(records).to.have.length(1);
    expect(records[0]).to.deep.include({
      Name: id?.slice(0, 15),
      Power__c: 7.5,
      Installed__c: '2026-01-31',
      State__c: 'Down',
    });
    expect(records[0]?.['Company__r']['Name']).to.equal('Acme');
    await machines.destroy(id ?? '');
    const left = await sim.connection.query('SELECT Id FROM Machine__c');
    expect(left.totalSize).to.equal(0);
  });

  it('refuses what its definition does not allow', async () => {
    const refused = async (fields: object): Promise<string> =>
      String((await sim.call('POST', `${DATA}/sobjects/Machine__c`, fields)).body[0].errorCode);
    await sim.connection.sobject('Machine__c').create({ Serial__c: 'A1' });
    expect(await refused({ Serial__c: 'A1' })).to.equal('DUPLICATE_VALUE');
    expect(await refused({ Power__c: 1 })).to.equal('REQUIRED_FIELD_MISSING');
    expect(await refused({ State__c: 'Broken' })).to.equal('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    expect(await refused({ Serial__c: 'A2', Company__c: '003000000000001AAA' })).to.equal(
      'FIELD_INTEGRITY_EXCEPTION',
    );
    expect(await refused({ Colour__c: 'red' })).to.equal('INVALID_FIELD');
  });

  it('takes further fields by the Tooling API, a lookup among them', async () => {
    const add = (name: string, Metadata: object) =>
      sim.call('POST', `${DATA}/tooling/sobjects/CustomField`, { FullName: `Machine__c.${name}`, Metadata });
    const lookup = { type: 'Lookup', label: 'User', referenceTo: 'Contact' };
    expect((await add('Key__c', { type: 'Text', length: 36, unique: true })).status).to.equal(201);
    expect((await add('Operator__c', lookup)).status).to.equal(201);
    expect((await add('Site__c', { ...lookup, referenceTo: 'Site__c' })).status).to.equal(501);
    const { fields } = await sim.connection.sobject('Machine__c').describe();
    expect(fields.map(({ name }) => name)).to.include.members(['Key__c', 'Operator__c']);
  });

  it('makes nothing of a definition that it refuses or does not know', async () => {
    const define = async (more: object): Promise<number> =>
      (await sim.control('POST', '/_sim/objects', { ...MACHINE, fullName: 'Site__c', ...more })).status;
    const [serial] = MACHINE.fields;
    expect(await define({ fullName: 'Site' })).to.equal(400);
    expect(await define({ fullName: 'Machine__c' })).to.equal(400);
    expect(await define({ fields: [serial, serial] })).to.equal(400);
    expect(await define({ fields: [{ fullName: 'X__c', type: 'Lookup', referenceTo: 'Nothing' }] })).to.equal(
      400,
    );
    expect(await define({ sharingModel: 'Read' })).to.equal(400);
    expect(await define({ fields: [{ fullName: 'X__c', type: 'Geolocation' }] })).to.equal(501);
    expect((await sim.call('GET', `${DATA}/sobjects/Site__c/describe`)).status).to.equal(404);
    expect(await define({})).to.equal(201);
  });
});
