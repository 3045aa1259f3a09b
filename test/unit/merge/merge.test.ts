import { expect } from 'chai';
import { mergeEntity, mergeField } from '../../../src/merge/merge.ts';
import { applied, at, field, hubspot, intake, merge, salesforce, side, writable } from './build.ts';

describe('the merge of one field', () => {
  it('says unchanged when every side says what was agreed with it', () => {
    expect(merge(field(), hubspot('A', 'A'), salesforce('A', 'A'))).to.deep.equal({
      field: 'phone',
      kind: 'unchanged',
      value: 'A',
      writes: [],
      agreed: [],
      losers: [],
    });
  });

  it('leaves a difference alone that was agreed before, such as text cut to fit', () => {
    expect(merge(field(), hubspot('abcd', 'abcd'), salesforce('ab', 'ab'))).to.include({ kind: 'unchanged' });
  });

  it('says of such a difference what the side says that is right in a conflict', () => {
    const right = field({ authority: { kind: 'system', system: 'salesforce' } });
    expect(merge(right, hubspot('ab', 'ab'), salesforce('abcd', 'abcd')).value).to.equal('abcd');
    expect(merge(right, hubspot('ab', 'ab'), salesforce(null, null)).value).to.equal('ab');
  });

  it('says of such a difference what a side says that is written, not one that still says what it said at first', () => {
    const first = new Map([...field().columns].toReversed());
    const sides = [intake('first', 'first'), hubspot('later', 'later'), salesforce('later', 'later')];
    for (const kind of ['latest', 'fill-blank', 'manual'] as const)
      expect(merge(field({ columns: first, authority: { kind } }), ...sides).value).to.equal('later');
    expect(merge(field({ columns: first }), intake('first', 'first'), hubspot(null, null)).value).to.equal(
      'first',
    );
  });

  it('lets one change flow to the other side and keeps no loser', () => {
    expect(merge(field(), hubspot('B', 'A'), salesforce('A', 'A'))).to.deep.equal({
      field: 'phone',
      kind: 'flow',
      value: 'B',
      writes: ['salesforce'],
      agreed: ['hubspot'],
      losers: [],
    });
  });

  it('lets one change flow to two other sides', () => {
    const verdict = mergeField(
      field(),
      [hubspot('A', 'A'), salesforce('B', 'A'), intake('A', 'A')],
      () => true,
    );
    expect(verdict).to.deep.include({ kind: 'flow', value: 'B', writes: ['hubspot', 'lead-intake'] });
  });

  it('says converged when both sides changed to the same', () => {
    expect(merge(field(), hubspot('B', 'A'), salesforce('B', 'A'))).to.deep.include({
      kind: 'converged',
      writes: [],
      agreed: ['hubspot', 'salesforce'],
    });
  });

  it('lets clearing flow under the null policy clear', () => {
    expect(merge(field(), hubspot(null, 'A'), salesforce('A', 'A'))).to.deep.include({
      kind: 'flow',
      value: null,
      writes: ['salesforce'],
    });
  });

  it('holds clearing under the null policy keep, and says what was held', () => {
    expect(merge(field({ nulls: 'keep' }), hubspot(null, 'A'), salesforce('A', 'A'))).to.deep.include({
      kind: 'held',
      writes: [],
      agreed: ['hubspot'],
      losers: [{ system: 'hubspot', value: null, base: 'A' }],
    });
  });

  it('lets a value win over clearing under the null policy keep, whoever has authority', () => {
    const keep = field({ nulls: 'keep', authority: { kind: 'system', system: 'hubspot' } });
    expect(merge(keep, hubspot(null, 'A'), salesforce('B', 'A'))).to.deep.include({
      kind: 'conflict',
      value: 'B',
      winner: 'salesforce',
      writes: ['hubspot'],
    });
  });

  it('keeps the loser of a conflict with what was agreed before', () => {
    const verdict = merge(field(), hubspot('B', 'A', at(9)), salesforce('C', 'A', at(10)));
    expect(verdict).to.deep.include({
      kind: 'conflict',
      value: 'C',
      winner: 'salesforce',
      reason: 'salesforce changed last',
      writes: ['hubspot'],
      agreed: ['salesforce'],
      losers: [{ system: 'hubspot', value: 'B', base: 'A' }],
    });
  });

  it('links equal values at the first meeting', () => {
    expect(merge(field(), hubspot('A'), salesforce('A'))).to.deep.include({
      kind: 'linked',
      writes: [],
      agreed: ['hubspot', 'salesforce'],
    });
  });

  it('fills a blank at the first meeting, under every authority', () => {
    expect(merge(field({ authority: { kind: 'manual' } }), hubspot(null), salesforce('A'))).to.deep.include({
      kind: 'filled',
      value: 'A',
      writes: ['hubspot'],
      agreed: ['salesforce'],
    });
  });

  it('decides a difference at the first meeting by authority', () => {
    const salesforceRules = field({ authority: { kind: 'system', system: 'salesforce' } });
    expect(merge(salesforceRules, hubspot('A'), salesforce('B'))).to.deep.include({
      kind: 'conflict',
      value: 'B',
      losers: [{ system: 'hubspot', value: 'A', base: null }],
    });
  });

  it('fills what a new side lacks from what two old sides agreed on', () => {
    const verdict = mergeField(field(), [hubspot('A', 'A'), salesforce('A', 'A'), intake(null)], () => true);
    expect(verdict).to.deep.include({ kind: 'filled', value: 'A', writes: ['lead-intake'] });
  });

  it('sets what a new side says against what the old sides agreed on', () => {
    const verdict = merge(
      field(),
      hubspot('A', 'A', at(9)),
      salesforce('A', 'A', at(8)),
      intake('B', undefined, at(10)),
    );
    expect(verdict).to.deep.include({ kind: 'conflict', value: 'B', winner: 'lead-intake' });
    expect(verdict.writes).to.deep.equal(['hubspot', 'salesforce']);
  });

  it('is unreadable when a side that can be written could not be read', () => {
    const blind = { ...salesforce('A', 'A'), live: { kind: 'unreadable', reason: 'no access' } } as const;
    expect(merge(field(), hubspot('B', 'A'), blind)).to.deep.equal({
      field: 'phone',
      kind: 'unreadable',
      writes: [],
      agreed: [],
      losers: [],
      reason: 'salesforce: no access',
    });
  });

  it('goes on without a side that only gives and said nothing of the field', () => {
    const silent = { ...intake('x'), live: { kind: 'unreadable', reason: 'phone was not read' } } as const;
    expect(merge(field(), hubspot('B', 'A'), salesforce('A', 'A'), silent)).to.include({ kind: 'flow' });
  });

  it('leaves out a side without the field', () => {
    const verdict = merge(field(), hubspot('B', 'A'), { ...salesforce('x'), live: null });
    expect(verdict).to.deep.include({ kind: 'flow', writes: [], agreed: ['hubspot'] });
  });

  it('never writes to a system that cannot be written, and never asks it again', () => {
    const sides = [hubspot('A', 'A'), intake('B', undefined)];
    const verdict = merge(field({ authority: { kind: 'system', system: 'hubspot' } }), ...sides);
    expect(verdict).to.deep.include({ kind: 'conflict', value: 'A', writes: [], agreed: ['lead-intake'] });
    expect(merge(field(), ...applied(sides, verdict)).kind).to.equal('unchanged');
  });

  it('does not let the old answer of a form undo a later edit', () => {
    const verdict = merge(field(), hubspot('B', 'A'), salesforce('A', 'A'), intake('A', 'A'));
    expect(verdict).to.deep.include({ value: 'B', writes: ['salesforce'] });
  });

  it('gives one verdict per mapped field, also for fields nobody has', () => {
    const mapping = {
      entity: 'person',
      objects: new Map(),
      createAs: new Map(),
      createIn: new Set<string>(),
      scope: new Map(),
      computed: new Set<string>(),
      fields: [field(), field({ name: 'city' })],
      onDelete: 'unlink',
      erase: new Map(),
      comeBack: 'hold',
      history: null,
      matchBy: [],
    } as const;
    const verdicts = mergeEntity(mapping, new Map([['phone', [hubspot('A', 'A')]]]), writable);
    expect(verdicts.map((verdict) => verdict.field)).to.deep.equal(['phone', 'city']);
  });
});

