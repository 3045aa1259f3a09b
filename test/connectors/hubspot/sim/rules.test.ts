import { expect } from 'chai';
import { someone, startTestSim, type Answer, type AnswerBody, type TestSim } from './support.ts';

describe('rules of the HubSpot simulator', () => {
  let hub: TestSim;
  const contacts = '/crm/v3/objects/contacts';

  before(async () => {
    hub = await startTestSim();
  });
  after(() => hub.sim.close());

  const add = async (more: Record<string, string> = {}): Promise<string> =>
    (await hub.call('POST', contacts, { properties: someone(more) })).body.id;
  const patch = (id: string, properties: Record<string, unknown>): Promise<Answer> =>
    hub.call('PATCH', `${contacts}/${id}`, { properties });
  const read = async (id: string, ...properties: string[]): Promise<AnswerBody['properties']> =>
    (await hub.call('GET', `${contacts}/${id}?properties=${properties.join(',')}`)).body.properties;
  const codeOf = ({ body }: Answer): string => String(body.errors[0]?.code);

  it('a lifecycle stage only moves forward; a step back is silently ignored until the stage is cleared', async () => {
    const id = await add({ lifecyclestage: 'opportunity' });
    const back = await patch(id, { lifecyclestage: 'lead', city: 'Lyon' });
    expect(back.status).to.equal(200);
    expect(await read(id, 'lifecyclestage', 'city')).to.include({
      lifecyclestage: 'opportunity',
      city: 'Lyon',
    });
    await patch(id, { lifecyclestage: '' });
    await patch(id, { lifecyclestage: 'lead' });
    expect((await read(id, 'lifecyclestage')).lifecyclestage).to.equal('lead');
  });

  for (const [why, properties, code] of [
    ['an option that is not offered', { hs_lead_status: 'nope' }, 'INVALID_OPTION'],
    ['a calculated property', { hs_is_contact: 'true' }, 'READ_ONLY_VALUE'],
    ['an unknown property', { no_such: '1' }, 'PROPERTY_DOESNT_EXIST'],
    ['an e-mail address that is none', { email: 'nobody' }, 'INVALID_EMAIL'],
    ['a number with a separator', { followercount: '1,500' }, 'INVALID_INTEGER'],
    ['a date-time that is none', { closedate: 'soon' }, 'INVALID_LONG'],
    ['an owner who left', { hubspot_owner_id: '41629069' }, 'INVALID_OPTION'],
  ] as const) {
    it(`refuses ${why} with ${code}`, async () => {
      const answer = await patch(await add(), properties);
      expect(answer.status).to.equal(400);
      expect(codeOf(answer)).to.equal(code);
    });
  }

  it('keeps strings only: dates in HubSpot’s form, null and the empty string clear', async () => {
    const id = await add();
    await patch(id, { closedate: 1_790_000_000_000, followercount: 12, hs_legal_basis: 'Not applicable' });
    expect(await read(id, 'closedate', 'followercount')).to.include({
      closedate: '2026-09-21T14:13:20Z',
      followercount: '12',
    });
    await patch(id, { hs_legal_basis: ';Performance of a contract' });
    expect((await read(id, 'hs_legal_basis')).hs_legal_basis).to.equal(
      'Not applicable;Performance of a contract',
    );
    await patch(id, { closedate: null, followercount: '' });
    expect(await read(id, 'closedate', 'followercount')).to.include({ closedate: null, followercount: null });
  });

  it('a write that changes nothing leaves the modification date alone', async () => {
    const id = await add({ city: 'Lyon' });
    const before = (await read(id)).lastmodifieddate;
    await new Promise((resolve) => setTimeout(resolve, 3));
    await patch(id, { city: 'Lyon' });
    expect((await read(id)).lastmodifieddate).to.equal(before);
    await patch(id, { city: 'Leeds' });
    expect((await read(id)).lastmodifieddate).not.to.equal(before);
  });

  it('with trace ids a bad record of a batch fails alone, without them it fails all and nothing is written', async () => {
    const [good, bad] = [someone(), someone({ hs_lead_status: 'nope' })];
    const whole = await hub.call('POST', `${contacts}/batch/create`, {
      inputs: [{ properties: good }, { properties: bad }],
    });
    expect(whole.status).to.equal(400);
    expect((await hub.call('GET', `${contacts}/${good.email ?? ''}?idProperty=email`)).status).to.equal(404);
    const traced = await hub.call('POST', `${contacts}/batch/create`, {
      inputs: [
        { objectWriteTraceId: 'g', properties: good },
        { objectWriteTraceId: 'b', properties: bad },
      ],
    });
    expect(traced.status).to.equal(207);
    expect(traced.body.results.map((each) => each.objectWriteTraceId)).to.deep.equal(['g']);
    expect(traced.body.errors[0]?.context.objectWriteTraceId).to.deep.equal(['b']);
  });

  it('refuses two records of one batch with the same e-mail address, whatever its case', async () => {
    const { email = '' } = someone();
    const inputs = [{ properties: { email } }, { properties: { email: email.toUpperCase() } }];
    expect((await hub.call('POST', `${contacts}/batch/create`, { inputs })).status).to.equal(409);
  });

  it('upserts by e-mail without partial success', async () => {
    const inputs = [
      { id: someone().email, idProperty: 'email', properties: {}, objectWriteTraceId: '0' },
      { id: someone().email, idProperty: 'email', properties: { no_such: '1' }, objectWriteTraceId: '1' },
    ];
    expect((await hub.call('POST', `${contacts}/batch/upsert`, { inputs })).status).to.equal(400);
  });

  it('results of a batch come in another order than the inputs', async () => {
    const inputs = Array.from({ length: 30 }, (_, index) => ({
      properties: someone({ city: String(index) }),
    }));
    const answer = await hub.call('POST', `${contacts}/batch/create`, { inputs });
    const cities = answer.body.results.map((each) => each.properties.city);
    expect(cities).not.to.deep.equal(inputs.map((_, index) => String(index)));
    expect(cities).to.have.members(inputs.map((_, index) => String(index)));
  });

  it('takes at most 100 inputs', async () => {
    const inputs = Array.from({ length: 101 }, () => ({ id: '1' }));
    expect((await hub.call('POST', `${contacts}/batch/read`, { inputs })).status).to.equal(400);
  });

  it('a person to be forgotten is gone for good, and an unknown address can never be used', async () => {
    const id = await add();
    expect((await hub.call('POST', `${contacts}/gdpr-delete`, { objectId: id })).status).to.equal(204);
    expect((await hub.call('GET', `${contacts}/${id}?archived=true`)).status).to.equal(404);
    await hub.call('POST', `${contacts}/gdpr-delete`, { objectId: 'never@example.com', idProperty: 'email' });
    expect(
      (await hub.call('POST', contacts, { properties: { email: 'Never@example.com' } })).status,
    ).to.equal(400);
  });

  it('one contact has one primary company; a second takes its place but keeps the first associated', async () => {
    const company = async (name: string): Promise<string> =>
      (await hub.call('POST', '/crm/v3/objects/companies', { properties: { name } })).body.id;
    const [id, first, second] = [await add(), await company('One'), await company('Two')];
    const path = `/crm/v4/objects/contacts/${id}/associations`;
    const primary = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
    for (const to of [first, second]) await hub.call('PUT', `${path}/companies/${to}`, primary);
    expect((await read(id, 'associatedcompanyid')).associatedcompanyid).to.equal(second);
    const { body } = await hub.call('GET', `${path}/companies`);
    expect(body.results.map((each) => each.associationTypes?.map((type) => type.typeId))).to.deep.equal([
      [279],
      [1, 279],
    ]);
  });

  it('writing associatedcompanyid makes that company the primary one', async () => {
    const company = (await hub.call('POST', '/crm/v3/objects/companies', { properties: { name: 'Three' } }))
      .body.id;
    const id = await add({ associatedcompanyid: company });
    const { body } = await hub.call('GET', `/crm/v4/objects/contacts/${id}/associations/companies`);
    expect(body.results[0]?.toObjectId).to.equal(Number(company));
    await hub.call('DELETE', `/crm/v3/objects/companies/${company}`);
    expect((await read(id, 'associatedcompanyid')).associatedcompanyid).to.equal(null);
  });

  it('a deal stage must be of its pipeline', async () => {
    const properties = { dealname: 'D', dealstage: 'subscriber' };
    expect(codeOf(await hub.call('POST', '/crm/v3/objects/deals', { properties }))).to.equal(
      'INVALID_OPTION',
    );
  });

  it('an association in the wrong direction is refused', async () => {
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 199 }];
    const answer = await hub.call('POST', '/crm/v3/objects/meetings', {
      properties: { hs_timestamp: '2026-11-20' },
      associations: [{ to: { id: await add() }, types }],
    });
    expect(answer.body.message).to.equal(
      'invalid from object type 0-47 for associations to be created. expected: 0-1',
    );
  });

  it('a unique value can be held by one record only', async () => {
    await hub.call('POST', '/crm/v3/properties/contacts', {
      groupName: 'contactinformation',
      name: 'unique_id',
      label: 'Unique id',
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    });
    const holder = await add({ unique_id: 'u1' });
    const answer = await patch(await add(), { unique_id: 'u1' });
    expect(answer.status).to.equal(400);
    expect(answer.body.message).to.contain(`${holder} already has that value.`);
    await hub.call('DELETE', `${contacts}/${holder}`);
    expect((await patch(await add(), { unique_id: 'u1' })).status).to.equal(200);
  });

  it('answers the same at versioned, dated and half-old paths, for plural, singular and type id', async () => {
    const id = await add();
    for (const path of ['/crm/v3/objects/contact', '/crm/objects/2026-09/0-1', '/crm/objects/v3/CONTACTS']) {
      expect((await hub.call('GET', `${path}/${id}/`)).body.id, path).to.equal(id);
    }
    expect((await hub.call('GET', '/crm/owners/2026-03?limit=1')).body.results).to.have.length(1);
  });

  it('names its gaps with 501, never with an empty answer', async () => {
    for (const path of [
      '/crm/v3/lists/',
      '/crm/v3/objects/tickets',
      '/marketing/v3/transactional/single-email/send',
      '/_sim/nothing',
    ]) {
      const answer = await hub.call('GET', path);
      expect(answer.status, path).to.equal(501);
      expect(answer.body.gap).to.be.a('string').and.not.equal('');
    }
  });

  it('refuses text that is no JSON', async () => {
    const answer = await hub.call('POST', contacts, '{"properties":');
    expect(answer.status).to.equal(400);
    expect(answer.body.message).to.match(/^Invalid input JSON on line 1, column \d+/);
  });
});
