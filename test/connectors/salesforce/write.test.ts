import { expect } from 'chai';
import { write } from '../../../connectors/salesforce/write.ts';
import { planBatches } from '../../../connectors/salesforce/write-plan.ts';
import type { Call } from '../../../connectors/salesforce/client.ts';
import { failed } from '../../../connectors/salesforce/failures.ts';
import type { Write, WriteResult } from '../../../src/domain/write.ts';
import { LIVE } from './fixtures/context.ts';
import { fakeClient, fakeSchemas, LEAD_FIELDS } from './fixtures/fake-client.ts';
import { duplicateEntry } from './fixtures/refusals.ts';

const schemas = fakeSchemas('Lead', LEAD_FIELDS);
const id = (at: number): string => `00Q5g00000A${String(at).padStart(4, '0')}AAA`;
const create = (at: number, fields: Write['fields'] = { LastName: 'Lee' }): Write => ({
  kind: 'create',
  system: 'salesforce',
  object: 'Lead',
  key: `key-${at}`,
  fields,
});
const update = (at: number, fields: Write['fields']): Write => ({
  kind: 'update',
  ref: { system: 'salesforce', object: 'Lead', id: id(at) },
  fields,
});
const many = (count: number): readonly Write[] => Array.from({ length: count }, (_, at) => create(at));

interface SentRow {
  readonly Leadloop_Id__c: string;
}
const sent = (call: Call): readonly SentRow[] => (call.body as { records: readonly SentRow[] }).records;
const done = (at: number): object => ({ id: id(at), success: true, created: true, errors: [] });
const refused = (statusCode: string): object => ({
  success: false,
  errors: [{ statusCode, message: statusCode, fields: [] }],
});
const kindOf = (result: WriteResult | undefined): string =>
  result?.kind === 'failed' ? result.failure.kind : (result?.kind ?? 'none');

describe('writing to Salesforce', () => {
  it('sends 200 rows a call and answers in the order of the request', async () => {
    const client = fakeClient((call) => ({
      body: sent(call).map((row) => done(Number(row.Leadloop_Id__c.slice(4)))),
    }));
    const results = await write(client, schemas, many(450), LIVE);
    expect(client.calls.map((call) => sent(call).length)).to.deep.equal([200, 200, 50]);
    expect(results.map((result) => result.kind === 'done' && result.receipt.ref.id)).to.deep.equal(
      many(450).map((_, at) => id(at)),
    );
    expect(client.calls.every((call) => call.effect === 'write')).to.equal(true);
  });

  it('never sends one key twice in a call: Salesforce would refuse both', async () => {
    const client = fakeClient((call, index) => ({
      body: sent(call).map(() => ({ ...done(1), created: index === 0 })),
    }));
    const results = await write(client, schemas, [create(1), create(1), create(2)], LIVE);
    expect(client.calls.map((call) => sent(call).map((row) => row.Leadloop_Id__c))).to.deep.equal([
      ['key-1', 'key-2'],
      ['key-1'],
    ]);
    expect(results.map((result) => result.kind === 'done' && result.receipt.created)).to.deep.equal([
      true,
      false,
      true,
    ]);
  });

  it('writes a blank checkbox as false and other blanks as null', () => {
    const known = new Map([['Lead', { object: 'Lead', label: 'Lead', fields: new Map() }]]);
    const [batch] = planBatches([update(1, { LastName: null })], known);
    expect(batch?.items[0]?.values).to.deep.equal({ LastName: null });
  });

  it('tells a record that is gone from a value that names one', async () => {
    const client = fakeClient((call) => ({
      body: sent(call).map(() => refused('INVALID_CROSS_REFERENCE_KEY')),
    }));
    const [gone, owner] = await write(
      client,
      schemas,
      [update(1, { LastName: 'Lee' }), update(2, { OwnerId: '0055g00000ABCDEEA5' })],
      LIVE,
    );
    expect([gone, owner].map(kindOf)).to.deep.equal(['not-found', 'invalid-record']);
  });

  it('keeps the contacts of one account together, because each write locks the account', () => {
    const contact = (id: string, account: string): Write => ({
      kind: 'update',
      ref: { system: 'salesforce', object: 'Contact', id },
      fields: { AccountId: account },
    });
    const [batch] = planBatches([contact('1', 'b'), contact('2', 'a'), contact('3', 'b')], new Map());
    expect(batch?.items.map((item) => item.index)).to.deep.equal([1, 0, 2]);
  });

  it('finds the one row that makes Salesforce refuse the whole call, and writes the others', async () => {
    const client = fakeClient((call) => {
      if (sent(call).some((row) => row.Leadloop_Id__c === 'key-7'))
        throw failed({ code: 'JSON_PARSER_ERROR', message: 'bad' });
      return { body: sent(call).map((row) => done(Number(row.Leadloop_Id__c.slice(4)))) };
    });
    const results = await write(client, schemas, many(200), LIVE);
    expect(results.filter((result) => result.kind === 'done')).to.have.length(199);
    expect(kindOf(results[7])).to.equal('invalid-record');
    expect(client.calls.length).to.be.at.most(17);
  });

  it('does not search long when every row is bad', async () => {
    const client = fakeClient((call) => ({
      body: sent(call).map(() => refused('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY')),
    }));
    const results = await write(client, schemas, many(200), LIVE);
    expect(results.map(kindOf)).to.deep.equal(Array(200).fill('invalid-record'));
    expect(client.calls.length).to.be.at.most(17);
  });

  it('does not send again what may have been written, nor what is locked', async () => {
    const client = fakeClient((call) => {
      if (client.calls.length === 1) throw failed({ code: 'X', message: 'x' });
      return { body: sent(call).map(() => refused('UNABLE_TO_LOCK_ROW')) };
    });
    expect(kindOf((await write(client, schemas, [create(1)], LIVE))[0])).to.equal('bug');
    expect((await write(client, schemas, [create(1), create(2)], LIVE)).map(kindOf)).to.deep.equal([
      'locked',
      'locked',
    ]);
    expect(client.calls).to.have.length(2);
  });

  it('asks singly for the match of a row that a duplicate rule refused, with the key encoded (jsforce does not)', async () => {
    const client = fakeClient((call) =>
      call.method === 'PATCH'
        ? { body: [done(1), refused('DUPLICATES_DETECTED')] }
        : {
            body: {
              compositeResponse: [{ httpStatusCode: 400, body: [duplicateEntry('duplicateResut', [id(9)])] }],
            },
          },
    );
    const results = await write(client, schemas, [create(1), { ...create(2), key: 'a/b?c' } as Write], LIVE);
    expect(kindOf(results[0])).to.equal('done');
    expect(results[1]?.kind === 'failed' && results[1].failure).to.deep.include({
      kind: 'ambiguous-match',
      candidates: [{ system: 'salesforce', object: 'Lead', id: id(9) }],
    });
    expect((client.calls[1]!.body as { compositeRequest: object[] }).compositeRequest[0]).to.deep.include({
      method: 'PATCH',
      url: '/services/data/v68.0/sobjects/Lead/Leadloop_Id__c/a%2Fb%3Fc',
    });
  });

  it('answers rows that were not sent yet when the caller stops as certainly not written', async () => {
    const stop = new AbortController();
    const client = fakeClient((call) => {
      if (stop.signal.aborted) throw stop.signal.reason as Error;
      stop.abort();
      return { body: sent(call).map(() => done(1)) };
    });
    const results = await write(client, schemas, many(201), { ...LIVE, signal: stop.signal });
    expect(kindOf(results[0])).to.equal('done');
    expect(kindOf(results[200])).to.equal('transient');
  });
});