describe('a field with the direction from one system', () => {
  const fromHubspot = field({ direction: { kind: 'from', system: 'hubspot' } });

  it('lets what that system says through', () => {
    expect(merge(fromHubspot, hubspot('B', 'A'), salesforce('A', 'A'))).to.deep.include({
      kind: 'flow',
      writes: ['salesforce'],
    });
  });

  it('holds what any other says', () => {
    expect(merge(fromHubspot, hubspot('A', 'A'), salesforce('B', 'A'))).to.deep.include({
      kind: 'held',
      writes: [],
      agreed: ['salesforce'],
      losers: [{ system: 'salesforce', value: 'B', base: 'A' }],
    });
  });

  it('makes no exception for an authority that is blank', () => {
    const rule = field({
      direction: { kind: 'from', system: 'hubspot' },
      authority: { kind: 'system-unless-blank', system: 'hubspot' },
    });
    expect(merge(rule, hubspot(null, null), salesforce('B', null))).to.deep.include({
      kind: 'held',
      writes: [],
    });
  });
});

describe('a field with the direction to one system', () => {
  const toHubspot = field({ direction: { kind: 'to', system: 'hubspot' } });

  it('lets a change of the source through', () => {
    expect(merge(toHubspot, hubspot('A', 'A'), salesforce('B', 'A'))).to.deep.include({
      kind: 'flow',
      writes: ['hubspot'],
    });
  });

  it('holds an edit of the target: it is neither sent out nor undone', () => {
    expect(merge(toHubspot, hubspot('B', 'A'), salesforce('A', 'A'))).to.deep.include({
      kind: 'held',
      writes: [],
      agreed: ['hubspot'],
      losers: [{ system: 'hubspot', value: 'B', base: 'A' }],
    });
  });

  it('overwrites a held edit when the source changes, and keeps it as a loser', () => {
    const before = [hubspot('B', 'A'), salesforce('A', 'A')];
    const [ours] = applied(before, merge(toHubspot, ...before));
    expect(merge(toHubspot, ours!, salesforce('C', 'A'))).to.deep.include({
      kind: 'flow',
      value: 'C',
      writes: ['hubspot'],
      losers: [{ system: 'hubspot', value: 'B', base: 'B' }],
    });
  });

  it('lets the source win when both changed, whoever changed last', () => {
    expect(merge(toHubspot, hubspot('B', 'A', at(10)), salesforce('C', 'A', at(9)))).to.deep.include({
      kind: 'conflict',
      value: 'C',
      writes: ['hubspot'],
      losers: [{ system: 'hubspot', value: 'B', base: 'A' }],
    });
  });

  it('does not fill a blank source from the target at the first meeting', () => {
    expect(merge(toHubspot, hubspot('A'), salesforce(null))).to.deep.include({ kind: 'held', writes: [] });
  });

  it('leaves a held edit alone when a form says nothing new', () => {
    const verdict = merge(toHubspot, hubspot('B', 'A'), salesforce('A', 'A'), intake(null));
    expect(verdict.writes).to.deep.equal([]);
  });
});

