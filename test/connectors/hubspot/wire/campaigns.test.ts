import { expect } from 'chai';
import type { Connection } from '../../../../src/connector/contract.ts';
import type { Write } from '../../../../src/domain/write.ts';
import { behindNock } from '../../../support/nock.ts';
import { LIVE, NOW } from '../fixtures/context.ts';
import { batch, hubspot, wired } from './portal.ts';

const PATH = '/marketing/v3/campaigns';
const [ONE, TWO] = ['430318c4-abb7-4bf7-a75e-9c5fa8f475a6', '36137b99-47a6-40fe-986d-839a5e3deebb'];
const KEY = '019d0000-0000-7000-8000-000000000001';
const KEYS = 'leadloop_id,hs_object_id';

const campaign = (id: string, properties: object, updatedAt = '2026-11-02T00:00:00.000Z'): object => ({
  id,
  properties,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt,
  businessUnits: [{ id: 0 }],
});
const create: Write = {
  kind: 'create',
  system: 'hubspot',
  object: 'campaigns',
  key: KEY,
  fields: { hs_name: 'Spring fair' },
};
const ref = (id: string) => ({ system: 'hubspot', object: 'campaigns', id });

/** The account offers campaigns, and has our key. */
function describes(
  properties: readonly object[] = [{ name: 'leadloop_id', type: 'string', fieldType: 'text' }],
): void {
  hubspot().get(PATH).query({ limit: 1 }).reply(200, { total: 0, results: [] });
  hubspot()
    .get('/crm/v3/properties/campaigns')
    .reply(200, {
      results: [
        { name: 'hs_revenue', type: 'number', fieldType: 'number', hubspotDefined: true },
        ...properties,
      ],
    });
}
const lists = (results: readonly object[]): unknown =>
  hubspot()
    .get(PATH)
    .query({ limit: 100, sort: 'createdAt', properties: 'leadloop_id' })
    .reply(200, { total: results.length, results });

describe('campaigns on the wire', () => {
  behindNock();
  let connection: Connection;
  let now: Date;
  beforeEach(async () => {
    now = NOW;
    ({ connection } = await wired({ clock: { now: () => now } }));
  });

  it('have the properties that the API of campaigns takes and gives, and those of the account', async () => {
    describes();
    const { fields, refuses } = await connection.describe('campaigns', LIVE);
    expect(refuses).to.equal(undefined);
    expect(fields.has('hs_revenue')).to.equal(false);
    expect(fields.get('leadloop_id')).to.include({ unique: true, creatable: true });
    expect(fields.get('hs_name')).to.include({ updatable: true, required: true });
    expect(fields.get('hs_owner')).to.include({ type: 'owner', updatable: false });
    expect(fields.get('hs_budget_items_sum_amount')).to.include({ type: 'number', updatable: false });
  });

  it('that an account does not offer are described so, without a further call', async () => {
    hubspot().get(PATH).query({ limit: 1 }).reply(403, { category: 'MISSING_SCOPES', message: 'no' });
    const { refuses } = await connection.describe('campaigns', LIVE);
    expect(refuses?.what).to.equal('everything');
    expect(
      await connection.find({ object: 'campaigns', field: 'hs_name', values: ['x'], fields: [] }, LIVE),
    ).to.deep.equal([]);
    const [result] = await connection.write([create], LIVE);
    expect(result?.kind === 'failed' && result.failure.kind).to.equal('config');
  });

  it('are read 50 a call, blanks as blanks, and called deleted only after a 404 of their own', async () => {
    describes();
    hubspot()
      .post(`${PATH}/batch/read`, { inputs: [{ id: ONE }, { id: TWO }] })
      .query({ properties: `hs_name,hs_end_date,${KEYS}` })
      .reply(200, batch([campaign(ONE, { hs_name: 'Spring fair', leadloop_id: KEY, hs_object_id: '7' })]));
    hubspot()
      .get(`${PATH}/${TWO}`)
      .query({ properties: `hs_name,hs_end_date,${KEYS}` })
      .reply(404, { status: 'error', message: 'resource not found' });
    const request = { object: 'campaigns', ids: [ONE, TWO], fields: ['hs_name', 'hs_end_date'] };
    const [first, second] = await connection.read(request, LIVE);
    expect(first?.kind === 'present' && first.record).to.deep.include({
      externalKey: KEY,
      fields: { hs_name: 'Spring fair', hs_end_date: null },
    });
    expect(second).to.deep.equal({ kind: 'deleted', ref: ref(TWO) });
  });

  it('are created after a look at the keys there are', async () => {
    describes();
    lists([campaign(TWO, {})]);
    hubspot()
      .post(PATH, { properties: { hs_name: 'Spring fair', leadloop_id: KEY } })
      .reply(201, campaign(ONE, { hs_name: 'Spring fair' }));
    expect(await connection.write([create], LIVE)).to.deep.equal([
      { kind: 'done', receipt: { ref: ref(ONE), created: true } },
    ]);
  });

  it('whose key is there already are changed in place of created', async () => {
    describes();
    lists([campaign(ONE, { leadloop_id: KEY })]);
    hubspot()
      .patch(`${PATH}/${ONE}`, { properties: { hs_name: 'Spring fair' } })
      .reply(200, campaign(ONE, {}));
    expect(await connection.write([create], LIVE)).to.deep.equal([
      { kind: 'done', receipt: { ref: ref(ONE), created: false } },
    ]);
  });

  it('are not created again for two minutes after a create that got no answer', async () => {
    describes();
    lists([]);
    hubspot().post(PATH).reply(504, '<html>');
    const [lost] = await connection.write([create], LIVE);
    expect(lost?.kind === 'failed' && lost.failure.kind).to.equal('unknown-outcome');
    lists([]);
    now = new Date(NOW.getTime() + 60_000);
    const [held] = await connection.write([create], LIVE);
    expect(held?.kind === 'failed' && held.failure).to.include({ kind: 'locked', retryAfterMs: 60_000 });
    now = new Date(NOW.getTime() + 120_000);
    lists([]);
    hubspot().post(PATH).reply(201, campaign(ONE, {}));
    const [made] = await connection.write([create], LIVE);
    expect(made?.kind).to.equal('done');
  });

  it('are not created where there is no property to keep our key in', async () => {
    describes([]);
    const [result] = await connection.write([create], LIVE);
    expect(result?.kind === 'failed' && result.failure.code).to.equal('NO_CAMPAIGN_KEY');
  });

  it('are updated in a batch, and one by one where it does not say what became of one', async () => {
    describes();
    const update = (id: string): Write => ({ kind: 'update', ref: ref(id), fields: { hs_utm: 'x' } });
    const properties = { hs_utm: 'x' };
    hubspot()
      .post(`${PATH}/batch/update`, {
        inputs: [
          { id: ONE, properties },
          { id: TWO, properties },
        ],
      })
      .reply(207, batch([campaign(ONE, properties)], [{ status: 'error', category: 'VALIDATION_ERROR' }]));
    hubspot()
      .patch(`${PATH}/${TWO}`, { properties })
      .reply(400, { status: 'error', category: 'VALIDATION_ERROR', message: 'no such UTM' });
    const results = await connection.write([update(ONE), update(TWO)], LIVE);
    expect(results.map(({ kind }) => kind)).to.deep.equal(['done', 'failed']);
  });
});
