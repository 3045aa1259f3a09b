import { expect } from 'chai';
import { fromCsv, toCsv } from '../../../connectors/salesforce/bulk-csv.ts';
import { rowFailure } from '../../../connectors/salesforce/bulk.ts';
import { failed } from '../../../connectors/salesforce/failures.ts';
import { write } from '../../../connectors/salesforce/write.ts';
import type { Call } from '../../../connectors/salesforce/client.ts';
import type { Write } from '../../../src/domain/write.ts';
import { LIVE } from './fixtures/context.ts';
import { fakeClient, fakeSchemas, LEAD_FIELDS, type FakeReply } from './fixtures/fake-client.ts';

const schemas = fakeSchemas('Lead', LEAD_FIELDS);
const COUNT = 2_001;
const id = (at: number): string => `00Q5g00000A${String(at).padStart(4, '0')}AAA`;
const writes: readonly Write[] = Array.from({ length: COUNT }, (_, at) => ({
  kind: 'create',
  system: 'salesforce',
  object: 'Lead',
  key: `key-${at}`,
  fields: { LastName: `L;"${at}`, DoNotCall: null },
}));

const successes = (from: number, to: number): string =>
  [
    '"sf__Id","sf__Created","Leadloop_Id__c","LastName"',
    ...Array.from(
      { length: to - from },
      (_, at) => `"${id(from + at)}","true","key-${from + at}","a;b"`,
    ).reverse(),
  ].join('\n');

/** An org that takes one job; `state` is what polling sees. */
function bulkOrg(
  state: string,
  override: (call: Call) => FakeReply | null = () => null,
): ReturnType<typeof fakeClient> {
  return fakeClient((call) => {
    const other = override(call);
    if (other) return other;
    const last = call.path.split('/').at(-1) ?? '';
    if (call.method === 'POST') return { body: { id: '7505g00000ABCDEEA5', state: 'Open' } };
    if (call.method !== 'GET') return { body: undefined };
    if (call.path.includes('successfulResults')) {
      return last.startsWith('?locator=')
        ? { body: successes(1_000, COUNT - 1), headers: { 'sforce-locator': 'null' } }
        : { body: successes(0, 1_000), headers: { 'sforce-locator': 'Mg' } };
    }
    if (call.path.includes('failedResults')) {
      return {
        body: `"sf__Id","sf__Error","Leadloop_Id__c"\n"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","key-${COUNT - 1}"`,
      };
    }
    return {
      body: {
        id: '7505g00000ABCDEEA5',
        state,
        errorMessage: state === 'Failed' ? 'InvalidBatch : Field name not found : Foo' : null,
      },
    };
  });
}

describe('writing more than 2,000 records to Salesforce', () => {
  it('goes by one upsert job, whose shuffled results of several pages are matched by key', async () => {
    const client = bulkOrg('JobComplete');
    const results = await write(client, schemas, writes, LIVE);
    expect(client.calls[0]!.body).to.deep.include({
      object: 'Lead',
      operation: 'upsert',
      externalIdFieldName: 'Leadloop_Id__c',
    });
    expect(
      results.slice(0, -1).map((result) => result.kind === 'done' && result.receipt.ref.id),
    ).to.deep.equal(Array.from({ length: COUNT - 1 }, (_, at) => id(at)));
    const last = results.at(-1);
    expect(last?.kind === 'failed' && last.failure).to.deep.include({
      kind: 'invalid-record',
      fields: ['LastName'],
    });
  });

  it('is not started when the upload fails, so every row may be tried again', async () => {
    const client = bulkOrg('JobComplete', (call) => {
      if (call.method === 'PUT') throw failed({ code: 'NETWORK', message: 'lost' });
      return null;
    });
    const results = await write(client, schemas, writes, LIVE);
    expect(new Set(results.map((result) => result.kind === 'failed' && result.failure.kind))).to.deep.equal(
      new Set(['transient']),
    );
    expect(client.calls).to.have.length(2);
  });

  it('goes on when only the answer to the start was lost', async () => {
    const client = bulkOrg('JobComplete', (call) => {
      if (call.method === 'PATCH') throw failed({ code: 'NETWORK', message: 'lost' });
      return null;
    });
    const results = await write(client, schemas, writes, LIVE);
    expect(results.filter((result) => result.kind === 'done')).to.have.length(COUNT - 1);
  });

  it('fails unprocessed rows for the job’s reason when the job failed', async () => {
    const client = bulkOrg('Failed', (call) => (call.path.includes('Results') ? { body: '' } : null));
    const results = await write(client, schemas, writes, LIVE);
    const [first] = results;
    expect(first?.kind === 'failed' && first.failure).to.include({ kind: 'bug', code: 'BULK_JOB_FAILED' });
  });

  it('aborts the job when the caller stops, and says that nobody knows', async () => {
    const stop = new AbortController();
    const client = bulkOrg('InProgress', (call) => {
      if (call.method === 'GET') stop.abort();
      return null;
    });
    const results = await write(client, schemas, writes, { ...LIVE, signal: stop.signal });
    expect(client.calls.at(-1)).to.deep.include({ method: 'PATCH', body: { state: 'Aborted' } });
    const [first] = results;
    expect(first?.kind === 'failed' && first.failure.kind).to.equal('unknown-outcome');
  });
});

describe('the CSV of a bulk job', () => {
  it('quotes every cell, clears with #N/A and leaves alone with nothing', () => {
    const items = [
      { index: 0, target: 'k1', values: { LastName: 'O"Hara\n', Phone: null }, refers: false },
      { index: 1, target: 'k2', values: { DoNotCall: false }, refers: false },
    ];
    const csv = toCsv(items, 'Leadloop_Id__c');
    expect(csv.split('\n')[0]).to.equal('"Leadloop_Id__c","LastName","Phone","DoNotCall"');
    expect(fromCsv(csv)).to.deep.equal([
      { Leadloop_Id__c: 'k1', LastName: 'O"Hara\n', Phone: '#N/A', DoNotCall: '' },
      { Leadloop_Id__c: 'k2', LastName: '', Phone: '', DoNotCall: 'false' },
    ]);
  });

  it('reads an unquoted semicolon as part of the value (jsforce takes it for a delimiter), and nothing as no rows', () => {
    expect(fromCsv('Id,Picks\n1,a;b\n')).to.deep.equal([{ Id: '1', Picks: 'a;b' }]);
    expect(fromCsv('')).to.deep.equal([]);
  });

  it('holds errors whose text has colons and whose fields may be missing', () => {
    expect(
      rowFailure(
        'Lead',
        'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 2 records: 001x,001y:--',
      ),
    ).to.include({
      kind: 'locked',
      message: 'unable to obtain exclusive access to this record or 2 records: 001x,001y',
    });
    expect(rowFailure('Lead', 'nonsense')).to.include({ kind: 'bug' });
  });
});
