import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkLive } from '../../src/runtime/check-live.ts';
import { MACHINE as HUB_MACHINE, MACHINE_TYPE } from '../connectors/hubspot/fixtures/machine.ts';
import { MACHINE as FORCE_MACHINE } from '../connectors/salesforce/fixtures/machine.ts';
import { openHarness, writesIn, type Harness } from '../support/harness.ts';
import { silentLog } from '../support/log.ts';
import { call } from '../support/people.ts';
import { editedMappings } from './edited-mappings.ts';
import { callsMade, inForce, inHub, only, why } from './views.ts';

const mappingOf = (object: string): string => `
entity: machine
systems:
  hubspot: { object: ${object}, create: true }
  salesforce: { object: Machine__c, create: true }
match: [serial]
fields:
  serial: { type: text, hubspot: serial, salesforce: Serial__c, nulls: keep }
  power: { type: number, hubspot: power, salesforce: Power__c }
  installed: { type: date, hubspot: installed, salesforce: Installed__c }
  state:
    type: option
    salesforce: State__c
    hubspot: { field: state, values: { Running: running, Down: down } }
  company:
    type: reference
    entity: company
    hubspot: { field: associations.companies, object: companies }
    salesforce: { field: Company__c, object: Account }
    authority: salesforce
`;

const DRILL = { serial: 'A1', power: '7.5', installed: '2026-01-31', state: 'running' };

/** The shipped mappings with one for machines beside them, in a world that has machines. */
function describeMachines(
  title: string,
  object: string,
  body: (world: () => Harness, folder: () => string) => void,
) {
  describe(title, function () {
    this.timeout(60_000);
    let world: Harness;
    let mappings: Awaited<ReturnType<typeof editedMappings>>;
    before(async () => {
      mappings = await editedMappings({});
      await writeFile(join(mappings.folder, 'machine.yaml'), mappingOf(object));
      world = await openHarness({
        configDir: mappings.folder,
        prepare: async (hub, force) => {
          await hub.post('objects', HUB_MACHINE);
          await hub.post('webhooks', { style: 'object' });
          await force.post('objects', FORCE_MACHINE);
        },
      });
    });
    after(async () => {
      await world.close();
      await mappings.remove();
    });
    beforeEach(() => world.reset({ schema: 'new' }));
    body(
      () => world,
      () => mappings.folder,
    );
  });
}

