import { expect } from 'chai';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { Fields, Value } from '../../../src/domain/value.ts';
import type { PastWrite } from '../../../src/ledger/past-writes.ts';
import { valuesToReturn, type Returns } from '../../../src/reconcile/values-to-return.ts';

const CONTACT: RecordRef = { system: 'hub', object: 'contacts', id: '1' };
const FORM: RecordRef = { system: 'forms', object: 'web', id: '7' };
const LEAD: RecordRef = { system: 'crm', object: 'Lead', id: '9' };

/** A write to the contact's name; without `before` it is not known what it replaced. */
const wrote = (
  after: Value,
  before: Value | undefined,
  origins: readonly RecordRef[] = [LEAD],
): PastWrite => ({
  ref: CONTACT,
  kind: 'update',
  fields: ['name'],
  replaced: { before: before === undefined ? {} : { name: before }, origins, after: { name: after } },
});
const MADE: PastWrite = {
  ref: CONTACT,
  kind: 'create',
  fields: ['name'],
  replaced: { before: {}, origins: [LEAD], after: {} },
};
const FORGOTTEN: PastWrite = { ref: CONTACT, kind: 'update', fields: ['name'], replaced: null };

describe('the values that go back after a split', () => {
  interface Case {
    readonly live: Value;
    /** The latest first. */
    readonly writes: readonly PastWrite[];
    readonly complete?: boolean;
    readonly back?: Value;
    readonly kept?: Returns['kept'][number]['why'];
  }
  const cases: Readonly<Record<string, Case>> = {
    'are what stood there before the other record wrote': {
      live: 'Peter',
      writes: [wrote('Peter', 'Anna')],
      back: 'Anna',
    },
    'are blank where nothing stood': { live: 'Peter', writes: [wrote('Peter', null)], back: null },
    'lie before the first of several writes in a row': {
      live: 'Pit',
      writes: [wrote('Pit', 'Peter'), wrote('Peter', 'Anna')],
      back: 'Anna',
    },
    'are what somebody typed between two writes': {
      live: 'Pit',
      writes: [wrote('Pit', 'Andrea'), wrote('Peter', 'Anna')],
      back: 'Andrea',
    },
    'are what a record of its own had brought': {
      live: 'Peter',
      writes: [wrote('Peter', 'Ann'), wrote('Ann', 'Anna', [FORM])],
      back: 'Ann',
    },
    'are none where the present value is its own': {
      live: 'Ann',
      writes: [wrote('Ann', 'Peter', [FORM]), wrote('Peter', 'Anna')],
    },
    'are none where a record of its own says the same': {
      live: 'Peter',
      writes: [wrote('Peter', 'Anna', [LEAD, FORM])],
    },
    'are none where somebody has changed the field since': {
      live: 'Andrea',
      writes: [wrote('Peter', 'Anna')],
      kept: 'changed since',
    },
    'are none where it is back already': { live: 'Anna', writes: [wrote('Anna', 'Anna')] },
    'are not known where the write did not keep them': {
      live: 'Peter',
      writes: [wrote('Peter', undefined)],
      kept: 'unknown',
    },
    'are not known where an older write did not keep them': {
      live: 'Pit',
      writes: [wrote('Pit', 'Peter'), FORGOTTEN],
      kept: 'unknown',
    },
    'are not known where the record was made with such a value': {
      live: 'Pit',
      writes: [wrote('Pit', 'Peter'), MADE],
      kept: 'unknown',
    },
    'are not known where the history does not go back far enough': {
      live: 'Peter',
      writes: [wrote('Peter', 'Anna')],
      complete: false,
      kept: 'unknown',
    },
    'are known all the same where somebody typed them within the history': {
      live: 'Pit',
      writes: [wrote('Pit', 'Andrea'), wrote('Peter', 'Anna')],
      complete: false,
      back: 'Andrea',
    },
    'are none where nothing came across the link': { live: 'Ann', writes: [wrote('Ann', 'Anna', [FORM])] },
  };
  const leaves = (ref: RecordRef): boolean => ref.system === 'crm';
  for (const [name, { live, writes, complete = true, back, kept }] of Object.entries(cases)) {
    it(name, () => {
      const fields: Fields = { name: live };
      expect(valuesToReturn(CONTACT, fields, { writes, complete, leaves })).to.deep.equal({
        fields: back === undefined ? {} : { name: { from: live, to: back } },
        made: writes.includes(MADE),
        kept: kept === undefined ? [] : [{ ref: CONTACT, field: 'name', why: kept }],
      });
    });
  }
});
