import { expect } from 'chai';
import nock from 'nock';
import type { Connection } from '../../../../src/connector/contract.ts';
import type { Failure } from '../../../../src/domain/failure.ts';
import type { Fields } from '../../../../src/domain/value.ts';
import type { Write, WriteResult } from '../../../../src/domain/write.ts';
import unknownProperties from '../fixtures/batch-update-400-unknown-properties.json' with { type: 'json' };
import { LIVE } from '../fixtures/context.ts';
import { batch, byInputs, describes, hubspot, record, wired, type Input } from './portal.ts';
import { behindNock } from '../../../support/nock.ts';

const create = (key: string, fields: Fields = {}): Write => ({
  kind: 'create',
  system: 'hubspot',
  object: 'contacts',
  key,
  fields,
});
const update = (id: string, fields: Fields): Write => ({
  kind: 'update',
  ref: { system: 'hubspot', object: 'contacts', id },
  fields,
});

const UPSERT = '/crm/v3/objects/contacts/batch/upsert';
const UPDATE = '/crm/v3/objects/contacts/batch/update';
const READ = '/crm/v3/objects/contacts/batch/read';
const ASSOCIATE = '/crm/v4/associations/contacts/companies/batch/create';
const UNLABEL = '/crm/v4/associations/contacts/companies/batch/labels/archive';

interface Inputs {
  readonly inputs: readonly Input[];
}
const ids = (inputs: readonly Input[]): readonly string[] => inputs.map(({ id }) => id);

/** `1 created`, `1 found` or the failure's kind, per write. */
const summary = (results: readonly WriteResult[]): readonly string[] =>
  results.map((result) =>
    result.kind === 'failed'
      ? result.failure.kind
      : `${result.receipt.ref.id} ${result.receipt.created ? 'created' : 'found'}`,
  );

const failureAt = (results: readonly WriteResult[], index: number): Failure => {
  const result = results[index];
  if (result?.kind !== 'failed') throw new Error('expected a failure');
  return result.failure;
};