describe('what counts as the same value', () => {
  const cases: readonly (readonly [
    what: string,
    type: 'email' | 'phone' | 'url' | 'text' | 'datetime',
    a: string,
    b: string,
  ])[] = [
    ['case of an e-mail address', 'email', 'Anna@Acme.com', 'anna@acme.com'],
    ['spaces and brackets of a phone number', 'phone', '+43 (1) 515 15-0', '+431515150'],
    ['scheme, www and trailing slash of a web address', 'url', 'https://www.Acme.com/', 'acme.com'],
    ['space around text', 'text', ' Vienna ', 'Vienna'],
    ['line ends', 'text', 'a\r\nb', 'a\nb'],
    ['fractions of a second', 'datetime', '2026-11-21T18:30:00.000Z', '2026-11-21T18:30:00.417Z'],
  ];
  for (const [what, type, a, b] of cases) {
    it(`is not changed by ${what}`, () => {
      expect(merge(field({ type }), hubspot(a, b), salesforce(b, b)).kind).to.equal('unchanged');
    });
  }

  it('knows a national number by the region of the row', () => {
    const phone = field({ type: 'phone', region: 'AT' });
    expect(merge(phone, hubspot('01 515150'), salesforce('+43 1 515150')).kind).to.equal('linked');
    expect(merge(field({ type: 'phone' }), hubspot('01 515150'), salesforce('+43 1 515150')).kind).to.equal(
      'conflict',
    );
  });

  it('writes the spelling of the side that changed', () => {
    const phone = field({ type: 'phone' });
    const verdict = merge(
      phone,
      hubspot('+43 (1) 515 15-1', '+431515150'),
      salesforce('+431515150', '+431515150'),
    );
    expect(verdict.value).to.equal('+43 (1) 515 15-1');
  });

  it('tells the case of text, and of the path of a web address, apart', () => {
    expect(merge(field(), hubspot('vienna', 'Vienna'), salesforce('Vienna', 'Vienna')).kind).to.equal('flow');
    expect(
      merge(field({ type: 'url' }), hubspot('a.com/X', 'a.com/x'), salesforce('a.com/x', 'a.com/x')).kind,
    ).to.equal('flow');
  });
});

describe('sides in any number', () => {
  it('takes a value before a blank where two changed at the same moment', () => {
    const verdict = merge(field(), hubspot(null, 'A', at(9)), salesforce('C', 'A', at(9)));
    expect(verdict).to.deep.include({ value: 'C', reason: 'salesforce comes first in the mapping' });
  });

  it('follows the order of the columns where nothing else decides', () => {
    const sides = [side('salesforce', 'B', 'A'), side('hubspot', 'C', 'A')];
    expect(merge(field(), ...sides)).to.deep.include({
      value: 'C',
      winner: 'hubspot',
      reason: 'hubspot comes first in the mapping',
    });
  });
});
