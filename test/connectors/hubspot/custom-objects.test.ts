import { expect } from 'chai';
import { connector } from '../../../connectors/hubspot/index.ts';
import type { Connection, Page } from '../../../src/connector/contract.ts';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { Write, WriteResult } from '../../../src/domain/write.ts';
import { LIVE, testContext } from './fixtures/context.ts';
import { MACHINE, MACHINE_TYPE } from './fixtures/machine.ts';
import { startTestSim, type TestSim } from './sim/support.ts';

const KEY = (index: number): string => `019d0000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const COMPANY = 'associations.companies';

describe('a custom object in HubSpot', () => {
  let hub: TestSim;
  let connection: Connection;
  const create = (index: number, fields: Fields, object = MACHINE_TYPE): Write => ({
    kind: 'create',
    system: 'hubspot',
    object,
    key: KEY(index),
    fields,
  });
  const done = ([result]: readonly WriteResult[]): RecordRef => {
    if (result?.kind !== 'done') throw new Error(JSON.stringify(result));
    return result.receipt.ref;
  };
  const make = async (index: number, fields: Fields, object?: string): Promise<RecordRef> =>
    done(await connection.write([create(index, fields, object)], LIVE));
  const edit = async (ref: RecordRef, fields: Fields): Promise<RecordRef> =>
    done(await connection.write([{ kind: 'update', ref, fields }], LIVE));
  const fieldsOf = async (ref: RecordRef, fields: readonly string[]): Promise<Fields> => {
    const [snapshot] = await connection.read({ object: ref.object, ids: [ref.id], fields }, LIVE);
    if (snapshot?.kind !== 'present') throw new Error(JSON.stringify(snapshot));
    return snapshot.record.fields;
  };
  const associate = async (machine: RecordRef, company: RecordRef): Promise<void> => {
    const path = `/crm/v4/objects/${MACHINE_TYPE}/${machine.id}/associations/default/companies/${company.id}`;
    expect((await hub.call('PUT', path)).status).to.equal(200);
  };

  beforeEach(async () => {
    hub = await startTestSim();
    await hub.control('POST', '/objects', MACHINE);
    connection = await connector.open(testContext(hub.sim.environment, { clock: { now: () => new Date() } }));
    await connection.setup(
      [MACHINE_TYPE, 'companies'].map((object) => ({ object, fields: [] })),
      LIVE,
    );
  });
  afterEach(async () => {
    await connection.close();
    await hub.sim.close();
  });

  it('is described by its own name, with what it requires and what it can be associated with', async () => {
    for (const object of [MACHINE_TYPE, 'p_machine', 'p24681357_machine']) {
      const { label, fields } = await connection.describe(object, LIVE);
      expect(label).to.equal('Machine');
      expect(fields.get('serial')).to.include({ type: 'text', required: true, unique: true });
      expect(fields.get('state')).to.include({ type: 'option', required: false, restricted: true });
      expect(fields.get('leadloop_id')).to.include({ unique: true, creatable: true });
      expect(fields.get(COMPANY)).to.deep.include({ type: 'reference', references: ['companies'] });
      expect(fields.has('associations.contacts')).to.equal(true);
      expect(fields.has('associations.deals')).to.equal(false);
    }
  });

  it('is unknown, not broken, when the account has none of that name', async () => {
    const failed = await connection.describe('2-999', LIVE).catch((error: unknown) => error);
    expect(failed).to.have.nested.property('failure.kind', 'config');
  });

  it('points at one company, at another, and at none', async () => {
    const [acme, globex] = [
      await make(1, { name: 'Acme' }, 'companies'),
      await make(2, { name: 'Globex' }, 'companies'),
    ];
    const machine = await make(3, { serial: 'A1', power: 7.5, [COMPANY]: acme.id });
    expect(await fieldsOf(machine, ['serial', 'power', COMPANY])).to.deep.equal({
      serial: 'A1',
      power: 7.5,
      [COMPANY]: acme.id,
    });
    await edit(machine, { [COMPANY]: globex.id });
    expect(await fieldsOf(machine, [COMPANY])).to.deep.equal({ [COMPANY]: globex.id });
    await edit(machine, { [COMPANY]: globex.id });
    expect(await fieldsOf(machine, [COMPANY])).to.deep.equal({ [COMPANY]: globex.id });
    await edit(machine, { [COMPANY]: null, serial: 'A2' });
    expect(await fieldsOf(machine, ['serial', COMPANY])).to.deep.equal({ serial: 'A2', [COMPANY]: null });
  });

  it('is not read as pointing anywhere when it is associated with several, and loses none of them', async () => {
    const companies = await Promise.all(
      [1, 2, 3].map((index) => make(index, { name: `No ${index}` }, 'companies')),
    );
    const machine = await make(4, { serial: 'A1' });
    for (const company of companies.slice(0, 2)) await associate(machine, company);
    expect(await fieldsOf(machine, ['serial', COMPANY])).to.deep.equal({ serial: 'A1' });
    await edit(machine, { [COMPANY]: companies[2]?.id ?? '' });
    const path = `/crm/v4/objects/${MACHINE_TYPE}/${machine.id}/associations/companies`;
    expect(
      (await hub.call('GET', path)).body.results.map(({ toObjectId }) => String(toObjectId)),
    ).to.have.members(companies.map(({ id }) => id));
  });

  it('keeps its company to itself when that is gone, and names the field', async () => {
    const machine = await make(1, { serial: 'A1' });
    const [result] = await connection.write(
      [{ kind: 'update', ref: machine, fields: { [COMPANY]: '99' } }],
      LIVE,
    );
    expect(result?.kind === 'failed' && result.failure.fields).to.deep.equal([COMPANY]);
  });

  it('is scanned, found by key and by a unique property, and polled, its company with it', async () => {
    const acme = await make(1, { name: 'Acme' }, 'companies');
    const [first, second] = [
      await make(2, { serial: 'A1', [COMPANY]: acme.id }),
      await make(3, { serial: 'A2' }),
    ];
    const fields = ['serial', COMPANY];
    const both = [
      { serial: 'A1', [COMPANY]: acme.id },
      { serial: 'A2', [COMPANY]: null },
    ];
    const request = { object: MACHINE_TYPE, fields };
    const scanned = await connection.scan({ ...request, cursor: null }, LIVE);
    expect(presentIn(scanned.snapshots)).to.deep.equal(both);
    const found = await connection.find({ ...request, field: 'serial', values: ['A1', 'A2', 'A3'] }, LIVE);
    expect(found.map((record) => record.fields)).to.have.deep.members(both);
    const byKey = await connection.find({ ...request, field: 'leadloop_id', values: [KEY(3)] }, LIVE);
    expect(byKey.map(({ ref }) => ref)).to.deep.equal([second]);

    let page: Page = await connection.changes({ ...request, cursor: null }, LIVE);
    await edit(first, { power: 9 });
    expect((await hub.call('DELETE', `/crm/v3/objects/${MACHINE_TYPE}/${second.id}`)).status).to.equal(204);
    const told: Snapshot[] = [];
    do {
      page = await connection.changes({ ...request, cursor: page.cursor }, LIVE);
      told.push(...page.snapshots);
    } while (page.more);
    expect(presentIn(told)).to.deep.include(both[0]);
    expect(told.filter(({ kind }) => kind === 'deleted')).to.deep.equal([{ kind: 'deleted', ref: second }]);
  });
});

const presentIn = (snapshots: readonly Snapshot[]): readonly Fields[] =>
  snapshots.flatMap((snapshot) => (snapshot.kind === 'present' ? [snapshot.record.fields] : []));
