import { expect } from 'chai';
import { FAILURES } from '../../../connectors/rules/failures.ts';
import { connector } from '../../../connectors/rules/index.ts';
import { openRules } from '../../../connectors/rules/connection.ts';
import { FailureError } from '../../../src/domain/failure.ts';

const options = { lane: 'live' } as const;
const connection = openRules('mappings');

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'none';
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : String(error);
  }
};

describe('the rules as a system', () => {
  it('has records whose ids and references are our own', () => {
    expect(connector.capabilities).to.include({ readable: false, writable: false, ownIds: true });
  });

  it('describes each of its records, with what every field means', async () => {
    for (const object of ['person', 'task', 'opportunity', 'contact-role']) {
      const { fields } = await connection.describe(object, options);
      expect(fields.size).to.be.greaterThan(3);
      for (const field of fields.values()) expect(field.label).to.match(/\.$/u);
    }
  });

  it('offers the life-cycle stages of outcomes.yaml, so that a check can hold them against those of the account', async () => {
    const { fields } = await connection.describe('person', options);
    expect(fields.get('lifecycle')).to.deep.include({ type: 'option', restricted: true });
    expect(fields.get('lifecycle')?.options.map(({ value }) => value)).to.include('marketingqualifiedlead');
  });

  it('points at records of its own and at entities', async () => {
    const { fields } = await connection.describe('contact-role', options);
    expect(fields.get('opportunity')?.references).to.deep.equal(['opportunity']);
  });

  it('answers every failure of its table, and no call that would ask or write', async () => {
    const codes = [
      await codeOf(connection.describe('lead', options)),
      ...(await Promise.all(
        [
          connection.read({ object: 'person', ids: ['1'], fields: [] }, options),
          connection.find({ object: 'person', field: 'stage', values: [], fields: [] }, options),
          connection.changes({ object: 'person', fields: [], cursor: null }, options),
          connection.scan({ object: 'person', fields: [], cursor: null }, options),
          connection.write([], options),
        ].map(codeOf),
      )),
    ];
    expect(new Set(codes)).to.deep.equal(new Set(FAILURES.map(({ code }) => code)));
    expect(codes).to.not.include('none');
  });
});
