import { expect } from 'chai';
import { LIVE, NOW } from '../fixtures/context.ts';
import properties from '../fixtures/properties-contacts.json' with { type: 'json' };
import { batch, byInputs, describes, hubspot, record, wired } from './portal.ts';
import { behindNock } from '../../../support/nock.ts';

const ref = (id: string, object = 'contacts'): object => ({ system: 'hubspot', object, id });
const ASKED = ['email', 'leadloop_id', 'hs_merged_object_ids', 'hs_object_id'];

describe('reading from HubSpot', () => {
  behindNock();

  it('describes properties by neutral types', async () => {
    const { connection } = await wired();
    hubspot().get('/crm/v3/properties/contacts').reply(200, properties);
    const { fields } = await connection.describe('contacts', LIVE);
    expect(fields.get('mobilephone')).to.include({ type: 'phone', updatable: true, maxLength: 65_536 });
    expect(fields.get('associatedcompanyid')).to.deep.include({
      type: 'reference',
      references: ['companies'],
      creatable: true,
      updatable: true,
    });
    expect(fields.get('hs_contact_enrichment_opt_out')).to.include({ type: 'boolean', updatable: false });
    expect(fields.get('hs_date_entered_customer')).to.include({ type: 'datetime', calculated: true });
    // Scores and roll-ups say `calculated: false`, yet nobody may write them.
    expect(fields.get('hubspotscore')).to.include({ type: 'number', updatable: false, calculated: true });
    expect(fields.get('hs_all_assigned_business_unit_ids')).to.include({
      type: 'options',
      restricted: false,
    });
    expect(fields.get('hs_predictivecontactscorebucket')).to.include({ type: 'option', restricted: true });
    expect(fields.get('hobby__c')).to.include({ type: 'text', unique: true });
  });

  it('answers every asked id once: present, merged, archived, purged and unreadable', async () => {
    const { connection } = await wired();
    describes('contacts');
    const asked = ['1', '2', '3', '4', '5', '6', '7'];
    hubspot()
      .post('/crm/v3/objects/contacts/batch/read', {
        inputs: asked.map((id) => ({ id })),
        properties: ASKED,
      })
      .reply(
        207,
        batch(
          [
            record('6', { email: '' }, { archived: true }),
            record('1', { email: 'a@example.com', leadloop_id: 'key', hs_merged_object_ids: '2;9' }),
          ],
          [{ status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: ['4'] }, message: 'gone' }],
        ),
      );
    hubspot()
      .post('/crm/v3/objects/contacts/batch/read', {
        inputs: [{ id: '3' }, { id: '4' }, { id: '5' }, { id: '7' }],
        properties: ASKED,
      })
      .query({ archived: 'true' })
      .reply(207, batch([record('7', {}, { archived: true })]));
    const query = { properties: ASKED.join(',') };
    hubspot().get('/crm/v3/objects/contacts/3').query(query).reply(200, record('30'));
    hubspot().get('/crm/v3/objects/contacts/4').query(query).reply(404, { message: 'resource not found' });
    hubspot().get('/crm/v3/objects/contacts/5').query(query).reply(423, { message: 'locked' });
    const snapshots = await connection.read(
      { object: 'contacts', ids: [...asked, '1'], fields: ['email'] },
      LIVE,
    );
    expect(snapshots.slice(0, 4)).to.deep.equal([
      {
        kind: 'present',
        record: {
          ref: ref('1'),
          fields: { email: 'a@example.com' },
          externalKey: 'key',
          modifiedAt: new Date('2026-11-02T00:00:00.000Z'),
        },
      },
      { kind: 'moved', ref: ref('2'), to: ref('1'), why: 'merged' },
      { kind: 'moved', ref: ref('3'), to: ref('30'), why: 'merged' },
      { kind: 'deleted', ref: ref('4') },
    ]);
    expect(snapshots[4]).to.deep.include({ kind: 'unreadable', ref: ref('5') });
    expect(snapshots[5]).to.deep.equal({ kind: 'deleted', ref: ref('6') });
    expect(snapshots[6]).to.deep.equal({ kind: 'deleted', ref: ref('7') });
    expect(snapshots).to.have.length(7);
  });

  it('leaves out what HubSpot left out and keeps what is blank', async () => {
    const { connection } = await wired();
    describes('contacts');
    hubspot()
      .post('/crm/v3/objects/contacts/batch/read')
      .reply(200, batch([record('1', { firstname: null, numemployees: 'many', associatedcompanyid: '77' })]));
    const fields = ['firstname', 'email', 'numemployees', 'associatedcompanyid', 'no_such'];
    const [snapshot] = await connection.read({ object: 'contacts', ids: ['1'], fields }, LIVE);
    expect(snapshot?.kind === 'present' && snapshot.record.fields).to.deep.equal({
      firstname: null,
      associatedcompanyid: '77',
    });
  });

  it('reads 250 records in three batches of at most 100', async () => {
    const { connection } = await wired();
    describes('contacts');
    const sizes: number[] = [];
    hubspot()
      .post('/crm/v3/objects/contacts/batch/read')
      .times(3)
      .reply(
        byInputs((inputs) => {
          sizes.push(inputs.length);
          return batch(inputs.map(({ id }) => record(id)).reverse());
        }),
      );
    const ids = Array.from({ length: 250 }, (_, index) => String(index + 1));
    const snapshots = await connection.read({ object: 'contacts', ids, fields: [] }, LIVE);
    expect(sizes).to.deep.equal([100, 100, 50]);
    expect(snapshots.filter(({ kind }) => kind === 'present')).to.have.length(250);
  });

  it('finds contacts by e-mail through the unique property, in lower case, without the search index', async () => {
    const { connection, context } = await wired();
    describes('contacts');
    hubspot()
      .post('/crm/v3/objects/contacts/batch/read', {
        inputs: [{ id: 'a@example.com' }, { id: 'b@example.com' }],
        properties: ASKED,
        idProperty: 'email',
      })
      .reply(
        207,
        batch(
          [record('1', { email: 'a@example.com' })],
          [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['b@example.com'] } }],
        ),
      );
    const values = ['A@example.com', 'a@example.com ', 'b@example.com', ''];
    const found = await connection.find(
      { object: 'contacts', field: 'email', values, fields: ['email'] },
      LIVE,
    );
    expect(found.map((one) => one.ref)).to.deep.equal([ref('1')]);
    expect(context.turns).not.to.include('search live');
  });

  it('finds companies by domain through search, every one that matches, and reads them from the store', async () => {
    const { connection } = await wired();
    describes('companies');
    hubspot()
      .post('/crm/v3/objects/companies/search', {
        filterGroups: [
          { filters: [{ propertyName: 'domain', operator: 'IN', values: ['a.example', 'b.example'] }] },
        ],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: ['hs_object_id'],
        limit: 200,
      })
      .reply(200, { total: 3, results: [record('1'), record('2'), record('3')] });
    hubspot()
      .post('/crm/v3/objects/companies/batch/read')
      .reply(
        200,
        batch([
          record('1', { domain: 'a.example' }),
          record('2', { domain: 'A.example' }),
          record('3', { domain: 'moved-on.example' }),
        ]),
      );
    const found = await connection.find(
      { object: 'companies', field: 'domain', values: ['A.EXAMPLE', 'b.example'], fields: ['name'] },
      LIVE,
    );
    expect(found.map((one) => one.ref.id)).to.deep.equal(['1', '2']);
    expect(found[0]?.fields).to.deep.equal({});
  });

  it('keeps search bodies below 3,000 characters', async () => {
    const { connection } = await wired();
    describes('companies');
    const lengths: number[] = [];
    hubspot()
      .post('/crm/v3/objects/companies/search')
      .times(3)
      .reply(async (request: Request) => {
        lengths.push((await request.text()).length);
        return [200, { total: 0, results: [] }];
      });
    const values = Array.from({ length: 120 }, (_, index) => `${'long-domain-'.repeat(3)}${index}.example`);
    await connection.find({ object: 'companies', field: 'domain', values, fields: [] }, LIVE);
    expect(lengths).to.have.length(3);
    for (const length of lengths) expect(length).to.be.below(3_000);
  });

  it('scans by id, 100 a page, and ends without more', async () => {
    const { connection } = await wired();
    describes('contacts');
    const query = { limit: '100', archived: 'false', properties: ASKED.join(',') };
    hubspot()
      .get('/crm/v3/objects/contacts')
      .query(query)
      .reply(200, { results: [record('1')], paging: { next: { after: '2' } } });
    hubspot()
      .get('/crm/v3/objects/contacts')
      .query({ ...query, after: '2' })
      .reply(200, { results: [record('2')] });
    const request = { object: 'contacts', fields: ['email'], cursor: null };
    const first = await connection.scan(request, { lane: 'bulk' });
    expect(first).to.include({ cursor: '2', more: true });
    const last = await connection.scan({ ...request, cursor: first.cursor }, { lane: 'bulk' });
    expect(last.more).to.equal(false);
  });

  it('lists owners who are active and owners who left, with their e-mails in lower case', async () => {
    const { connection } = await wired();
    const person = { id: '7', email: 'Kim@Example.com', type: 'PERSON', firstName: 'Kim', lastName: 'Doe' };
    hubspot()
      .get('/crm/v3/owners')
      .query({ limit: '100', archived: 'false' })
      .reply(200, { results: [person], paging: { next: { after: '7' } } });
    hubspot()
      .get('/crm/v3/owners')
      .query({ limit: '100', archived: 'false', after: '7' })
      .reply(200, { results: [{ id: '8', type: 'QUEUE', firstName: 'Inbound' }] });
    hubspot()
      .get('/crm/v3/owners')
      .query({ limit: '100', archived: 'true' })
      .reply(200, { results: [{ ...person, id: '6', firstName: '', lastName: '' }] });
    expect(await connection.owners(LIVE)).to.deep.equal([
      { id: '7', email: 'kim@example.com', name: 'Kim Doe', active: true, kind: 'person' },
      { id: '8', email: null, name: 'Inbound', active: true, kind: 'queue' },
      { id: '6', email: 'kim@example.com', name: 'kim@example.com', active: false, kind: 'person' },
    ]);
  });
});

