import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { departures } from './shape.ts';
import { someone, startReceiver, startTestSim, until, type Answer, type TestSim } from './support.ts';

const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'));

function expectLike(name: string, status: number, answer: Answer): void {
  expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
  expect(departures(recorded(name), answer.body)).to.deep.equal([]);
}

describe('the HubSpot simulator answers in the shape the service was recorded in', () => {
  let hub: TestSim;
  const contacts = '/crm/v3/objects/contacts';
  const add = async (properties = someone()): Promise<string> =>
    (await hub.call('POST', contacts, { properties })).body.id;

  before(async () => {
    hub = await startTestSim();
  });
  after(() => hub.sim.close());

  it('a batch of created contacts, 201', async () => {
    const inputs = [{ properties: someone() }];
    expectLike('batch-create-success', 201, await hub.call('POST', `${contacts}/batch/create`, { inputs }));
  });

  it('a batch of which one contact exists already, 207', async () => {
    const taken = someone();
    await add(taken);
    const inputs = [
      { objectWriteTraceId: '0', properties: taken },
      { objectWriteTraceId: '1', properties: someone() },
    ];
    const answer = await hub.call('POST', `${contacts}/batch/create`, { inputs });
    expectLike('batch-create-partial', 207, answer);
    expect(answer.body.errors[0]?.message).to.match(/^Contact already exists. Existing ID: \d+$/);
  });

  it('a whole batch refused for one contact that exists, 409', async () => {
    const taken = someone();
    await add(taken);
    const inputs = [{ properties: taken }, { properties: someone() }];
    expectLike('batch-create-conflict', 409, await hub.call('POST', `${contacts}/batch/create`, { inputs }));
  });

  it('a batch with unknown properties, 400, all of them in one text', async () => {
    const wrong = { first000name: 'a', last000name: 'b' };
    const inputs = [{ properties: wrong }, { properties: wrong }];
    const answer = await hub.call('POST', `${contacts}/batch/create`, { inputs });
    expectLike('batch-create-invalid-properties', 400, answer);
    const list = JSON.parse(answer.body.message.replace('Property values were not valid: ', '')) as unknown[];
    expect(list).to.have.length(4);
  });

  it('a batch of updates, 200', async () => {
    const inputs = [{ id: await add(), properties: { firstname: 'B', lastname: 'C' } }];
    expectLike('batch-update-success', 200, await hub.call('POST', `${contacts}/batch/update`, { inputs }));
  });

  it('a batch of updates with an id that does not exist, 207', async () => {
    const inputs = [
      { id: await add(), properties: { firstname: 'B', lastname: 'C' } },
      { id: 'unknownIdentifier888', properties: { firstname: 'B' } },
    ];
    expectLike('batch-update-partial', 207, await hub.call('POST', `${contacts}/batch/update`, { inputs }));
  });

  it('the same id twice in a batch, 400', async () => {
    const id = await add();
    const inputs = [
      { id, properties: {} },
      { id, properties: {} },
    ];
    const answer = await hub.call('POST', `${contacts}/batch/update`, { inputs });
    expectLike('batch-update-duplicate-ids', 400, answer);
    expect(answer.body.message).to.equal(`Duplicate IDs found in batch input: [${id}]. IDs must be unique`);
  });

  it('associations: made, refused and read in batches', async () => {
    const [contact, other] = [await add(), await add()];
    const company = (await hub.call('POST', '/crm/v3/objects/companies', { properties: { name: 'Umbra' } }))
      .body.id;
    const base = '/crm/v4/associations/contacts/companies/batch';
    const pair = { from: { id: contact }, to: { id: company } };
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
    expectLike(
      'associations-batch-create',
      201,
      await hub.call('POST', `${base}/create`, { inputs: [{ ...pair, types }] }),
    );
    const wrong = [
      {
        from: { id: contact },
        to: { id: 'unknown_id_123456798' },
        types: [{ ...types[0], associationTypeId: 449 }],
      },
      { from: { id: contact }, to: { id: contact }, types: [{ ...types[0], associationTypeId: 449 }] },
    ];
    const self = await hub.call('POST', '/crm/v4/associations/contacts/contacts/batch/create', {
      inputs: wrong,
    });
    expectLike('associations-batch-create-invalid', 207, self);
    const read = await hub.call('POST', `${base}/read`, { inputs: [{ id: contact }, { id: other }] });
    expectLike('associations-batch-read', 207, read);
  });

  it('a page of contacts and a page of a search, 200', async () => {
    await add();
    await add();
    expectLike('contacts-page', 200, await hub.call('GET', `${contacts}?limit=1&properties=email`));
    const properties = ['company', 'email', 'firstname', 'lastname', 'phone', 'website'];
    expectLike('search-page', 200, await hub.call('POST', `${contacts}/search`, { limit: 1, properties }));
  });

  it('an object type nobody knows, 400', async () => {
    expectLike('unknown-object-type', 400, await hub.call('GET', '/crm/v3/objects/butterflies'));
  });

  it('pipelines, 200, with the very stages recorded', async () => {
    for (const [type, name] of [
      ['contacts', 'contact-pipelines'],
      ['deals', 'deal-pipelines'],
    ] as const) {
      const answer = await hub.call('GET', `/crm/v3/pipelines/${type}`);
      expectLike(name, 200, answer);
      expect(answer.body).to.deep.equal(recorded(name));
    }
  });

  it('property definitions, groups and a batch of properties of which one exists', async () => {
    expectLike('property-definition', 200, await hub.call('GET', '/crm/v3/properties/contacts/address'));
    const group = { name: 'integrationcreatedproperties', label: 'Integration Created Properties' };
    expectLike('property-group', 201, await hub.call('POST', '/crm/v3/properties/contacts/groups', group));
    const property = (name: string): unknown => ({
      name,
      label: name,
      groupName: group.name,
      type: 'number',
      fieldType: 'number',
      formField: true,
    });
    await hub.call('POST', '/crm/v3/properties/contacts', property('age__c'));
    const inputs = [property('age__c'), property('height__c')];
    const answer = await hub.call('POST', '/crm/v3/properties/contacts/batch/create', { inputs });
    expectLike('property-batch-partial', 207, answer);
  });

  it('the account', async () => {
    expectLike('account-details', 200, await hub.call('GET', '/account-info/v3/details'));
  });

  it('forms, visits, events and lists', async () => {
    const email = 'visitor@example.com';
    await add({ email });
    for (const url of ['https://a.example/1', 'https://a.example/2'])
      await hub.control('POST', '/people', { does: 'view-page', email, url });
    await hub.control('POST', '/people', { does: 'join-list', email, list: 'Newsletter readers' });
    const views = '/events/v3/events?eventType=e_visited_page';
    expectLike('events-visited-page', 200, await hub.call('GET', `${views}&limit=2`));
    expectLike('forms', 200, await hub.call('GET', '/marketing/v3/forms?limit=1'));
    expectLike('lists-search', 200, await hub.call('POST', '/crm/v3/lists/search', { count: 2 }));
    expectLike('marketing-events', 200, await hub.call('GET', '/marketing/v3/marketing-events?limit=1'));
    const nothingAsked = await hub.call('GET', '/events/v3/events');
    expect([nothingAsked.status, nothingAsked.body.message]).to.deep.equal([
      400,
      'Must specify an eventType or objectType',
    ]);
  });

  it('webhooks', async () => {
    const receiver = await startReceiver();
    await hub.control('POST', '/webhooks', { url: receiver.url });
    await add({ email: 'hook@example.com' });
    await until(() => receiver.deliveries.length > 0, 'a webhook');
    const sent = receiver.deliveries.flatMap(({ messages }) => messages);
    const [creation, change] = recorded('webhook-batch') as unknown[];
    for (const each of [creation, change] as Record<string, unknown>[]) {
      const match = sent.find((message) => message.subscriptionType === each.subscriptionType);
      expect(departures({ ...each, sourceId: '' }, match)).to.deep.equal([]);
    }
    await hub.control('POST', '/webhooks', { url: null });
    await receiver.close();
  });
});

describe('the comparison of shapes', () => {
  it('finds a missing key, a key too many and another type', () => {
    expect(departures({ a: 1, b: { c: 'x' } }, { b: { c: 1, d: 2 } })).to.deep.equal([
      '$.a: missing',
      '$.b.d: extra',
      '$.b.c: number in place of string',
    ]);
  });
});
