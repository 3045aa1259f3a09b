import { expect } from 'chai';
import { differencesOf } from '../../../src/runtime/differences.ts';

describe('differences of receipts', () => {
  it('are none when only the order of keys differs', () => {
    expect(differencesOf({ a: [1, { b: null, c: 'x' }] }, { a: [1, { c: 'x', b: null }] })).to.deep.equal([]);
  });

  it('name each place, also where only one side has something', () => {
    const stored = { score: { fit: 1 }, steps: [1, 2], gone: true, list: [] };
    const again = { score: { fit: 2 }, steps: [1], list: {} };
    expect(differencesOf(stored, again)).to.deep.equal([
      { path: 'score.fit', stored: 1, again: 2 },
      { path: 'steps.1', stored: 2, again: undefined },
      { path: 'gone', stored: true, again: undefined },
      { path: 'list', stored: [], again: {} },
    ]);
  });
});
