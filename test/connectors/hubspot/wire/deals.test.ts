import { expect } from 'chai';
import { connector } from '../../../../connectors/hubspot/index.ts';
import type { Connection } from '../../../../src/connector/contract.ts';
import account from '../fixtures/account.json' with { type: 'json' };
import { LIVE, testContext } from '../fixtures/context.ts';
import { behindNock } from '../../../support/nock.ts';
import { batch, hubspot, record } from './portal.ts';

const KEY = '01920000-0000-7000-8000-000000000001';
const PRIMARY = [
  { category: 'HUBSPOT_DEFINED', typeId: 341, label: null },
  { category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' },
];
const PLAIN = [{ category: 'HUBSPOT_DEFINED', typeId: 341, label: null }];

const stage = (id: string, label: string, displayOrder: number): object => ({ id, label, displayOrder });

function describesDeals(): void {
  hubspot()
    .get('/crm/v3/properties/deals')
    .reply(200, {
      results: [
        { name: 'dealname', type: 'string', fieldType: 'text' },
        { name: 'closedate', type: 'datetime', fieldType: 'date' },
        { name: 'dealstage', type: 'enumeration', fieldType: 'radio', externalOptions: true, options: [] },
        { name: 'pipeline', type: 'enumeration', fieldType: 'select', externalOptions: true, options: [] },
      ],
    });
  hubspot()
    .get('/crm/v3/pipelines/deals')
    .reply(200, {
      results: [
        {
          id: '7001',
          label: 'Partners',
          displayOrder: 1,
          stages: [stage('7102', 'Signed', 1), stage('7101', 'Talking', 0)],
        },
        { id: 'default', label: 'Sales', displayOrder: 0, stages: [stage('closedwon', 'Closed won', 0)] },
      ],
    });
}

const readsDeals = (...found: readonly object[]): unknown =>
  hubspot().post('/crm/v3/objects/deals/batch/read').reply(200, batch(found));

describe('a deal on the wire', () => {
  behindNock();
  let connection: Connection;
  const opened = async (timeZone: string): Promise<Connection> => {
    hubspot()
      .get('/account-info/v3/details')
      .reply(200, { ...account, timeZone });
    return connector.open(testContext({ HUBSPOT_ACCESS_TOKEN: 'pat-test-token' }));
  };
  beforeEach(async () => {
    connection = await opened('America/New_York');
  });

  it('offers the stages of all pipelines, in their order', async () => {
    describesDeals();
    const { fields } = await connection.describe('deals', LIVE);
    expect(fields.get('dealstage')?.options.map(({ value, label }) => [value, label])).to.deep.equal([
      ['closedwon', 'Closed won (Sales)'],
      ['7101', 'Talking (Partners)'],
      ['7102', 'Signed (Partners)'],
    ]);
    expect(fields.get('pipeline')?.options.map(({ value }) => value)).to.deep.equal(['default', '7001']);
    expect(fields.get('dealstage')?.restricted).to.equal(true);
    expect(fields.get('closedate')?.type).to.equal('date');
    expect(fields.get('associations.companies')?.references).to.deep.equal(['companies']);
  });

  it('tells the primary company of several, and none where none is primary', async () => {
    describesDeals();
    readsDeals(record('1'), record('2'));
    hubspot()
      .post('/crm/v4/associations/deals/companies/batch/read')
      .reply(
        200,
        batch([
          {
            from: { id: '1' },
            to: [
              { toObjectId: 8, associationTypes: PLAIN },
              { toObjectId: 9, associationTypes: PRIMARY },
            ],
          },
          { from: { id: '2' }, to: [{ toObjectId: 8, associationTypes: PLAIN }] },
        ]),
      );
    const fields = ['associations.companies'];
    const found = await connection.read({ object: 'deals', ids: ['1', '2'], fields }, LIVE);
    const companies = found.map((one) => (one.kind === 'present' ? one.record.fields : one.kind));
    expect(companies).to.deep.equal([{ [fields[0]!]: '9' }, { [fields[0]!]: null }]);
  });

  it('reads the close date as the day that people of the account see', async () => {
    describesDeals();
    readsDeals(
      record('1', { closedate: '2026-12-31T02:00:00Z' }),
      record('2', { closedate: '1767157200000' }),
    );
    const found = await connection.read({ object: 'deals', ids: ['1', '2'], fields: ['closedate'] }, LIVE);
    const days = found.map((one) => (one.kind === 'present' ? one.record.fields['closedate'] : one.kind));
    expect(days).to.deep.equal(['2026-12-30', '2025-12-31']);
  });

  for (const [zone, moment] of [
    ['America/New_York', '2026-07-01T16:00:00.000Z'],
    ['Asia/Kolkata', '2026-07-01T06:30:00.000Z'],
    ['Pacific/Auckland', '2026-07-01T00:00:00.000Z'],
  ] as const) {
    it(`writes the noon of the day in ${zone}, and the pipeline with the stage`, async () => {
      connection = await opened(zone);
      describesDeals();
      let sent: unknown = null;
      hubspot()
        .post('/crm/v3/objects/deals/batch/upsert', (body: { inputs: { properties: object }[] }) => {
          sent = body.inputs[0]?.properties;
          return true;
        })
        .reply(200, batch([record('1', {}, { new: true, objectWriteTraceId: '0' })]));
      const fields = { dealname: 'Engines', dealstage: '7102', closedate: '2026-07-01' };
      const write = { kind: 'create', system: 'hubspot', object: 'deals', key: KEY, fields } as const;
      expect((await connection.write([write], LIVE))[0]?.kind).to.equal('done');
      expect(sent).to.deep.equal({ ...fields, closedate: moment, pipeline: '7001', leadloop_id: KEY });
    });
  }
});

describe('the contacts of deals on the wire', () => {
  behindNock();
  let connection: Connection;
  beforeEach(async () => {
    hubspot().get('/account-info/v3/details').reply(200, account);
    connection = await connector.open(testContext({ HUBSPOT_ACCESS_TOKEN: 'pat-test-token' }));
  });
  const object = 'deal_to_contact';
  const answers = (...results: readonly object[]): unknown =>
    hubspot()
      .post('/crm/v4/associations/deals/contacts/batch/read', { inputs: [{ id: '1' }] })
      .reply(200, batch(results));
  const ofDeal = { from: { id: '1' }, to: [{ toObjectId: 5 }, { toObjectId: 6 }] };

  it('are there while they are associated, and deleted after', async () => {
    answers(ofDeal);
    const found = await connection.read({ object, ids: ['1-5', '1-7'], fields: ['deal', 'contact'] }, LIVE);
    expect(found.map(({ kind }) => kind)).to.deep.equal(['present', 'deleted']);
    expect(found[0]).to.have.nested.property('record.fields').that.deep.equals({ deal: '1', contact: '5' });
  });

  it('are found by their deal', async () => {
    answers(ofDeal);
    const request = { object, field: 'deal', values: ['1'], fields: [] };
    expect((await connection.find(request, LIVE)).map(({ ref }) => ref.id)).to.deep.equal(['1-5', '1-6']);
  });

  it('are made as plain associations, and each that is refused fails alone', async () => {
    const path = '/crm/v4/associations/deals/contacts/batch/associate/default';
    const pair = (to: string) => ({ from: { id: '1' }, to: { id: to } });
    const refusal = {
      status: 'error',
      category: 'VALIDATION_ERROR',
      subCategory: 'crm.associations.INVALID_IDENTIFIER',
      message: '6 is not a valid ID',
      context: { id: ['6'] },
    };
    hubspot()
      .post(path, { inputs: [pair('5'), pair('6')] })
      .reply(200, batch([], [refusal]));
    hubspot()
      .post(path, { inputs: [pair('5')] })
      .reply(200, batch([{}]));
    hubspot()
      .post(path, { inputs: [pair('6')] })
      .reply(200, batch([], [refusal]));
    const writes = ['5', '6'].map(
      (contact) =>
        ({
          kind: 'create',
          system: 'hubspot',
          object,
          key: `${KEY}${contact}`,
          fields: { deal: '1', contact },
        }) as const,
    );
    const [made, refused] = await connection.write(writes, LIVE);
    expect(made).to.have.nested.property('receipt.ref.id', '1-5');
    expect(refused?.kind).to.equal('failed');
  });

  it('have no changes to ask for: that costs no call', async () => {
    const first = await connection.changes({ object, fields: [], cursor: null }, LIVE);
    expect(first.snapshots).to.deep.equal([]);
    expect((await connection.changes({ object, fields: [], cursor: first.cursor }, LIVE)).more).to.equal(
      false,
    );
  });
});
