import { expect } from 'chai';
import { MACHINE, MACHINE_TYPE } from '../fixtures/machine.ts';
import { startReceiver, startTestSim, until, type TestSim } from './support.ts';

describe('objects of its own in the simulated HubSpot account', () => {
  let hub: TestSim;
  const machines = `/crm/v3/objects/${MACHINE_TYPE}`;
  const add = async (serial: string): Promise<string> =>
    (await hub.call('POST', machines, { properties: { serial } })).body.id;

  beforeEach(async () => {
    hub = await startTestSim();
    expect((await hub.control('POST', '/objects', MACHINE)).status).to.equal(201);
  });
  afterEach(() => hub.sim.close());

  it('are made by the official client as by a control route, and show themselves to it', async () => {
    const { coreApi } = hub.client.crm.schemas;
    const made = await coreApi.create({
      ...structuredClone({ ...MACHINE, name: 'site' }),
      properties: [{ name: 'serial', label: 'Serial', type: 'string', fieldType: 'text' }],
    } as unknown as Parameters<typeof coreApi.create>[0]);
    expect(made).to.deep.include({
      objectTypeId: '2-1000002',
      fullyQualifiedName: 'p24681357_site',
      requiredProperties: ['serial'],
    });
    const { results } = await coreApi.getAll();
    expect(results.map(({ name }) => name)).to.deep.equal(['machine', 'site']);
    const { associations, properties } = await coreApi.getById('p_machine');
    const others = associations.flatMap(({ fromObjectTypeId: from, toObjectTypeId: to }) =>
      from === MACHINE_TYPE ? [to] : [],
    );
    expect(others).to.include.members(['0-1', '0-2', '0-27']).and.not.include('0-3');
    expect(properties.find(({ name }) => name === 'serial')).to.include({ hasUniqueValue: true });
  });

  it('go by type id, by p_ and name, and by the name with the number of the account', async () => {
    const id = await add('A1');
    for (const name of [MACHINE_TYPE, 'p_machine', 'p24681357_machine']) {
      const { status, body } = await hub.call('GET', `/crm/v3/objects/${name}/${id}?properties=serial`);
      expect(status, name).to.equal(200);
      expect(body.properties['serial']).to.equal('A1');
    }
  });

  it('are refused by any other name, as HubSpot refuses it', async () => {
    for (const name of ['machine', '2-999', 'p_other']) {
      const { status, body } = await hub.call('GET', `/crm/v3/objects/${name}`);
      expect([status, body.message]).to.deep.equal([400, `Unable to infer object type from: ${name}`]);
    }
  });

  it('keep what their definition says: required, unique, options', async () => {
    const refused = async (properties: Record<string, string>): Promise<string> => {
      const { status, body } = await hub.call('POST', machines, { properties });
      expect(status).to.equal(400);
      return body.message;
    };
    await add('A1');
    expect(await refused({ power: '7' })).to.match(/required properties were not set/u);
    expect(await refused({ serial: 'A1' })).to.match(/already has that value/u);
    expect(await refused({ serial: 'A2', state: 'broken' })).to.match(/broken was not one of the allowed/u);
  });

  it('are not made twice, nor of properties that are not there, and nothing is left of the try', async () => {
    const twice = await hub.control('POST', '/objects', MACHINE);
    expect([twice.status, twice.body.category]).to.deep.equal([409, 'OBJECT_ALREADY_EXISTS']);
    const half = { ...MACHINE, name: 'half', properties: [{ name: 'serial', label: 'S', type: 'colour' }] };
    expect((await hub.control('POST', '/objects', half)).status).to.equal(400);
    expect(
      (await hub.control('POST', '/objects', { ...MACHINE, name: 'half', requiredProperties: ['x'] })).status,
    ).to.equal(400);
    expect((await hub.call('GET', '/crm/v3/objects/p_half')).status).to.equal(400);
  });

  it('can be associated with what they name, and are told apart from those that have no association', async () => {
    const [machine, lonely] = [await add('A1'), await add('A2')];
    const company = (await hub.call('POST', '/crm/v3/objects/companies', { properties: { name: 'Acme' } }))
      .body.id;
    const pair = `/crm/v4/associations/${MACHINE_TYPE}/companies/batch`;
    const inputs = [{ from: { id: machine }, to: { id: company } }];
    expect((await hub.call('POST', `${pair}/associate/default`, { inputs })).status).to.equal(200);
    const read = (): ReturnType<TestSim['call']> =>
      hub.call('POST', `${pair}/read`, { inputs: [{ id: machine }, { id: lonely }] });
    const { status, body } = await read();
    expect(status).to.equal(207);
    expect(body.results).to.deep.equal([
      {
        from: { id: machine },
        to: [
          {
            toObjectId: Number(company),
            associationTypes: [{ category: 'USER_DEFINED', typeId: 28, label: null }],
          },
        ],
      },
    ]);
    const listed = await hub.call('GET', `${machines}/${machine}?associations=companies`);
    expect(JSON.stringify(listed.body)).to.contain(`"companies":{"results":[{"id":"${company}"`);
    const ends = { inputs: [{ from: { id: machine }, to: [{ id: company }] }] };
    expect((await hub.call('POST', `${pair}/archive`, ends)).status).to.equal(204);
    expect((await read()).body.results).to.deep.equal([]);
    const deals = await hub.call(
      'POST',
      `/crm/v4/associations/${MACHINE_TYPE}/deals/batch/associate/default`,
      {
        inputs: [{ from: { id: machine }, to: { id: '1' } }],
      },
    );
    expect(JSON.stringify(deals.body)).to.match(/1 is not a valid ID/u);
  });

  it('are told of by webhooks of the object style alone, by type id', async () => {
    const receiver = await startReceiver();
    await hub.control('POST', '/webhooks', { url: receiver.url, style: 'object' });
    const id = await add('A1');
    await until(() => receiver.deliveries.length > 0, 'a delivery');
    const [first] = receiver.deliveries.flatMap(({ messages }) => messages);
    expect(first).to.include({
      subscriptionType: 'object.creation',
      objectTypeId: MACHINE_TYPE,
      objectId: Number(id),
    });
    await receiver.close();
  });

  it('are a gap where the simulator does not know: schemas of HubSpot and deleting a type', async () => {
    expect((await hub.call('GET', '/crm/v3/schemas/contacts')).status).to.equal(501);
    expect((await hub.call('DELETE', `/crm/v3/schemas/${MACHINE_TYPE}`)).status).to.equal(501);
    const tickets = { ...MACHINE, name: 'other', associatedObjects: ['TICKET'] };
    expect((await hub.control('POST', '/objects', tickets)).status).to.equal(501);
  });
});
