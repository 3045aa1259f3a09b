import { expect } from 'chai';
import type { Connection } from '../../../../src/connector/contract.ts';
import type { Value } from '../../../../src/domain/value.ts';
import type { Write, WriteResult } from '../../../../src/domain/write.ts';
import { LIVE } from '../fixtures/context.ts';
import { batch, byInputs, hubspot, record, wired } from './portal.ts';
import { behindNock } from '../../../support/nock.ts';

const ALL = 'hs_email_optout';
const ONE = 'hs_email_optout_39644612';
const READ = '/crm/v3/objects/contacts/batch/read';
const STATUSES = '/communication-preferences/v4/statuses';

const out = (id: string, value: Value = true, field = ALL): Write => ({
  kind: 'update',
  ref: { system: 'hubspot', object: 'contacts', id },
  fields: { [field]: value },
});
const codes = (results: readonly WriteResult[]): readonly string[] =>
  results.map((result) =>
    result.kind === 'failed' ? `${result.failure.kind} ${result.failure.code}` : 'done',
  );

/** What the contacts say, one read after the other. */
function reads(field: string, ...said: readonly Readonly<Record<string, string | null>>[]): void {
  for (const values of said)
    hubspot()
      .post(READ)
      .reply(
        byInputs((inputs) =>
          batch(
            inputs.map(({ id }) => record(id, { email: `${id}@example.com`, [field]: values[id] ?? null })),
          ),
        ),
      );
}

describe('opt-outs written to HubSpot', () => {
  let connection: Connection;
  behindNock();
  beforeEach(async () => {
    ({ connection } = await wired());
  });

  it('go by the address of the contact, as a status and not as a property, and are read back', async () => {
    reads(ALL, {}, { '51': 'true' });
    hubspot()
      .post(`${STATUSES}/51%40example.com/unsubscribe-all`)
      .query({ channel: 'EMAIL' })
      .reply(200, { status: 'COMPLETE', results: [] });
    expect(codes(await connection.write([out('51')], LIVE))).to.deep.equal(['done']);
  });

  it('of several contacts go in one call, and each is answered', async () => {
    reads(ALL, {}, { '51': 'true' });
    hubspot()
      .post(`${STATUSES}/batch/unsubscribe-all`, { inputs: ['51@example.com', '52@example.com'] })
      .query({ channel: 'EMAIL' })
      .reply(207, {
        status: 'COMPLETE',
        results: [],
        errors: [
          {
            status: 'error',
            category: 'VALIDATION_ERROR',
            message: 'Invalid subscriber identifier.',
            context: { subscriberIdString: ['52@example.com'] },
          },
        ],
      });
    expect(codes(await connection.write([out('51'), out('52')], LIVE))).to.deep.equal([
      'done',
      'invalid-record VALIDATION_ERROR',
    ]);
  });

  it('go one by one where the edition has no batches', async () => {
    reads(ONE, {}, { '51': 'true', '52': 'true' });
    hubspot()
      .post(`${STATUSES}/batch/write`, {
        inputs: ['51', '52'].map((id) => ({
          subscriberIdString: `${id}@example.com`,
          subscriptionId: 39644612,
          statusState: 'UNSUBSCRIBED',
          channel: 'EMAIL',
        })),
      })
      .reply(403, { status: 'error', message: 'not granted', category: 'MISSING_SCOPES' });
    for (const id of ['51', '52'])
      hubspot()
        .post(`${STATUSES}/${id}%40example.com`, {
          subscriptionId: 39644612,
          statusState: 'UNSUBSCRIBED',
          channel: 'EMAIL',
        })
        .reply(200, { status: 'COMPLETE', results: [] });
    expect(codes(await connection.write([out('51', true, ONE), out('52', true, ONE)], LIVE))).to.deep.equal([
      'done',
      'done',
    ]);
  });

  it('never subscribe anybody, and cost no call where there is nothing to change', async () => {
    reads(ALL, { '51': 'true', '52': 'true', '53': 'false' });
    const results = await connection.write([out('51', false), out('52'), out('53', false)], LIVE);
    expect(codes(results)).to.deep.equal(['invalid-record OPT_IN_IS_THE_PERSONS', 'done', 'done']);
  });

  it('are not done while the contact does not show them', async () => {
    reads(ALL, {}, {});
    hubspot()
      .post(`${STATUSES}/51%40example.com/unsubscribe-all`)
      .query({ channel: 'EMAIL' })
      .reply(200, { status: 'COMPLETE', results: [] });
    expect(codes(await connection.write([out('51')], LIVE))).to.deep.equal(['transient OPT_OUT_NOT_SHOWN']);
  });

  it('need an address', async () => {
    hubspot()
      .post(READ)
      .reply(200, batch([record('51', { email: null, [ALL]: null })]));
    expect(codes(await connection.write([out('51')], LIVE))).to.deep.equal([
      'invalid-record OPT_OUT_WITHOUT_ADDRESS',
    ]);
  });

  it('that the app may not write are no reason to stop everything else; a lost answer is asked again', async () => {
    for (const reply of [403, 502]) {
      reads(ALL, {});
      hubspot()
        .post(`${STATUSES}/51%40example.com/unsubscribe-all`)
        .query({ channel: 'EMAIL' })
        .reply(reply, { status: 'error', message: 'no', category: reply === 403 ? 'MISSING_SCOPES' : 'X' });
    }
    const first = await connection.write([out('51')], LIVE);
    const second = await connection.write([out('51')], LIVE);
    expect(codes([...first, ...second])).to.deep.equal([
      'config OPT_OUT_NOT_ALLOWED',
      'transient SERVER_ERROR_ON_WRITE',
    ]);
  });
});
