import { expect } from 'chai';
import type { SystemFailure } from '../../../src/domain/plan.ts';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { Value } from '../../../src/domain/value.ts';
import { toCanonical } from '../../../src/mapping/canonical.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { unsaidFailures } from '../../../src/reconcile/unsaid.ts';
import type { SideRecord } from '../../../src/reconcile/view.ts';
import { resolver } from '../mapping/build.ts';

const FILE = `entity: opportunity
systems:
  hub: { object: deals, create: true }
  crm: { object: Opportunity, create: true }
fields:
  stage:
    type: option
    hub: { field: dealstage, on-create: wait, values: { Open: open, Won: [won, signed] } }
    crm: { field: StageName, on-create: wait }
  size: { type: option, hub: { field: size, values: { Large: l } }, crm: Size__c }
  day: { type: date, hub: day, crm: { field: CloseDate, on-create: wait } }
`;

const DEAL: RecordRef = { system: 'hub', object: 'deals', id: '1' };
const SALE: RecordRef = { system: 'crm', object: 'Opportunity', id: 'O1' };

/** What keeps a record that says this from being said in the other system, or taken over from there. */
function told(ref: RecordRef, fields: Readonly<Record<string, Value>>): readonly SystemFailure[] {
  const parsed = parseMapping(FILE, 'opportunity.yaml');
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  const record = { ref, fields, externalKey: null, modifiedAt: null };
  const link = { ref, primary: true, endedWhy: null, shadow: null, lastSeen: null, modifiedAt: null };
  const sides = new Map<string, SideRecord>([[ref.system, { link, record }]]);
  const readings = toCanonical(parsed.mapping, record, resolver);
  const values = new Map(
    [...readings].flatMap(([name, reading]) => (reading.kind === 'value' ? [[name, reading.value]] : [])),
  );
  const other = ref.system === 'hub' ? 'crm' : 'hub';
  return unsaidFailures(parsed.mapping, sides, new Map([[ref.system, readings]]), values, [other]);
}

const codes = (failures: readonly SystemFailure[]): readonly string[] =>
  failures.map(({ system, failure }) => `${system} ${failure.code}`);

describe('values without which no record is made', () => {
  it('are no failure when they can be said', () => {
    expect(told(SALE, { StageName: 'Open', Size__c: 'Large', CloseDate: '2026-12-31' })).to.deep.equal([]);
    expect(told(DEAL, { dealstage: 'signed', size: 'l', day: '2026-12-31' })).to.deep.equal([]);
  });

  it('are told where the value map has nothing to write, with what to add', () => {
    const [failure, ...more] = told(SALE, { StageName: 'Pilot', Size__c: null, CloseDate: '2026-12-31' });
    expect(more).to.deep.equal([]);
    expect(failure?.system).to.equal('hub');
    expect(failure?.failure).to.include({ code: 'VALUE_NOT_LISTED', kind: 'invalid-record' });
    expect(failure?.failure.message).to.equal(
      'nothing can be written to deals.dealstage for "Pilot", which the value map of stage does not list',
    );
    expect(failure?.failure.fix).to.include('Add "Pilot" under "values" of the field stage');
  });

  it('are told once where what stands there cannot be read', () => {
    const failures = told(DEAL, { dealstage: 'pilot', size: null, day: '2026-12-31' });
    expect(codes(failures)).to.deep.equal(['hub VALUE_NOT_LISTED']);
    expect(failures[0]?.failure.message).to.include('deals.dealstage is "pilot"');
  });

  it('are told where they are blank and a record is to be made', () => {
    const failures = told(DEAL, { dealstage: 'open', size: null, day: null });
    expect(codes(failures)).to.deep.equal(['crm VALUE_MISSING']);
    expect(failures[0]?.failure.message).to.equal(
      'day is blank, and no record is made without Opportunity.CloseDate',
    );
  });

  it('are none of a field that no record waits for', () => {
    expect(told(SALE, { StageName: 'Open', Size__c: 'Tiny', CloseDate: '2026-12-31' })).to.deep.equal([]);
  });
});
