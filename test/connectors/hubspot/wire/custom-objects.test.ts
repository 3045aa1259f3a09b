import { expect } from 'chai';
import type { Connection } from '../../../../src/connector/contract.ts';
import { LIVE } from '../fixtures/context.ts';
import missingScopes from '../fixtures/schemas-403.json' with { type: 'json' };
import { behindNock } from '../../../support/nock.ts';
import { batch, hubspot, record, wired } from './portal.ts';

const MACHINE = '2-1234567';
const COMPANY = 'associations.companies';
const PAIR = `/crm/v4/associations/${MACHINE}/companies/batch`;

const ref = (id: string) => ({ system: 'hubspot', object: MACHINE, id });
const describesProperties = (): unknown =>
  hubspot()
    .get(`/crm/v3/properties/${MACHINE}`)
    .reply(200, { results: [{ name: 'serial', type: 'string', fieldType: 'text' }] });
const describesSchema = (): unknown =>
  hubspot()
    .get(`/crm-object-schemas/v3/schemas/${MACHINE}`)
    .reply(200, {
      id: '1234567',
      objectTypeId: MACHINE,
      name: 'machine',
      labels: { singular: 'Machine', plural: 'Machines' },
      requiredProperties: ['serial'],
      associations: [
        { id: '61', name: 'machine_to_company', fromObjectTypeId: MACHINE, toObjectTypeId: '0-2' },
        { id: '62', name: 'company_to_machine', fromObjectTypeId: '0-2', toObjectTypeId: MACHINE },
        { id: '63', name: 'machine_to_site', fromObjectTypeId: MACHINE, toObjectTypeId: '2-7654321' },
      ],
    });
const associated = (id: string, ...to: readonly number[]): object => ({
  from: { id },
  to: to.map((toObjectId) => ({
    toObjectId,
    associationTypes: [{ category: 'USER_DEFINED', typeId: 61, label: null }],
  })),
});
const noneFor = (id: string): object => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
  message: `No company is associated with machine ${id}.`,
  context: { fromObjectId: [id] },
});
const answersAssociations = (results: readonly object[], errors: readonly object[] = []): unknown =>
  hubspot()
    .post(`${PAIR}/read`)
    .reply(errors.length > 0 ? 207 : 200, batch(results, errors));

describe('a custom object on the wire', () => {
  behindNock();
  let connection: Connection;
  beforeEach(async () => ({ connection } = await wired()));

  const companiesOf = async (...ids: readonly string[]): Promise<readonly unknown[]> => {
    describesProperties();
    describesSchema();
    hubspot()
      .post(`/crm/v3/objects/${MACHINE}/batch/read`, (body: { readonly properties: readonly string[] }) =>
        body.properties.every((name) => name !== COMPANY),
      )
      .reply(200, batch(ids.map((id) => record(id))));
    const snapshots = await connection.read({ object: MACHINE, ids, fields: [COMPANY] }, LIVE);
    return snapshots.map((snapshot) => snapshot.kind === 'present' && snapshot.record.fields);
  };

  it('is described from its properties and its schema, each of its associations once', async () => {
    describesProperties();
    describesSchema();
    const { label, fields } = await connection.describe(MACHINE, LIVE);
    expect(label).to.equal('Machine');
    expect([...fields.keys()]).to.deep.equal(['serial', COMPANY, 'associations.2-7654321']);
    expect(fields.get('serial')).to.include({ required: true });
    expect(fields.get('associations.2-7654321')).to.deep.include({ references: ['2-7654321'] });
  });

  it('says which scope is missing', async () => {
    describesProperties();
    hubspot().get(`/crm-object-schemas/v3/schemas/${MACHINE}`).reply(403, missingScopes);
    const failed = await connection.describe(MACHINE, LIVE).catch((error: unknown) => error);
    expect(failed).to.have.nested.property('failure.code', 'MISSING_SCOPES');
    expect(JSON.stringify(failed)).to.contain('custom-object-read');
  });

  it('points at the one record it is associated with, and at nothing where HubSpot finds none', async () => {
    answersAssociations([associated('1', 77)], [noneFor('2')]);
    expect(await companiesOf('1', '2')).to.deep.equal([{ [COMPANY]: '77' }, { [COMPANY]: null }]);
  });

  it('has no readable reference where it is associated with several, or HubSpot gives no answer', async () => {
    const refused = { status: 'error', category: 'INTERNAL_ERROR', message: 'try again' };
    answersAssociations([associated('1', 77), associated('2', 77, 78)], [noneFor('3'), refused]);
    expect(await companiesOf('1', '2', '3', '4')).to.deep.equal([{ [COMPANY]: '77' }, {}, {}, {}]);
  });

  it('is pointed elsewhere by ending one association and making another, without any type id', async () => {
    answersAssociations([associated('1', 77)], []);
    hubspot()
      .post(`${PAIR}/archive`, { inputs: [{ from: { id: '1' }, to: [{ id: '77' }] }] })
      .reply(204);
    hubspot()
      .post(`${PAIR}/associate/default`, { inputs: [{ from: { id: '1' }, to: { id: '78' } }] })
      .reply(200, { status: 'COMPLETE', results: [] });
    const results = await connection.write(
      [{ kind: 'update', ref: ref('1'), fields: { [COMPANY]: '78' } }],
      LIVE,
    );
    expect(results.map(({ kind }) => kind)).to.deep.equal(['done']);
  });

  it('is not pointed elsewhere when what it points at cannot be read or ended', async () => {
    const update = { kind: 'update', ref: ref('1'), fields: { [COMPANY]: '78' } } as const;
    hubspot().post(`${PAIR}/read`).reply(403, missingScopes);
    const [unread] = await connection.write([update], LIVE);
    expect(unread?.kind === 'failed' && unread.failure.code).to.equal('MISSING_SCOPES');
    answersAssociations([associated('1', 77)], []);
    hubspot().post(`${PAIR}/archive`).reply(423, {});
    const [held] = await connection.write([update], LIVE);
    expect(held?.kind === 'failed' && held.failure.kind).to.equal('locked');
  });
});