describe('polling HubSpot for changes', () => {
  behindNock();

  const searches = (since: number, after: string | null, ids: readonly string[], more: boolean): void => {
    const beyond = after === null ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: after }];
    const changed = { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(since) };
    hubspot()
      .post(
        '/crm/v3/objects/contacts/search',
        (body: { filterGroups: { filters: object[] }[] }) =>
          JSON.stringify(body.filterGroups[0]?.filters) === JSON.stringify([changed, ...beyond]),
      )
      .reply(200, {
        total: 1,
        results: ids.map((id) => record(id)),
        ...(more ? { paging: { next: { after: '200' } } } : {}),
      });
  };
  const reads = (records: readonly object[]): void => {
    hubspot().post('/crm/v3/objects/contacts/batch/read').reply(200, batch(records));
  };
  const archived = (results: readonly object[], after?: string): void => {
    hubspot()
      .get('/crm/v3/objects/contacts')
      .query(({ archived: asked }) => asked === 'true')
      .reply(200, { results, ...(after === undefined ? {} : { paging: { next: { after } } }) });
  };

  it('starts from now, then walks windows by id, then the archived, and begins again a little before the pass began', async () => {
    let now = NOW.getTime();
    const { connection } = await wired({ clock: { now: () => new Date(now) } });
    const request = { object: 'contacts', fields: ['email'] };
    const start = await connection.changes({ ...request, cursor: null }, LIVE);
    expect(start).to.include({ more: false });
    expect(start.snapshots).to.deep.equal([]);

    now += 300_000;
    describes('contacts');
    searches(NOW.getTime() - 60_000, null, ['5', '9'], true);
    reads([record('5'), record('9', { hs_merged_object_ids: '3' })]);
    const first = await connection.changes({ ...request, cursor: start.cursor }, LIVE);
    expect(first.more).to.equal(true);
    expect(first.snapshots.map(({ kind }) => kind)).to.deep.equal(['present', 'present', 'moved']);

    now += 5_000;
    searches(NOW.getTime() - 60_000, '9', [], false);
    const second = await connection.changes({ ...request, cursor: first.cursor }, LIVE);
    expect(second.more).to.equal(true);

    archived([
      record('1', {}, { archived: true, archivedAt: '2026-11-21T12:03:00.000Z' }),
      record('2', {}, { archived: true, archivedAt: '2026-11-21T11:00:00.000Z' }),
    ]);
    const third = await connection.changes({ ...request, cursor: second.cursor }, LIVE);
    expect(third.more).to.equal(false);
    expect(third.snapshots).to.deep.equal([{ kind: 'deleted', ref: ref('1') }]);

    now += 10_000;
    searches(NOW.getTime() + 300_000 - 10_000, null, [], false);
    archived([]);
    const fourth = await connection.changes({ ...request, cursor: third.cursor }, LIVE);
    const fifth = await connection.changes({ ...request, cursor: fourth.cursor }, LIVE);

    now += 50_000;
    searches(NOW.getTime() + 300_000 - 60_000, null, [], false);
    await connection.changes({ ...request, cursor: fifth.cursor }, LIVE);
  });

  it('puts off the next list of archived records by as many passes as this one took further pages', async () => {
    const { connection } = await wired();
    const request = { object: 'contacts', fields: [] };
    let page = await connection.changes({ ...request, cursor: null }, LIVE);
    const pass = async (): Promise<void> => {
      do page = await connection.changes({ ...request, cursor: page.cursor }, LIVE);
      while (page.more);
    };
    describes('contacts');
    searches(NOW.getTime() - 10_000, null, [], false);
    archived([], '100');
    archived([]);
    await pass();
    searches(NOW.getTime() - 10_000, null, [], false);
    await pass();
    searches(NOW.getTime() - 10_000, null, [], false);
    archived([]);
    await pass();
  });
});
