import { createHash, createHmac } from 'node:crypto';
import { Signature } from '@hubspot/api-client';
import { expect } from 'chai';
import { signV1, signV3 } from '../../../../connectors/hubspot/sim/webhooks/signature.ts';
import { someone, startReceiver, startTestSim, until, type Receiver, type TestSim } from './support.ts';

describe('webhooks of the HubSpot simulator', () => {
  let hub: TestSim;
  let receiver: Receiver;
  const contacts = '/crm/v3/objects/contacts';

  beforeEach(async () => {
    receiver = await startReceiver();
    hub = await startTestSim({ webhookUrl: receiver.url });
  });
  afterEach(async () => {
    await hub.sim.close();
    await receiver.close();
  });

  const messages = (): readonly Record<string, unknown>[] =>
    receiver.deliveries.flatMap((each) => each.messages);
  const typesOf = (): readonly unknown[] => messages().map((each) => each.subscriptionType);
  const idle = (): Promise<void> =>
    until(async () => (await hub.control('GET', '/webhooks')).body.pending === 0, 'all webhooks sent');
  const add = async (properties = someone()): Promise<string> =>
    (await hub.call('POST', contacts, { properties })).body.id;

  it('signs with v3 and v1 over the raw body', async () => {
    await add(someone({ city: 'Zürich' }));
    await idle();
    const { headers, body } = receiver.deliveries[0]!;
    const timestamp = String(headers['x-hubspot-request-timestamp']);
    const v3 = createHmac('sha256', 'sandbox-secret')
      .update(`POST${receiver.url}${body}${timestamp}`)
      .digest('base64');
    expect(headers['x-hubspot-signature-v3']).to.equal(v3);
    const v1 = createHash('sha256').update(`sandbox-secret${body}`).digest('hex');
    expect(headers['x-hubspot-signature']).to.equal(v1);
    const signature = { signature: v3, clientSecret: 'sandbox-secret', requestBody: body, url: receiver.url };
    const valid = Signature.isValid({
      ...signature,
      signatureVersion: 'v3',
      method: 'POST',
      timestamp: Number(timestamp),
    });
    expect(valid).to.equal(true);
  });

  it('signs the published vectors', () => {
    const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    const body = "{'example_field':'example_value'}";
    const signed = signV3(secret, 'POST', 'https://www.example.com/webhook_uri', body, '1693657560000');
    expect(signed).to.equal('K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=');
    const v1Body =
      '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';
    expect(signV1(secret, v1Body)).to.equal(
      '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de',
    );
  });

  it('tells of a creation and of each property that was set, never of the modification date', async () => {
    const id = await add();
    await idle();
    expect(typesOf()).to.have.members([
      'contact.creation',
      ...Array<string>(3).fill('contact.propertyChange'),
    ]);
    expect(messages().map((each) => each.propertyName)).not.to.include('lastmodifieddate');
    expect(
      messages().every((each) => each.objectId === Number(id) && each.changeSource === 'INTEGRATION'),
    ).to.equal(true);
  });

  it('tells of a primary company in two messages each way', async () => {
    const id = await add();
    const company = (await hub.call('POST', '/crm/v3/objects/companies', { properties: { name: 'U' } })).body
      .id;
    await hub.call('PATCH', `${contacts}/${id}`, { properties: { associatedcompanyid: company } });
    await idle();
    const told = messages().filter((each) => String(each.subscriptionType).endsWith('associationChange'));
    expect(told.map((each) => [each.associationType, each.isPrimaryAssociation])).to.have.deep.members([
      ['CONTACT_TO_COMPANY', false],
      ['COMPANY_TO_CONTACT', false],
      ['CONTACT_TO_COMPANY', true],
      ['COMPANY_TO_CONTACT', true],
    ]);
  });

  it('tells of merges, deletions and people forgotten', async () => {
    const [a, b, c] = [await add(), await add(), await add()];
    const merged = (await hub.call('POST', `${contacts}/merge`, { primaryObjectId: a, objectIdToMerge: b }))
      .body.id;
    await hub.call('DELETE', `${contacts}/${merged}`);
    await hub.call('POST', `${contacts}/gdpr-delete`, { objectId: c });
    await idle();
    const merge = messages().find((each) => each.subscriptionType === 'contact.merge');
    expect(merge).to.deep.include({
      primaryObjectId: Number(a),
      mergedObjectIds: [Number(b)],
      newObjectId: Number(merged),
    });
    expect(typesOf().filter((type) => type === 'contact.deletion')).to.have.length(2);
    expect(typesOf()).to.include('contact.privacyDeletion');
  });

  it('speaks the object style of project apps, activities included', async () => {
    await hub.control('POST', '/webhooks', { style: 'object' });
    await hub.call('POST', '/crm/v3/objects/notes', { properties: { hs_timestamp: '2026-11-20' } });
    await idle();
    expect(messages()[0]).to.include({ subscriptionType: 'object.creation', objectTypeId: '0-46' });
  });

  it('sends at most 100 messages in one request', async () => {
    const inputs = Array.from({ length: 100 }, () => ({ properties: someone() }));
    await hub.call('POST', `${contacts}/batch/create`, { inputs });
    await idle();
    expect(messages()).to.have.length(400);
    expect(Math.max(...receiver.deliveries.map((each) => each.messages.length))).to.equal(100);
  });

  it('repeats what was refused, with a higher attempt number', async () => {
    receiver.answers.push(500, 404);
    await add();
    await idle();
    const attempts = receiver.deliveries.map((each) => each.messages[0]?.attemptNumber);
    expect(attempts).to.deep.equal([0, 1, 2]);
    expect((await hub.control('GET', '/webhooks')).body).to.include({ sent: 4, failed: 0, refusals: 2 });
  });

  it('doubles, loses and shuffles as told', async () => {
    await hub.control('POST', '/webhooks', { duplicate: 1 });
    await add();
    await idle();
    expect(typesOf().filter((type) => type === 'contact.creation')).to.have.length(2);
    await hub.control('POST', '/webhooks', { duplicate: 0, lose: 1 });
    const before = messages().length;
    await add();
    await idle();
    expect(messages()).to.have.length(before);
    await hub.control('POST', '/webhooks', { lose: 0, shuffle: 1 });
    const inputs = Array.from({ length: 20 }, () => ({ properties: someone() }));
    await hub.call('POST', `${contacts}/batch/create`, { inputs });
    await idle();
    const ids = messages()
      .slice(before)
      .map((each) => Number(each.objectId));
    expect(ids).not.to.deep.equal(ids.toSorted((a, b) => a - b));
  });

  it('seeded records are told of only when asked for', async () => {
    await hub.control('POST', '/records/contacts', [{ properties: someone() }]);
    await hub.control('POST', '/records/contacts?events=true', [{ properties: { firstname: 'Told' } }]);
    await idle();
    expect(
      messages()
        .filter((each) => each.propertyName === 'firstname')
        .map((each) => each.propertyValue),
    ).to.deep.equal(['Told']);
    expect(typesOf().filter((type) => type === 'contact.creation')).to.have.length(1);
  });

  it('refuses settings it does not know', async () => {
    expect((await hub.control('POST', '/webhooks', { duplicates: 1 })).status).to.equal(400);
    expect((await hub.control('POST', '/webhooks', { lose: 2 })).status).to.equal(400);
  });
});