describe('writing to HubSpot', () => {
  let connection: Connection;
  behindNock();
  beforeEach(async () => {
    ({ connection } = await wired());
  });

  it('creates by upsert on our key, with a trace id per input, and blank as the empty text', async () => {
    hubspot()
      .post(UPSERT, {
        inputs: [
          {
            id: 'k1',
            idProperty: 'leadloop_id',
            objectWriteTraceId: '0',
            properties: { email: 'a@example.com', firstname: '', leadloop_id: 'k1' },
          },
          {
            id: 'k2',
            idProperty: 'leadloop_id',
            objectWriteTraceId: '1',
            properties: { numemployees: '5', leadloop_id: 'k2' },
          },
        ],
      })
      .reply(
        200,
        batch([
          record('22', { leadloop_id: 'k2' }, { new: false }),
          record('11', { leadloop_id: 'k1' }, { new: true }),
        ]),
      );
    const results = await connection.write(
      [create('k1', { email: 'a@example.com', firstname: null }), create('k2', { numemployees: 5 })],
      LIVE,
    );
    expect(results).to.deep.equal([
      {
        kind: 'done',
        receipt: { ref: { system: 'hubspot', object: 'contacts', id: '11' }, created: true },
      },
      {
        kind: 'done',
        receipt: { ref: { system: 'hubspot', object: 'contacts', id: '22' }, created: false },
      },
    ]);
  });

  it('answers updates in the order they were asked for, whatever the order of the results', async () => {
    hubspot()
      .post(UPDATE, {
        inputs: [
          { id: '1', objectWriteTraceId: '0', properties: { firstname: 'A' } },
          { id: '2', objectWriteTraceId: '1', properties: { firstname: 'B' } },
        ],
      })
      .reply(200, batch([record('2'), record('1')]));
    const results = await connection.write(
      [update('1', { firstname: 'A' }), update('2', { firstname: 'B' })],
      LIVE,
    );
    expect(summary(results)).to.deep.equal(['1 found', '2 found']);
  });

  it('sends writes to one record as one input and answers each', async () => {
    hubspot()
      .post(UPDATE, {
        inputs: [
          { id: '1', objectWriteTraceId: '0', properties: { firstname: 'B', email: 'a@example.com' } },
        ],
      })
      .reply(200, batch([record('1')]));
    const results = await connection.write(
      [update('1', { firstname: 'A', email: 'a@example.com' }), update('1', { firstname: 'B' })],
      LIVE,
    );
    expect(summary(results)).to.deep.equal(['1 found', '1 found']);
  });

  it('writes 150 creates in batches of 100 and 50', async () => {
    const sizes: number[] = [];
    hubspot()
      .post(UPSERT)
      .twice()
      .reply(
        byInputs((inputs) => {
          sizes.push(inputs.length);
          const results = ids(inputs).map((id, index) =>
            record(`9${id}`, {}, { new: true, objectWriteTraceId: String(index) }),
          );
          return batch(results.reverse());
        }),
      );
    const results = await connection.write(
      Array.from({ length: 150 }, (_, index) => create(String(index))),
      LIVE,
    );
    expect(sizes).to.deep.equal([100, 50]);
    expect(summary(results).slice(0, 2)).to.deep.equal(['90 created', '91 created']);
    expect(summary(results).at(-1)).to.equal('9149 created');
  });

  it('fails record by record in a 207, by trace id and by record id', async () => {
    hubspot()
      .post(UPDATE)
      .reply(
        207,
        batch(
          [record('3')],
          [
            {
              status: 'error',
              category: 'CONFLICT',
              message: 'Contact already exists. Existing ID: 512',
              context: { objectWriteTraceId: ['0'], existingId: ['512'] },
            },
            {
              status: 'error',
              category: 'OBJECT_NOT_FOUND',
              message: 'Could not get some CONTACT objects',
              context: { ids: ['2', '4'] },
            },
          ],
        ),
      );
    const writes = ['1', '2', '3', '4', '5'].map((id) => update(id, { firstname: 'A' }));
    const results = await connection.write(writes, LIVE);
    expect(summary(results)).to.deep.equal([
      'ambiguous-match',
      'not-found',
      '3 found',
      'not-found',
      'unknown-outcome',
    ]);
    expect(failureAt(results, 0).candidates).to.deep.equal([
      { system: 'hubspot', object: 'contacts', id: '512' },
    ]);
    expect(failureAt(results, 4).code).to.equal('NOT_ANSWERED');
  });

  it('halves a batch refused whole until the one bad record fails alone', async () => {
    const sent: (readonly string[])[] = [];
    const refusal = {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: `Property values were not valid: ${JSON.stringify([{ name: 'email', error: 'INVALID_EMAIL', message: 'Email address x is invalid' }])}`,
    };
    const answer = async (request: Request): Promise<readonly [number, object]> => {
      const { inputs } = (await request.json()) as Inputs;
      sent.push(ids(inputs));
      const bad = inputs.some(({ properties }) => properties.email === 'x');
      return bad ? [400, refusal] : [200, batch(ids(inputs).map((id) => record(id)))];
    };
    hubspot().post(UPDATE).times(5).reply(answer);
    const results = await connection.write(
      ['1', '2', '3', '4'].map((id) => update(id, { email: id === '3' ? 'x' : `${id}@example.com` })),
      LIVE,
    );
    expect(summary(results)).to.deep.equal(['1 found', '2 found', 'invalid-record', '4 found']);
    expect(failureAt(results, 2).fields).to.deep.equal(['email']);
    expect(sent).to.deep.equal([['1', '2', '3', '4'], ['1', '2'], ['3', '4'], ['3'], ['4']]);
  });

  it('sends those again who do not name the property the account lacks, in one call', async () => {
    hubspot().post(UPDATE).reply(400, unknownProperties);
    hubspot()
      .post(UPDATE, { inputs: [{ id: '2', objectWriteTraceId: '0', properties: { firstname: 'B' } }] })
      .reply(200, batch([record('2')]));
    const results = await connection.write(
      [
        update('1', { first000name: 'A' }),
        update('2', { firstname: 'B' }),
        update('3', { last000name: 'C' }),
      ],
      LIVE,
    );
    expect(summary(results)).to.deep.equal(['config', '2 found', 'config']);
  });

  for (const [what, reply] of Object.entries({
    'a 500': (scope: nock.Interceptor) => scope.reply(500, { message: 'internal error' }),
    'a gateway time-out': (scope: nock.Interceptor) => scope.reply(504, '<html>'),
    'a dropped connection': (scope: nock.Interceptor) => scope.replyWithError('socket hang up'),
  })) {
    it(`calls the outcome of every write unknown after ${what}, and sends nothing again`, async () => {
      reply(hubspot().post(UPSERT));
      const results = await connection.write([create('k1'), create('k2')], LIVE);
      expect(summary(results)).to.deep.equal(['unknown-outcome', 'unknown-outcome']);
    });
  }

  it('neither repeats nor splits after a rate limit', async () => {
    hubspot().post(UPSERT).reply(429, { message: 'You have reached your ten_secondly_rolling limit.' });
    const results = await connection.write([create('k1'), create('k2')], LIVE);
    expect(summary(results)).to.deep.equal(['rate-limited', 'rate-limited']);
    expect(failureAt(results, 0).retryAfterMs).to.equal(10_000);
  });

  describe('the life-cycle stage', () => {
    const present = (stages: Readonly<Record<string, string | null>>): void => {
      describes('contacts');
      hubspot()
        .post(READ)
        .reply(
          200,
          batch(Object.entries(stages).map(([id, stage]) => record(id, { lifecyclestage: stage }))),
        );
    };
    const stage = (id: string, lifecyclestage: string): nock.DataMatcherMap => ({
      id,
      objectWriteTraceId: '0',
      properties: { lifecyclestage },
    });

    it('is set at once when it moves forward', async () => {
      present({ '1': 'lead' });
      hubspot()
        .post(UPDATE, { inputs: [stage('1', 'customer')] })
        .reply(200, batch([record('1')]));
      const results = await connection.write([update('1', { lifecyclestage: 'customer' })], LIVE);
      expect(summary(results)).to.deep.equal(['1 found']);
    });

    it('is cleared first when it moves backwards, and only for that record', async () => {
      present({ '1': 'customer', '2': 'subscriber' });
      const sent: object[] = [];
      hubspot()
        .post(UPDATE)
        .twice()
        .reply(
          byInputs((inputs) => {
            sent.push(inputs.map(({ id, properties }) => [id, properties.lifecyclestage]));
            return batch(ids(inputs).map((id) => record(id)));
          }),
        );
      const results = await connection.write(
        [update('1', { lifecyclestage: 'lead' }), update('2', { lifecyclestage: 'lead' })],
        LIVE,
      );
      expect(sent).to.deep.equal([
        [['1', '']],
        [
          ['1', 'lead'],
          ['2', 'lead'],
        ],
      ]);
      expect(summary(results)).to.deep.equal(['1 found', '2 found']);
    });

    it('is not written when it could not be cleared', async () => {
      present({ '1': 'customer' });
      hubspot().post(UPDATE).reply(423, {});
      const results = await connection.write([update('1', { lifecyclestage: 'lead' })], LIVE);
      expect(summary(results)).to.deep.equal(['locked']);
    });
  });

  describe('the primary company', () => {
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }];
    const link = (from: string, to: string): nock.DataMatcherMap => ({
      from: { id: from },
      to: { id: to },
      types,
    });

    it('is set by association after the record was made, and is no property of the write', async () => {
      hubspot()
        .post(UPSERT, (body: Inputs) => !('associatedcompanyid' in (body.inputs[0]?.properties ?? {})))
        .reply(200, batch([record('11', { leadloop_id: 'k1' }, { new: true })]));
      hubspot()
        .post(ASSOCIATE, { inputs: [link('11', '77')] })
        .reply(201, { status: 'COMPLETE', results: [] });
      const results = await connection.write([create('k1', { associatedcompanyid: '77' })], LIVE);
      expect(summary(results)).to.deep.equal(['11 created']);
    });

    it('alone needs no write to the record', async () => {
      hubspot()
        .post(ASSOCIATE, { inputs: [link('1', '77')] })
        .reply(201, { status: 'COMPLETE', results: [] });
      const results = await connection.write([update('1', { associatedcompanyid: '77' })], LIVE);
      expect(summary(results)).to.deep.equal(['1 found']);
    });

    it('loses its label when it becomes blank, where there is one', async () => {
      hubspot()
        .post(READ)
        .reply(200, batch([record('1', { associatedcompanyid: '77' }), record('2')]));
      hubspot()
        .post(UNLABEL, { inputs: [link('1', '77')] })
        .reply(204);
      const results = await connection.write(
        [update('1', { associatedcompanyid: null }), update('2', { associatedcompanyid: null })],
        LIVE,
      );
      expect(summary(results)).to.deep.equal(['1 found', '2 found']);
    });

    it('fails alone when the company is gone, and names the field', async () => {
      const answer = async (request: Request): Promise<readonly [number, object]> => {
        const { inputs } = (await request.json()) as { inputs: { to: { id: string } }[] };
        const bad = inputs.some(({ to }) => to.id === '404');
        const error = {
          status: 'error',
          category: 'VALIDATION_ERROR',
          subCategory: 'crm.associations.INVALID_IDENTIFIER',
          message: '404 is not a valid ID',
        };
        return bad ? [207, { results: [], errors: [error], numErrors: 1 }] : [201, { results: [] }];
      };
      hubspot().post(ASSOCIATE).times(3).reply(answer);
      const results = await connection.write(
        [update('1', { associatedcompanyid: '77' }), update('2', { associatedcompanyid: '404' })],
        LIVE,
      );
      expect(summary(results)).to.deep.equal(['1 found', 'invalid-record']);
      expect(failureAt(results, 1).fields).to.deep.equal(['associatedcompanyid']);
    });

    it('is worth another try after a lost answer, since repeating does no harm', async () => {
      hubspot().post(ASSOCIATE).replyWithError('socket hang up');
      const results = await connection.write([update('1', { associatedcompanyid: '77' })], LIVE);
      expect(summary(results)).to.deep.equal(['transient']);
    });
  });
});

