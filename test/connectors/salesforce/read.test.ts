import { expect } from 'chai';
import { find } from '../../../connectors/salesforce/find.ts';
import { read } from '../../../connectors/salesforce/read.ts';
import { scan } from '../../../connectors/salesforce/scan.ts';
import { failureOfCall, LIVE } from './fixtures/context.ts';
import { fakeClient, fakeSchemas, LEAD_FIELDS, soqlOf } from './fixtures/fake-client.ts';

const schemas = fakeSchemas('Lead', LEAD_FIELDS);
const id = (at: number): string => `00Q5g00000A${String(at).padStart(4, '0')}AAA`;
const row = (at: number, more: object = {}): object => ({
  attributes: { type: 'Lead' },
  Id: id(at),
  SystemModstamp: '2026-11-21T18:30:00.000+0000',
  LastName: 'Lee',
  ...more,
});

describe('reading Salesforce records', () => {
  it('answers each id once: present, converted, merged, deleted, or not to be seen', async () => {
    const client = fakeClient((call) =>
      call.method === 'POST'
        ? {
            body: [
              row(1, { Leadloop_Id__c: 'key' }),
              row(2, { IsConverted: true, ConvertedContactId: '0035g00000ABCDEEA5' }),
              null,
              null,
              null,
            ],
          }
        : {
            body: {
              done: true,
              records: [
                { Id: id(3), IsDeleted: true, MasterRecordId: id(1) },
                { Id: id(4), IsDeleted: true, MasterRecordId: null },
              ],
            },
          },
    );
    const ids = [id(1), id(2), id(3), id(4), id(5), 'no-id', id(1)];
    const snapshots = await read(
      client,
      schemas,
      { object: 'Lead', ids, fields: ['LastName', 'Hidden__c'] },
      LIVE,
    );
    const byId = new Map(
      snapshots.map((snapshot) => [
        snapshot.kind === 'present' ? snapshot.record.ref.id : snapshot.ref.id,
        snapshot,
      ]),
    );
    expect(snapshots).to.have.length(6);
    expect(byId.get(id(1))).to.deep.equal({
      kind: 'present',
      record: {
        ref: { system: 'salesforce', object: 'Lead', id: id(1) },
        fields: { LastName: 'Lee' },
        externalKey: 'key',
        modifiedAt: new Date('2026-11-21T18:30:00Z'),
      },
    });
    expect(byId.get(id(2))).to.deep.include({ kind: 'moved', why: 'converted' });
    expect(byId.get(id(3))).to.deep.include({ kind: 'moved', why: 'merged' });
    expect(byId.get(id(4))).to.deep.include({ kind: 'deleted' });
    for (const unseen of [id(5), 'no-id']) {
      const snapshot = byId.get(unseen);
      expect(snapshot?.kind === 'unreadable' && snapshot.failure.kind).to.equal('not-found');
    }
  });

  it('does not ask for fields that the user cannot see (one would fail the whole call), nor for ids that are none', async () => {
    const client = fakeClient(() => ({ body: [row(1)] }));
    await read(
      client,
      schemas,
      { object: 'Lead', ids: [id(1), "x'"], fields: ['Hidden__c', 'LastName'] },
      LIVE,
    );
    expect(client.calls[0]!.body).to.deep.equal({
      ids: [id(1)],
      fields: ['Id', 'SystemModstamp', 'Leadloop_Id__c', 'IsConverted', 'ConvertedContactId', 'LastName'],
    });
  });

  it('asks 2,000 ids a call', async () => {
    const client = fakeClient((call) => ({
      body: (call.body as { ids: string[] }).ids.map((each) => ({ Id: each })),
    }));
    const ids = Array.from({ length: 2_001 }, (_, at) => id(at));
    expect(await read(client, schemas, { object: 'Lead', ids, fields: [] }, LIVE)).to.have.length(2_001);
    expect(client.calls).to.have.length(2);
  });
});

describe('finding Salesforce records', () => {
  const found = { done: true, records: [row(1)] };

  it('leaves converted leads out, but finds them by our own key', async () => {
    const client = fakeClient(() => ({ body: found }));
    await find(
      client,
      schemas,
      { object: 'Lead', field: 'Email', values: ['a@b.example'], fields: [] },
      LIVE,
    );
    await find(
      client,
      schemas,
      { object: 'Lead', field: 'Leadloop_Id__c', values: ['key'], fields: [] },
      LIVE,
    );
    expect(soqlOf(client.calls[0]!)).to.match(/WHERE Email IN \('a@b\.example'\) AND IsConverted = FALSE$/);
    expect(soqlOf(client.calls[1]!)).to.match(/WHERE Leadloop_Id__c IN \('key'\)$/);
  });

  it('asks nothing for no values, and 400 values a call', async () => {
    const client = fakeClient(() => ({ body: { done: true, records: [] } }));
    await find(client, schemas, { object: 'Lead', field: 'Email', values: [''], fields: [] }, LIVE);
    expect(client.calls).to.have.length(0);
    const values = Array.from({ length: 801 }, (_, at) => String(at));
    await find(client, schemas, { object: 'Lead', field: 'Email', values, fields: [] }, LIVE);
    expect(client.calls).to.have.length(3);
  });

  it('follows further pages', async () => {
    const client = fakeClient((_call, index) =>
      index === 0
        ? { body: { done: false, nextRecordsUrl: '/services/data/v68.0/query/01g-2000', records: [row(1)] } }
        : { body: { done: true, records: [row(2)] } },
    );
    const records = await find(
      client,
      schemas,
      { object: 'Lead', field: 'Email', values: ['a'], fields: [] },
      LIVE,
    );
    expect(records.map((record) => record.ref.id)).to.deep.equal([id(1), id(2)]);
    expect(client.calls[1]!.path).to.equal('/services/data/v68.0/query/01g-2000');
  });

  it('is a config failure for a field the org does not have', async () => {
    const client = fakeClient(() => ({ body: found }));
    const failure = await failureOfCall(
      find(client, schemas, { object: 'Lead', field: 'Nope__c', values: ['a'], fields: [] }, LIVE),
    );
    expect(failure).to.deep.include({ kind: 'config', fields: ['Nope__c'] });
  });
});

describe('scanning Salesforce records', () => {
  it('goes by id in pages of 2,000 and says when it is done', async () => {
    const client = fakeClient((_call, index) => ({
      body: {
        done: true,
        records: Array.from({ length: index === 0 ? 2_000 : 1 }, (_, at) => row(index * 2_000 + at)),
      },
    }));
    const first = await scan(client, schemas, { object: 'Lead', fields: [], cursor: null }, LIVE);
    expect([first.snapshots.length, first.more]).to.deep.equal([2_000, true]);
    const second = await scan(client, schemas, { object: 'Lead', fields: [], cursor: first.cursor }, LIVE);
    expect([second.snapshots.length, second.more]).to.deep.equal([1, false]);
    expect(soqlOf(client.calls[1]!)).to.contain(`WHERE Id > '${id(1_999)}' ORDER BY Id LIMIT 2000`);
  });
});
