import { expect } from 'chai';
import type { RecordRef } from '../../../../src/domain/record.ts';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import { differenceOf, recordToAsk } from '../../../../src/report/proof/compare.ts';
import { ADA, BEA, record } from './build.ts';

const LEAD: RecordRef = { system: 'crm', object: 'Lead', id: 'L1' };
const OTHER: RecordRef = { system: 'crm', object: 'Lead', id: 'L2' };
const nobody = (): null => null;

describe('what a system is asked of somebody who is delivered', () => {
  const kindOf = (...[records, closed]: [Parameters<typeof recordToAsk>[0]['records'], boolean?]) => {
    const held = { by: 'scope', system: 'crm', why: 'country', since: null } as const;
    const asked = recordToAsk({ records }, 'crm', closed === true ? held : null);
    return asked.kind === 'record' ? asked.ref.id : asked.difference.kind;
  };

  it('is the living record, the primary one first', () => {
    expect(kindOf([record({ endedWhy: 'converted', id: 'L0' }), record()])).to.equal('L1');
    expect(kindOf([record({ isPrimary: false, id: 'L0' }), record()])).to.equal('L1');
    expect(kindOf([record({ isPrimary: false })])).to.equal('L1');
  });

  it('is nothing where it has none, and it is known why', () => {
    expect(kindOf([record({ endedWhy: 'deleted' })])).to.equal('deleted');
    expect(kindOf([record({ system: 'mail' })])).to.equal('no-record');
    expect(kindOf([], true)).to.equal('out-of-scope');
  });
});

describe('what a system says of a record', () => {
  const kindOf = (snapshot: Snapshot | undefined, owner: typeof ADA | null = null) =>
    differenceOf(ADA, LEAD, snapshot, () => owner)?.kind ?? null;
  const moved: Snapshot = { kind: 'moved', ref: LEAD, to: OTHER, why: 'merged' };

  it('is no difference when it has it, also as what it was merged or converted into', () => {
    const here: Snapshot = {
      kind: 'present',
      record: { ref: LEAD, fields: {}, externalKey: null, modifiedAt: null },
    };
    expect(kindOf(here)).to.equal(null);
    expect(kindOf(moved)).to.equal(null);
    expect(kindOf(moved, ADA)).to.equal(null);
  });

  it('is one when it is gone, is now somebody else, or cannot be read', () => {
    expect(kindOf({ kind: 'deleted', ref: LEAD })).to.equal('deleted');
    expect(kindOf(moved, BEA)).to.equal('merged');
    expect(kindOf(undefined)).to.equal('unreadable');
    expect(differenceOf(ADA, LEAD, moved, () => BEA)?.why).to.equal(
      `merged into crm/Lead/L2, which is counted as ${BEA}`,
    );
    expect(differenceOf(ADA, LEAD, { kind: 'deleted', ref: LEAD }, nobody)?.record).to.equal('crm/Lead/L1');
  });
});
