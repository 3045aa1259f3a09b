import { expect } from 'chai';
import { fit } from '../../../../src/rules/learn/fit.ts';
import { findLeaks, LEAK_RULES } from '../../../../src/rules/learn/leaks/find-leaks.ts';
import type { Cell, Table } from '../../../../src/rules/learn/table.ts';
import { leads, madeUpTable, oneOf, withColumn, type Random } from './made-up.ts';

const CLEAN = madeUpTable(3_000, leads, { seed: 11, times: true });
const ROWS = CLEAN.ids.map((_, row) => row);

type MakeCell = (row: number, won: boolean, random: Random) => Cell;

const leaksOf = (table: Table, knownAfter: readonly string[] = []) => findLeaks(table, ROWS, knownAfter);
const found = (cellOf: MakeCell, table = CLEAN): readonly string[] =>
  leaksOf(withColumn(table, 'planted', cellOf)).map(
    ({ column, rule, verdict }) => `${column}: ${rule}, ${verdict}`,
  );

/** The last thing that a lead did, and what it is called in a column that is written later. */
const WITH_DEED = withColumn(CLEAN, 'last deed', (_, won, random) =>
  oneOf(
    random,
    won ? { opened: 0.5, visited: 0.3, called: 0.2 } : { opened: 0.4, visited: 0.4, called: 0.2 },
  ),
);
const DEEDS = WITH_DEED.columns.find(({ name }) => name === 'last deed')?.cells ?? [];