describe('setting HubSpot up', () => {
  behindNock();

  it('makes a unique property in a group of our own', async () => {
    const { connection } = await wired();
    describes('companies');
    hubspot()
      .post('/crm/v3/properties/companies/groups', { name: 'leadloop', label: 'Leadloop', displayOrder: -1 })
      .reply(409, {
        category: 'OBJECT_ALREADY_EXISTS',
        message: 'there already',
      });
    hubspot()
      .post(
        '/crm/v3/properties/companies',
        (body: Record<string, unknown>) =>
          body.name === 'leadloop_id' && body.groupName === 'leadloop' && body.hasUniqueValue === true,
      )
      .reply(201, {});
    describes('companies');
    expect(await connection.setup([{ object: 'companies', fields: [] }], LIVE)).to.deep.equal([
      { what: 'HubSpot property leadloop_id of companies', outcome: 'created' },
    ]);
  });

  it('changes nothing when the property is there', async () => {
    const { connection } = await wired();
    describes('contacts');
    const steps = await connection.setup([{ object: 'contacts', fields: [] }], LIVE);
    expect(steps.map(({ outcome }) => outcome)).to.deep.equal(['present']);
  });

  it('asks a person when the property is there but not unique', async () => {
    const { connection } = await wired();
    hubspot()
      .get('/crm/v3/properties/contacts')
      .reply(200, { results: [{ name: 'leadloop_id', type: 'string', fieldType: 'text' }] });
    const [step] = await connection.setup([{ object: 'contacts', fields: [] }], LIVE);
    expect(step?.outcome).to.equal('manual');
    expect(step?.note).to.include('Delete leadloop_id');
  });
});
