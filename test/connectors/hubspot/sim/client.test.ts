/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-unsafe-enum-assignment --
   the client's models are classes and enums without behaviour; callers pass plain objects, as its README does */
import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js';
import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as PropertyType,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { expect } from 'chai';
import { someone, startTestSim, type TestSim } from './support.ts';

/** What the client throws. */
interface Refused {
  readonly code: number;
  readonly body: { readonly message: string };
}

describe('the official client, against the HubSpot simulator', () => {
  let hub: TestSim;
  let client: Client;
  const HUBSPOT = Category.HubspotDefined;

  before(async () => {
    hub = await startTestSim();
    client = hub.client;
  });
  after(() => hub.sim.close());

  const refusal = async (call: Promise<unknown>): Promise<Refused> => {
    try {
      await call;
    } catch (error) {
      return error as Refused;
    }
    throw new Error('was not refused');
  };

  it('creates, reads, updates and deletes a contact', async () => {
    const { basicApi } = client.crm.contacts;
    const { id } = await basicApi.create({
      properties: someone({ email: 'Ada+x@Example.com' }),
      associations: [],
    });
    const read = await basicApi.getById(id, ['email', 'city', 'no_such_property']);
    expect(Object.keys(read.properties)).to.deep.equal([
      'city',
      'createdate',
      'email',
      'hs_object_id',
      'lastmodifieddate',
    ]);
    expect(read.properties).to.include({ city: null, email: 'ada+x@example.com' });
    const byEmail = await basicApi.getById('ada+x@example.com', [], [], [], false, 'email');
    expect(byEmail.id).to.equal(id);
    const updated = await basicApi.update(id, { properties: { city: 'Porto' } });
    expect(updated.properties.city).to.equal('Porto');
    expect(updated.updatedAt.getTime()).to.be.greaterThanOrEqual(updated.createdAt.getTime());
    await basicApi.archive(id);
    expect((await refusal(basicApi.getById(id))).code).to.equal(404);
    expect((await basicApi.getById(id, [], [], [], true)).archived).to.equal(true);
    const archived = await basicApi.getPage(100, undefined, [], [], [], true);
    expect(archived.results.map((each) => each.id)).to.include(id);
  });

  it('pages through all contacts by id, each once', async () => {
    for (let batch = 0; batch < 3; batch += 1) {
      const inputs = Array.from({ length: 90 }, () => ({ properties: someone(), associations: [] }));
      await client.crm.contacts.batchApi.create({ inputs });
    }
    const ids = (await client.crm.contacts.getAll()).map(({ id }) => Number(id));
    expect(ids.length).to.be.at.least(270);
    expect(ids).to.deep.equal([...new Set(ids)].sort((a, b) => a - b));
  });

  it('upserts by a unique property, and says which are new', async () => {
    await client.crm.properties.groupsApi.create('contacts', {
      name: 'loop',
      label: 'Loop',
      displayOrder: -1,
    });
    await client.crm.properties.coreApi.create('contacts', {
      groupName: 'loop',
      name: 'loop_id',
      label: 'Loop id',
      type: PropertyType.String,
      fieldType: FieldType.Text,
      hasUniqueValue: true,
    });
    const input = (
      id: string,
      firstname: string,
    ): { id: string; idProperty: string; properties: Record<string, string> } => ({
      id,
      idProperty: 'loop_id',
      properties: { firstname },
    });
    const first = await client.crm.contacts.batchApi.upsert({ inputs: [input('k1', 'A'), input('k2', 'B')] });
    expect(first.results.map((each) => each._new)).to.deep.equal([true, true]);
    const second = await client.crm.contacts.batchApi.upsert({
      inputs: [input('k2', 'C'), input('k3', 'D')],
    });
    expect(second.results.map((each) => each._new).sort()).to.deep.equal([false, true]);
    const read = await client.crm.contacts.batchApi.read({
      inputs: [{ id: 'k2' }, { id: 'k9' }],
      idProperty: 'loop_id',
      properties: ['firstname'],
      propertiesWithHistory: ['firstname'],
    });
    expect(read.results).to.have.length(1);
    expect(read.results[0]?.properties.firstname).to.equal('C');
    expect(read.results[0]?.propertiesWithHistory?.firstname?.map(({ value }) => value)).to.deep.equal([
      'C',
      'B',
    ]);
    expect('errors' in read && read.numErrors).to.equal(1);
  });

  it('searches with filters, sorts and paging', async () => {
    const cities = ['Lyon', 'Leeds', 'Lyon', 'Lyon'];
    for (const city of cities)
      await client.crm.contacts.basicApi.create({ properties: someone({ city }), associations: [] });
    const page = (after?: string): ReturnType<typeof client.crm.contacts.searchApi.doSearch> =>
      client.crm.contacts.searchApi.doSearch({
        filterGroups: [
          { filters: [{ propertyName: 'city', operator: FilterOperatorEnum.Eq, value: 'LYON' }] },
        ],
        sorts: ['-createdate'],
        properties: ['city'],
        limit: 2,
        ...(after === undefined ? {} : { after }),
      });
    const first = await page();
    expect(first.total).to.equal(3);
    const second = await page(first.paging?.next?.after);
    const times = [...first.results, ...second.results].map((each) => each.createdAt.getTime());
    expect(times).to.deep.equal(times.toSorted((a, b) => b - a));
    expect(second.paging).to.equal(undefined);
  });

  it('associates a contact with a primary company and reads it both ways', async () => {
    const company = await client.crm.companies.basicApi.create({
      properties: { name: 'Umbra' },
      associations: [],
    });
    const contact = await client.crm.contacts.basicApi.create({ properties: someone(), associations: [] });
    const { basicApi, batchApi } = client.crm.associations.v4;
    const made = await basicApi.create('contacts', contact.id, 'companies', company.id, [
      { associationCategory: HUBSPOT, associationTypeId: 1 },
    ]);
    expect(made.labels).to.deep.equal(['Primary']);
    const read = await batchApi.getPage('contacts', 'companies', { inputs: [{ id: contact.id }] });
    expect(read.results[0]?.to[0]?.associationTypes.map((each) => each.typeId)).to.deep.equal([1, 279]);
    const withCompany = await client.crm.contacts.basicApi.getById(
      contact.id,
      ['associatedcompanyid'],
      undefined,
      ['companies'],
    );
    expect(withCompany.properties.associatedcompanyid).to.equal(company.id);
    expect(withCompany.associations?.companies?.results.map((each) => each.type)).to.have.members([
      'contact_to_company',
      'contact_to_company_unlabeled',
    ]);
    await basicApi.archive('contacts', contact.id, 'companies', company.id);
    const after = await client.crm.contacts.basicApi.getById(contact.id, ['associatedcompanyid']);
    expect(after.properties.associatedcompanyid).to.equal(null);
  });

  it('creates a default association and lists the labels of a pair', async () => {
    const company = await client.crm.companies.basicApi.create({
      properties: { name: 'Yarrow' },
      associations: [],
    });
    const contact = await client.crm.contacts.basicApi.create({ properties: someone(), associations: [] });
    await client.crm.associations.v4.basicApi.createDefault('contacts', contact.id, 'companies', company.id);
    const page = await client.crm.associations.v4.basicApi.getPage('companies', company.id, 'contacts');
    // The client's type says string; the wire, and so the value, is a number.
    expect(page.results.map((each) => Number(each.toObjectId))).to.deep.equal([Number(contact.id)]);
    const labels = await client.crm.associations.v4.schema.definitionsApi.getAll('contacts', 'companies');
    expect(labels.results.map((each) => each.typeId)).to.have.members([1, 279]);
  });

  it('merges two contacts into a new id, to which both old ids lead', async () => {
    const { basicApi } = client.crm.contacts;
    const [a, b] = [
      await basicApi.create({ properties: someone({ city: 'Porto' }), associations: [] }),
      await basicApi.create({ properties: someone({ phone: '+351 1' }), associations: [] }),
    ];
    const merged = await basicApi.merge({ primaryObjectId: a.id, objectIdToMerge: b.id });
    expect([a.id, b.id]).not.to.include(merged.id);
    const asked = ['city', 'phone', 'hs_additional_emails', 'hs_merged_object_ids', 'email'];
    for (const old of [a.id, b.id]) {
      const found = await basicApi.getById(old, asked);
      expect(found.id).to.equal(merged.id);
      expect(found.properties).to.include({ city: 'Porto', phone: '+351 1', email: a.properties.email });
      expect(found.properties.hs_additional_emails).to.equal(b.properties.email);
      expect(found.properties.hs_merged_object_ids).to.equal(`${a.id};${b.id}`);
    }
    expect((await basicApi.update(b.id, { properties: { city: 'Lyon' } })).id).to.equal(merged.id);
    const batch = await client.crm.contacts.batchApi.read({
      inputs: [{ id: a.id }],
      properties: [],
      propertiesWithHistory: [],
    });
    expect(batch.results).to.deep.equal([]);
    const clash = await refusal(
      basicApi.create({ properties: { email: b.properties.email ?? '' }, associations: [] }),
    );
    expect(clash.code).to.equal(409);
    expect(clash.body.message).to.equal(`Contact already exists. Existing ID: ${merged.id}`);
  });

  it('reads properties, pipelines and owners, deactivated ones when asked', async () => {
    const properties = await client.crm.properties.coreApi.getAll('companies');
    expect(properties.results.find(({ name }) => name === 'industry')?.options).to.have.length(147);
    const contacts = await client.crm.properties.coreApi.getAll('contacts');
    expect(contacts.results.length).to.be.greaterThan(400);
    const deals = await client.crm.pipelines.pipelinesApi.getAll('deals');
    expect(deals.results[0]?.stages).to.have.length(7);
    const owners = await client.crm.owners.ownersApi.getPage(undefined, undefined, 100);
    expect(owners.results.map(({ email }) => email)).to.include.members([
      'alex.rep@example.com',
      'sam.rep@example.com',
      'kim.lead@example.com',
      'integration@example.com',
    ]);
    const gone = await client.crm.owners.ownersApi.getPage(undefined, undefined, 100, true);
    expect(gone.results.map((owner) => owner.userId ?? 'none')).to.deep.equal(['none']);
    const one = await client.crm.owners.ownersApi.getPage('sam.rep@example.com');
    expect(one.results).to.have.length(1);
  });

  it('gets, refreshes and describes tokens', async () => {
    const redirectUri = 'http://127.0.0.1/back';
    const scope = 'oauth crm.objects.contacts.read';
    const query = new URLSearchParams({
      client_id: 'sandbox-app',
      redirect_uri: redirectUri,
      scope,
      state: 's 1',
    });
    const { headers, status } = await hub.call('GET', `/oauth/authorize?${query.toString()}`, undefined, '');
    expect(status).to.equal(302);
    const back = new URL(headers.get('location') ?? '');
    expect(back.searchParams.get('state')).to.equal('s 1');
    const code = back.searchParams.get('code') ?? '';
    const { tokensApi, accessTokensApi } = client.oauth;
    const secrets = ['sandbox-app', 'sandbox-secret'] as const;
    const tokens = await tokensApi.create('authorization_code', code, redirectUri, ...secrets);
    expect(tokens.expiresIn).to.equal(1800);
    const again = await refusal(tokensApi.create('authorization_code', code, redirectUri, ...secrets));
    expect(again.body).to.include({ status: 'BAD_AUTH_CODE' });
    const next = await tokensApi.create(
      'refresh_token',
      undefined,
      undefined,
      ...secrets,
      tokens.refreshToken,
    );
    expect(next.refreshToken).to.equal(tokens.refreshToken);
    expect(next.accessToken).not.to.equal(tokens.accessToken);
    expect((await accessTokensApi.get(next.accessToken)).hubId).to.equal(24_681_357);
    const bad = await refusal(
      tokensApi.create('refresh_token', undefined, undefined, ...secrets, 'na1-none'),
    );
    expect(bad.code).to.equal(400);
    expect(bad.body).to.include({ status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant' });
    const signedIn = new Client({ accessToken: next.accessToken, basePath: hub.sim.url });
    await signedIn.crm.contacts.basicApi.getPage(1);
    const missing = await refusal(
      signedIn.crm.contacts.basicApi.create({ properties: someone(), associations: [] }),
    );
    expect(missing.code).to.equal(403);
    expect(missing.body).to.include({ category: 'MISSING_SCOPES' });
  });

  it('writes activities, deals and leads with their associations', async () => {
    const contact = await client.crm.contacts.basicApi.create({ properties: someone(), associations: [] });
    const to = (
      associationTypeId: number,
    ): {
      to: { id: string };
      types: { associationCategory: typeof HUBSPOT; associationTypeId: number }[];
    } => ({
      to: { id: contact.id },
      types: [{ associationCategory: HUBSPOT, associationTypeId }],
    });
    const note = await client.crm.objects.notes.basicApi.create({
      properties: { hs_timestamp: '2026-11-20T10:00:00.500Z', hs_note_body: 'Called' },
      associations: [to(202)],
    });
    expect(note.properties).to.include({ hs_timestamp: '2026-11-20T10:00:00.500Z', hs_note_body: 'Called' });
    const deal = await client.crm.deals.basicApi.create({
      properties: { dealname: 'Big', dealstage: 'closedwon', amount: '10' },
      associations: [to(3)],
    });
    expect(deal.properties).to.include({ hs_is_closed_won: 'true', pipeline: 'default' });
    const lead = await client.crm.objects.leads.basicApi.create({
      properties: { hs_lead_name: 'Ada' },
      associations: [to(578)],
    });
    await client.crm.contacts.basicApi.archive(contact.id);
    expect((await refusal(client.crm.objects.leads.basicApi.getById(lead.id))).code).to.equal(404);
  });
});
