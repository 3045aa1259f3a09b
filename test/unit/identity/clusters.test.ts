import { expect } from 'chai';
import type { RecordRef } from '../../../src/domain/record.ts';
import { choosePrimary, type Twin } from '../../../src/identity/primary.ts';
import { unmerge, type Joining } from '../../../src/identity/unmerge.ts';

const ref = (id: string, object = 'Lead'): RecordRef => ({ system: 'crm', object, id });
const at = new Date('2026-11-21T00:00:00Z');
const later = new Date('2026-11-22T00:00:00Z');

describe('choosing the primary of several twins', () => {
  const twin = (id: string, changes: Partial<Twin> = {}, object = 'Lead'): Twin => ({
    ref: ref(id, object),
    filled: 3,
    linkedAt: at,
    ...changes,
  });
  const cases: Readonly<Record<string, readonly [Twin, Twin]>> = {
    'what a record becomes comes before what it was made as': [
      twin('2', { filled: 1 }, 'Contact'),
      twin('1'),
    ],
    'the one with more in it': [twin('2', { filled: 9 }), twin('1')],
    'the one known longest': [twin('2'), twin('1', { linkedAt: later })],
    'the lowest id when nothing else tells': [twin('1'), twin('2')],
  };
  for (const [name, [first, second]] of Object.entries(cases)) {
    it(`${name}, whichever is named first`, () => {
      expect(choosePrimary([first, second], ['Lead', 'Contact'])).to.equal(first.ref);
      expect(choosePrimary([second, first], ['Lead', 'Contact'])).to.equal(first.ref);
    });
  }

  it('is nobody without twins', () => {
    expect(choosePrimary([], ['Lead'])).to.equal(null);
  });
});

describe('undoing a joining', () => {
  const linked = (id: string, entity: string): Joining => ({
    kind: 'linked',
    ref: ref(id),
    entity,
    at,
    by: 'same e-mail',
  });
  const folded = (from: string, into: string): Joining => ({ kind: 'folded', from, into, at, by: 'alike' });

  it('gives the records of a folded entity back, with those it had been given before', () => {
    const fold = folded('B', 'A');
    const history = [linked('1', 'A'), linked('2', 'B'), linked('3', 'C'), folded('C', 'B'), fold];
    expect(unmerge(history, fold)).to.deep.equal({
      moves: [
        { ref: ref('2'), from: 'A', to: 'B' },
        { ref: ref('3'), from: 'A', to: 'B' },
      ],
      unsure: [],
    });
  });

  it('leaves later folds as they are', () => {
    const fold = folded('B', 'A');
    const history = [linked('1', 'A'), linked('2', 'B'), linked('3', 'X'), fold, folded('A', 'X')];
    expect(unmerge(history, fold).moves).to.deep.equal([{ ref: ref('2'), from: 'X', to: 'B' }]);
  });

  it('names records that came after it: nothing tells whose they are', () => {
    const fold = folded('B', 'A');
    const history = [linked('1', 'A'), linked('2', 'B'), fold, linked('3', 'A'), linked('4', 'Z')];
    expect(unmerge(history, fold)).to.deep.equal({
      moves: [{ ref: ref('2'), from: 'A', to: 'B' }],
      unsure: [ref('3')],
    });
  });

  it('gives a record linked by mistake back to where it was, or to nobody', () => {
    const mistake = linked('2', 'A');
    expect(unmerge([linked('1', 'A'), mistake], mistake).moves).to.deep.equal([
      { ref: ref('2'), from: 'A', to: null },
    ]);
    expect(unmerge([linked('1', 'A'), linked('2', 'B'), mistake], mistake).moves).to.deep.equal([
      { ref: ref('2'), from: 'A', to: 'B' },
    ]);
  });

  it('moves nothing when there is nothing left of it', () => {
    const mistake = linked('2', 'A');
    const gone: Joining = { kind: 'unlinked', ref: ref('2'), at, by: 'deleted' };
    expect(unmerge([linked('1', 'A'), mistake, gone], mistake)).to.deep.equal({ moves: [], unsure: [] });
    expect(unmerge([linked('2', 'A'), gone], gone).moves).to.deep.equal([]);
  });
});