describe('leaks of the outcome', () => {
  it('are none in columns that were known beforehand', () => {
    expect(leaksOf(CLEAN)).to.deep.equal([]);
  });

  const planted: Readonly<Record<string, readonly [cellOf: MakeCell, found: readonly string[]]>> = {
    'a note that sales writes when the lead is decided': [
      (_, won, random) => (random() < 0.96 === won ? 'will buy' : 'not interested'),
      ['planted: too-good, refused', 'planted: settled, refused'],
    ],
    'a number that goes up when the lead is won': [
      (_, won, random) => Math.round(random() * 50 + (won ? 60 : 0)),
      ['planted: too-good, refused', 'planted: settled, refused'],
    ],
    'a judgement given for some, in both ways': [
      (_, won, random) =>
        random() < 0.2 ? (random() < 0.95 === won ? 'hot' : 'dead') : oneOf(random, { fine: 0.5, so: 0.5 }),
      ['planted: settled, refused'],
    ],
    'a status that only customers have': [
      (_, won, random) => (won && random() < 0.4 ? 'customer' : oneOf(random, { new: 0.5, known: 0.5 })),
      ['planted: settled, refused'],
    ],
    'a size that is asked for when the deal is made': [
      (_, won, random) => (won && random() < 0.1 ? Math.round(random() * 100) : null),
      ['planted: filled-by-outcome, refused'],
    ],
    'a reason that is filled only for the lost': [
      (_, won, random) => (!won && random() < 0.5 ? oneOf(random, { price: 0.5, time: 0.5 }) : null),
      ['planted: filled-by-outcome, refused'],
    ],
    'a score that was given to all leads up to some day': [
      (row, _, random) => (row < 1_500 ? oneOf(random, { high: 0.3, low: 0.7 }) : null),
      ['planted: filled-later, refused'],
    ],
  };
  for (const [name, [cellOf, wanted]] of Object.entries(planted)) {
    it(`are found in ${name}`, () => {
      expect(found(cellOf)).to.deep.equal(wanted);
    });
  }

  it('are found in a later copy of another column, and not in that column', () => {
    const copy: MakeCell = (row, won, random) =>
      random() < (won ? 0.2 : 0.5) ? 'changed by hand' : (DEEDS[row] ?? null);
    expect(found(copy, WITH_DEED)).to.deep.equal(['planted: later-copy, refused']);
  });

  it('are not seen in a later copy while it can be chance', () => {
    const few = ROWS.slice(0, 150);
    const table = withColumn(WITH_DEED, 'planted', (row, won) =>
      row % 15 === 0 || (won && row % 8 === 0) ? 'changed by hand' : (DEEDS[row] ?? null),
    );
    const changed = few.filter((row) => table.columns.at(-1)?.cells[row] === 'changed by hand');
    const share = (rows: readonly number[]): number =>
      rows.filter((row) => table.won[row]).length / rows.length;
    expect(share(changed) / share(few)).to.be.greaterThan(1.3);
    expect(findLeaks(table, few, [])).to.deep.equal([]);
  });

  const fine: Readonly<Record<string, readonly [cellOf: MakeCell, table?: Table]>> = {
    'a kind of lead that nearly always buys': [
      (_, won, random) =>
        random() < (won ? 0.08 : 0.003) ? 'referral by a friend' : oneOf(random, { ad: 0.5, fair: 0.5 }),
    ],
    'a kind of lead that never buys': [
      (_, won, random) => (!won && random() < 0.1 ? 'student' : oneOf(random, { employee: 0.5, boss: 0.5 })),
    ],
    'a form that keen people rather fill, but that is worth a look at threefold odds only': [
      (_, won, random) => (random() < (won ? 0.6 : 0.5) ? 'filled' : null),
    ],
    'a field that the form has since some day': [
      (row, _, random) => (row >= 1_500 ? oneOf(random, { yes: 0.5, no: 0.5 }) : null),
    ],
    'a second column of the same kind, with values that the first one has, too': [
      (row, won, random) => (random() < (won ? 0.2 : 0.5) ? 'called' : (DEEDS[row] ?? null)),
      WITH_DEED,
    ],
    'a copy that was written over whatever the outcome': [
      (row, _, random) => (random() < 0.3 ? 'changed by hand' : (DEEDS[row] ?? null)),
      WITH_DEED,
    ],
  };
  for (const [name, [cellOf, table]] of Object.entries(fine)) {
    it(`are not seen in ${name}`, () => {
      expect(found(cellOf, table)).to.deep.equal([]);
    });
  }

  it('are worth a look where keen people fill a form three times as often, and it is learned from', () => {
    const table = withColumn(CLEAN, 'planted', (_, won, random) =>
      random() < (won ? 0.85 : 0.5) ? 'filled' : null,
    );
    expect(leaksOf(table).map(({ rule, verdict }) => `${rule}, ${verdict}`)).to.deep.equal([
      'filled-by-outcome, look',
    ]);
  });

  it('are told with the figures', () => {
    const table = withColumn(CLEAN, 'planted', (row, won) => (won && row % 10 === 0 ? 'x' : null));
    const [leak] = leaksOf(table);
    expect(leak?.evidence).to.match(
      /^filled for \d+ % of those won and 0 % of those lost: 100 % are won where it is filled, \d+ % where it is blank$/u,
    );
  });

  it('are what somebody said is known only afterwards, whatever it looks like', () => {
    const [leak] = leaksOf(CLEAN, ['noise']);
    expect(leak).to.deep.include({ column: 'noise', rule: 'known-after', verdict: 'refused' });
  });

  it('are learned from only when that is allowed', () => {
    const table = withColumn(CLEAN, 'planted', (_, won, random) =>
      random() < 0.96 === won ? 'yes!' : 'no!',
    );
    const learn = (allow: readonly string[]) => {
      const result = fit(table, { knownAfter: [], allow, splitBy: 'time' });
      if (result.kind !== 'fitted') throw new Error('too few');
      const columns = result.columns.map(({ column }) => column);
      return { columns, refused: result.refused, auc: result.holdout.auc?.value ?? 0 };
    };
    const [without, withIt] = [learn([]), learn(['planted'])];
    expect(without.refused).to.deep.equal(['planted']);
    expect(without.columns).not.to.include('planted');
    expect(withIt.refused).to.deep.equal([]);
    expect(withIt.columns).to.include('planted');
    expect(without.auc).to.be.below(0.85);
    expect(withIt.auc).to.be.above(0.93);
  }).timeout(30_000);

  it('have rules of different names', () => {
    const names = LEAK_RULES.map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });
});
