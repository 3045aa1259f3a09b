import { expect } from 'chai';
import { write } from '../../../connectors/salesforce/write.ts';
import { planBatches } from '../../../connectors/salesforce/write-plan.ts';
import type { Call } from '../../../connectors/salesforce/client.ts';
import { asUnknownOutcome, failed, failureOf } from '../../../connectors/salesforce/failures.ts';
import { FailureError } from '../../../src/domain/failure.ts';
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
const rowsOf = (body: unknown): readonly SentRow[] => (body as { records: readonly SentRow[] }).records;
const sent = (call: Call): readonly SentRow[] => rowsOf(call.body);
interface Part {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly httpHeaders?: object;
}
/** The calls within a composite call. */
const partsOf = (call: Call): readonly Part[] =>
  (call.body as { readonly compositeRequest: readonly Part[] }).compositeRequest;
const isComposite = (call: Call): boolean => call.path.endsWith('/composite');
/** Every row is done, however it travels. */
const allDone = (call: Call): { readonly body: unknown } => {
  const answer = (rows: readonly SentRow[]): object[] =>
    rows.map((row) => done(Number(row.Leadloop_Id__c.slice(4))));
  if (!isComposite(call)) return { body: answer(sent(call)) };
  const compositeResponse = partsOf(call).map(({ body }) => ({
    httpStatusCode: 200,
    body: answer(rowsOf(body)),
  }));
  return { body: { compositeResponse } };
};
const done = (at: number): object => ({ id: id(at), success: true, created: true, errors: [] });
const refused = (statusCode: string): object => ({
  success: false,
  errors: [{ statusCode, message: statusCode, fields: [] }],
});
const kindOf = (result: WriteResult | undefined): string =>
  result?.kind === 'failed' ? result.failure.kind : (result?.kind ?? 'none');

describe('writing to Salesforce', () => {
  it('sends 200 rows by themselves, more as five times 200 in a call, and answers in the order of the request', async () => {
    const client = fakeClient(allDone);
    const results = await write(client, schemas, many(1_250), LIVE);
    expect(client.calls.map((call) => partsOf(call).map(({ body }) => rowsOf(body).length))).to.deep.equal([
      [200, 200, 200, 200, 200],
      [200, 50],
    ]);
    expect(partsOf(client.calls[0]!)[0]).to.deep.include({
      method: 'PATCH',
      url: '/services/data/v68.0/composite/sobjects/Lead/Leadloop_Id__c',
    });
    expect(results.map((result) => result.kind === 'done' && result.receipt.ref.id)).to.deep.equal(
      many(1_250).map((_, at) => id(at)),
    );
    const few = fakeClient(allDone);
    await write(few, schemas, many(200), LIVE);
    expect(few.calls.map((call) => [call.method, sent(call).length])).to.deep.equal([['PATCH', 200]]);
    for (const call of [...client.calls, ...few.calls]) expect(call.effect).to.equal('write');
    expect(client.calls.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([150_000, 60_000]);
  });

  it('says of each collection in a call what became of its own rows', async () => {
    const client = fakeClient((call) => {
      if (!isComposite(call)) return allDone(call);
      const [first, second] = partsOf(call).map(({ body }) => rowsOf(body).map((_, at) => done(at)));
      const list = [{ errorCode: 'INVALID_FIELD', message: 'No such column Nope__c' }];
      const down = [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' }];
      return {
        body: {
          compositeResponse: [
            { httpStatusCode: 200, body: first },
            { httpStatusCode: 200, body: second?.slice(1) },
            { httpStatusCode: 400, body: list },
            { httpStatusCode: 500, body: down },
          ],
        },
      };
    });
    const results = await write(client, schemas, many(1_000), LIVE);
    const kinds = [0, 200, 400, 600, 800].map((from) => [
      ...new Set(results.slice(from, from + 200).map(kindOf)),
    ]);
    expect(kinds).to.deep.equal([
      ['done'],
      ['unknown-outcome'],
      ['config'],
      ['unknown-outcome'],
      ['unknown-outcome'],
    ]);
    expect(client.calls).to.have.length(1);
  });

  it('sends collections one by one when a bad row in one has refused them all, and halves that one', async () => {
    const isBad = (rows: readonly SentRow[]): boolean => rows.some((row) => row.Leadloop_Id__c === 'key-7');
    const client = fakeClient((call) => {
      if (isComposite(call) || isBad(sent(call))) throw failed({ code: 'JSON_PARSER_ERROR', message: 'bad' });
      return allDone(call);
    });
    const results = await write(client, schemas, many(401), LIVE);
    const failedAt = results.flatMap((result, at) => (result.kind === 'failed' ? [at] : []));
    expect(failedAt).to.deep.equal([7]);
    // One together, three by themselves, and two for each of 8 halvings.
    expect(client.calls).to.have.length(1 + 3 + 16);
  });

  it('takes all rows of an unanswered call as perhaps written', async () => {
    const client = fakeClient(() => {
      throw new FailureError(asUnknownOutcome(failureOf({ code: 'TIMEOUT', message: 'no answer' })));
    });
    const results = await write(client, schemas, many(300), LIVE);
    expect(new Set(results.map(kindOf))).to.deep.equal(new Set(['unknown-outcome']));
    expect(client.calls).to.have.length(1);
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
      return allDone(call);
    });
    const results = await write(client, schemas, many(1_001), { ...LIVE, signal: stop.signal });
    expect(kindOf(results[0])).to.equal('done');
    expect(kindOf(results[1_000])).to.equal('transient');
  });
});