describeMachines('a custom object kept in step by its mapping alone', MACHINE_TYPE, (world, folder) => {
  const inForceOnly = async () => only(await inForce(world(), 'Machine__c'));
  const inHubOnly = async () => only(await inHub(world(), MACHINE_TYPE));
  const hub = (method: string, path: string, body?: unknown): Promise<unknown> =>
    call(`${world().hub.simulator.url}/crm/v4/${path}`, method, body, {
      authorization: 'Bearer pat-sandbox',
    });
  const pathOf = (machine: string, company: string): string =>
    `objects/${MACHINE_TYPE}/${machine}/associations/companies/${company}`;
  const associate = (machine: string, company: string): Promise<unknown> =>
    hub('PUT', pathOf(machine, company).replace('associations/', 'associations/default/'));
  const companyOf = async (machine: string): Promise<readonly string[]> => {
    const { results } = (await hub('GET', `objects/${MACHINE_TYPE}/${machine}/associations/companies`)) as {
      readonly results: readonly { readonly toObjectId: number }[];
    };
    return results.map(({ toObjectId }) => String(toObjectId));
  };
  const accountNamed = async (name: string): Promise<string> =>
    only((await inForce(world(), 'Account')).filter((account) => account['Name'] === name)).Id;
  const secondSyncWritesNothing = async (): Promise<void> => {
    await world().forgetCalls();
    await world().settle();
    await world().settleAll();
    expect(writesIn(await callsMade(world()))).to.equal(0);
    expect((await world().runtime.operations.plan({ selection: { kind: 'all' } })).writes).to.deep.equal([]);
  };

  it('goes from HubSpot to Salesforce with its company, once', async () => {
    const acme = await world().hub.create('companies', { name: 'Acme', domain: 'acme.com' });
    const machine = await world().hub.create(MACHINE_TYPE, DRILL);
    await associate(machine, acme);
    await world().settle();
    const made = await inForceOnly();
    expect(made).to.include({
      Serial__c: 'A1',
      Power__c: 7.5,
      Installed__c: '2026-01-31',
      State__c: 'Running',
      Company__c: await accountNamed('Acme'),
    });
    expect(made['Leadloop_Id__c']).to.match(/^[0-9a-f-]{36}$/u);
    await secondSyncWritesNothing();
  });

  it('goes from Salesforce to HubSpot with its company, which is taken across first', async () => {
    const acme = await world().force.create('Account', { Name: 'Acme', Website: 'acme.com' });
    await world().force.create('Machine__c', { Serial__c: 'A1', State__c: 'Down', Company__c: acme });
    await world().settle();
    const machine = await inHubOnly();
    expect(machine.properties).to.include({ serial: 'A1', state: 'down' });
    expect(machine.properties['leadloop_id']).to.match(/^[0-9a-f-]{36}$/u);
    expect(await companyOf(machine.id)).to.deep.equal([only(await inHub(world(), 'companies')).id]);
    await secondSyncWritesNothing();
  });

  it('carries edits of either side to the other, of the company too', async () => {
    const acme = await world().hub.create('companies', { name: 'Acme', domain: 'acme.com' });
    const globex = await world().hub.create('companies', { name: 'Globex', domain: 'globex.com' });
    const machine = await world().hub.create(MACHINE_TYPE, DRILL);
    await associate(machine, acme);
    await world().settle();
    const { Id } = await inForceOnly();

    await world().hub.edit(MACHINE_TYPE, machine, { power: '9', installed: '' });
    await hub('DELETE', pathOf(machine, acme));
    await associate(machine, globex);
    await world().settle();
    expect(await inForceOnly()).to.include({
      Power__c: 9,
      Installed__c: null,
      Company__c: await accountNamed('Globex'),
    });

    await world().force.edit('Machine__c', Id, { State__c: 'Down', Company__c: await accountNamed('Acme') });
    await world().settle();
    expect((await inHubOnly()).properties).to.include({ state: 'down', power: '9' });
    expect(await companyOf(machine)).to.deep.equal([acme]);

    await world().force.edit('Machine__c', Id, { Company__c: null });
    await world().settle();
    expect(await companyOf(machine)).to.deep.equal([]);
    await secondSyncWritesNothing();
  });

  it('is kept where it was deleted on the other side, and is not made there again', async () => {
    const first = await world().hub.create(MACHINE_TYPE, DRILL);
    await world().force.create('Machine__c', { Serial__c: 'A2' });
    await world().settle();
    const second = only((await inForce(world(), 'Machine__c')).filter((each) => each['Serial__c'] === 'A2'));
    await world().hub.remove(MACHINE_TYPE, first);
    await world().force.remove('Machine__c', second.Id);
    await world().settle();
    expect((await inForceOnly())['Serial__c']).to.equal('A1');
    expect((await inHubOnly()).properties['serial']).to.equal('A2');
    const { links } = await why(world(), first);
    expect(links.map(({ system, endedWhy }) => [system, endedWhy])).to.have.deep.members([
      ['hubspot', 'deleted'],
      ['salesforce', null],
    ]);
    await secondSyncWritesNothing();
  });

  it('is linked by its serial number where both sides had it before, and doubled nowhere', async () => {
    await world().hub.control.post(`records/${MACHINE_TYPE}`, [
      { properties: { serial: 'SN-1', power: '1' } },
      { properties: { serial: 'SN-2' } },
    ]);
    await world().force.control.post('records/Machine__c', [
      { Serial__c: 'SN-1', State__c: 'Down' },
      { Serial__c: 'SN-3' },
    ]);
    const plan = await world().runtime.operations.plan({ selection: { kind: 'all' } });
    expect(
      plan.writes.map(({ entityKind, kind, system, object }) => [entityKind, kind, system, object]),
    ).to.have.deep.members([
      ['machine', 'create', 'salesforce', 'Machine__c'],
      ['machine', 'create', 'hubspot', MACHINE_TYPE],
      ['machine', 'update', 'salesforce', 'Machine__c'],
      ['machine', 'update', 'hubspot', MACHINE_TYPE],
    ]);
    await world().settleAll();
    const serials = ['SN-1', 'SN-2', 'SN-3'];
    const machines = await inHub(world(), MACHINE_TYPE);
    expect(machines.map(({ properties }) => properties['serial'])).to.have.members(serials);
    expect((await inForce(world(), 'Machine__c')).map((each) => each['Serial__c'])).to.have.members(serials);
    const both = only(machines.filter(({ properties }) => properties['serial'] === 'SN-1'));
    expect(both.properties).to.include({ power: '1', state: 'down' });
    expect((await why(world(), both.id)).links.map(({ linkedBy }) => linkedBy)).to.include('serial');
    await secondSyncWritesNothing();
  });

  it('is found by polling where no webhook tells of it, a changed company alone by a full sync', async () => {
    await world().hub.control.post('webhooks', { style: 'classic' });
    const acme = await world().hub.create('companies', { name: 'Acme', domain: 'acme.com' });
    const machine = await world().hub.create(MACHINE_TYPE, DRILL);
    await world().settle();
    await world().hub.edit(MACHINE_TYPE, machine, { power: '8' });
    await world().settle();
    expect(await inForceOnly()).to.include({ Power__c: 8, Company__c: null });
    await associate(machine, acme);
    await world().settleAll();
    expect((await inForceOnly())['Company__c']).to.equal(await accountNamed('Acme'));
    await world().hub.remove(MACHINE_TYPE, machine);
    await world().settle();
    expect(
      (await why(world(), machine)).links.filter(({ endedWhy }) => endedWhy === 'deleted'),
    ).to.have.length(1);
  });

  it('is set up with the key on both sides, and checked against both live systems', async () => {
    const { steps } = await world().runtime.operations.setup();
    const what = steps.filter(({ outcome }) => outcome === 'present').map((step) => step.what);
    expect(what).to.include.members([
      `HubSpot property leadloop_id of ${MACHINE_TYPE}`,
      'external id Machine__c.Leadloop_Id__c',
    ]);
    const environment = {
      ...world().hub.simulator.environment,
      ...world().force.simulator.environment,
      INTAKE_WEB_FORM_KEY: 'form-key-for-tests',
    };
    const check = async () => {
      const { problems } = await checkLive({ configDir: folder(), environment, log: silentLog });
      return problems
        .filter(({ file, severity }) => file.endsWith('machine.yaml') && severity === 'error')
        .map(({ code, fix }) => `${code}: ${fix.split('?')[0] ?? ''}`);
    };
    expect(await check()).to.deep.equal([]);
    const file = join(folder(), 'machine.yaml');
    const wrong = mappingOf(MACHINE_TYPE)
      .replace('hubspot: power', 'hubspot: powr')
      .replace('associations.companies', 'associations.company')
      .replace('object: Account', 'object: Acount');
    await writeFile(file, wrong);
    try {
      expect(await check()).to.deep.equal([
        'unknown-field: Did you mean "power"',
        'unknown-field: Did you mean "associations.companies"',
        'wrong-reference: Choose one of: Account.',
      ]);
    } finally {
      await writeFile(file, mappingOf(MACHINE_TYPE));
    }
  });
});

describeMachines('a custom object that the mapping names by p_ and its name', 'p_machine', (world) => {
  it('is kept in step both ways', async () => {
    const machine = await world().hub.create('p_machine', DRILL);
    await world().settle();
    const { Id, Serial__c } = only(await inForce(world(), 'Machine__c'));
    expect(Serial__c).to.equal('A1');
    await world().force.edit('Machine__c', Id, { Power__c: 3 });
    await world().hub.edit('p_machine', machine, { state: 'down' });
    await world().settle();
    expect(only(await inHub(world(), 'p_machine')).properties).to.include({ power: '3', state: 'down' });
    expect(only(await inForce(world(), 'Machine__c'))['State__c']).to.equal('Down');
  });
});
