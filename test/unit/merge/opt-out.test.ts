import { expect } from 'chai';
import type { OptIn } from '../../../src/mapping/mapping.ts';
import { mergeField } from '../../../src/merge/merge.ts';
import type { Side } from '../../../src/merge/sides.ts';
import { field, hubspot, intake, salesforce, writable } from './build.ts';

const optOut = (optIn: OptIn | null = null) =>
  field({ name: 'emailOptOut', type: 'boolean', authority: { kind: 'stricter', optIn } });
const merge = (...sides: readonly Side[]) => mergeField(optOut(), sides, writable);

describe('the merge of an opt-out', () => {
  it('carries an opt-out to whoever says otherwise, and keeps what stood there', () => {
    expect(merge(hubspot(true, null), salesforce(false, false))).to.deep.equal({
      field: 'emailOptOut',
      kind: 'conflict',
      value: true,
      winner: 'hubspot',
      reason: 'the person has opted out in hubspot',
      writes: ['salesforce'],
      agreed: ['hubspot'],
      losers: [{ system: 'salesforce', value: false, base: false }],
    });
  });

  it('takes the stricter at the first meeting, whichever side that is', () => {
    expect(merge(hubspot(true), salesforce(false)).writes).to.deep.equal(['salesforce']);
    expect(merge(hubspot(null), salesforce(true)).writes).to.deep.equal(['hubspot']);
  });

  it('writes no "no" to anybody: neither over what is unknown nor beside another', () => {
    for (const verdict of [
      merge(hubspot(null), salesforce(false)),
      merge(hubspot(null, null), salesforce(false, null)),
      merge(hubspot(false, true), salesforce(false, false)),
    ])
      expect(verdict.writes).to.deep.equal([]);
  });

  it('lets a new opt-out win over one that was taken back on the other side at the same time', () => {
    expect(merge(hubspot(true, false), salesforce(false, true))).to.include({
      kind: 'conflict',
      value: true,
    });
  });

  it('parks an opt-out that was taken back on one side, keeps both, and stays strict', () => {
    const verdict = merge(hubspot(true, true), salesforce(false, true));
    expect(verdict).to.deep.include({ kind: 'parked', value: true, writes: [], agreed: [] });
    expect(verdict.kind === 'parked' && verdict.reason).to.contain('still stands in hubspot');
  });

  it('takes blanking an opt-out for no opt-in', () => {
    const believed = optOut({ from: 'hubspot', basis: 'legalBasis' });
    const sides = [hubspot(null, true), salesforce(true, true)];
    expect(mergeField(believed, sides, writable, undefined, 'Consent')).to.include({ kind: 'parked' });
  });

  it('believes an opt-in of the system that is named, with a legal basis, and of no other', () => {
    const believed = optOut({ from: 'hubspot', basis: 'legalBasis' });
    const back = [hubspot(false, true), salesforce(true, true)];
    expect(mergeField(believed, back, writable, undefined, 'Consent')).to.deep.include({
      kind: 'conflict',
      value: false,
      winner: 'hubspot',
      writes: ['salesforce'],
      reason: 'the person has opted in again in hubspot, on the basis Consent',
    });
    expect(mergeField(believed, back, writable, undefined, null)).to.include({ kind: 'parked' });
    const other = [hubspot(true, true), salesforce(false, true)];
    expect(mergeField(believed, other, writable, undefined, 'Consent')).to.include({ kind: 'parked' });
  });

  it('believes no opt-in that a side cannot be told: that side would take it back at the next look', () => {
    const oneWay = field({
      type: 'boolean',
      direction: { kind: 'to', system: 'salesforce' },
      authority: { kind: 'stricter', optIn: { from: 'salesforce', basis: 'legalBasis' } },
    });
    const sides = [hubspot(true, true), salesforce(false, true)];
    expect(mergeField(oneWay, sides, writable, undefined, 'Consent')).to.include({ kind: 'parked' });
  });

  it('does not let a form that once said no stand in the way for ever', () => {
    const believed = optOut({ from: 'hubspot', basis: 'legalBasis' });
    const sides = [hubspot(false, true), salesforce(true, true), intake(true, true)];
    expect(mergeField(believed, sides, writable, undefined, 'Consent').writes).to.deep.equal(['salesforce']);
    const after = [hubspot(false, false), salesforce(false, false), intake(true, true)];
    expect(mergeField(believed, after, writable, undefined, 'Consent').writes).to.deep.equal([]);
  });
});
