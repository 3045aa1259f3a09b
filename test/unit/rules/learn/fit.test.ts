import { expect } from 'chai';
import { fit, type Fit, type FitOptions } from '../../../../src/rules/learn/fit.ts';
import type { Table } from '../../../../src/rules/learn/table.ts';
import { leads, madeUpTable, oneOf, TRUTH, withColumn } from './made-up.ts';

const OPTIONS: FitOptions = { knownAfter: [], allow: [], splitBy: 'time' };

function fitted(table: Table, options: Partial<FitOptions> = {}): Fit {
  const result = fit(table, { ...OPTIONS, ...options });
  if (result.kind !== 'fitted') throw new Error('too few');
  return result;
}

/** By column and value, log odds above the column's worst value, as the points say. */
function oddsOf({ columns, chance }: Fit): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return Object.fromEntries(
    columns.map(({ column, bins }) => [
      column,
      Object.fromEntries(bins.map(({ name, points }) => [name, points * chance.perPoint])),
    ]),
  );
}

describe('learning points from past leads', function () {
  this.timeout(60_000);

  const table = madeUpTable(6_000, leads, { seed: 3 });
  const learned = fitted(table);

  it('finds the truth they were made with', () => {
    const { source, optedOut, seconds } = oddsOf(learned);
    const { web, fair, referral } = TRUTH.source;
    expect(source?.['fair']).to.be.closeTo(fair - web, 0.3);
    expect(source?.['referral']).to.be.closeTo(referral - web, 0.3);
    expect(optedOut?.['no']).to.be.closeTo(-TRUTH.optedOut, 0.3);
    const ranges = Object.keys(seconds ?? {});
    expect(Math.max(...Object.values(seconds ?? {}))).to.be.closeTo(TRUTH.longVisit, 0.3);
    expect(ranges.find((name) => / or more$/u.test(name))).to.match(/^(29\d|30\d|31\d) or more$/u);
  });

  it('gives no more than a point or two for what says nothing', () => {
    const noise = learned.columns.find(({ column }) => column === 'noise');
    expect(Math.max(0, ...(noise?.bins ?? []).map(({ points }) => points))).to.be.at.most(3);
  });

  it('says how good they are about as the truth allows', () => {
    const { holdout, crossValidated } = learned;
    expect(holdout.auc?.value).to.be.closeTo(crossValidated?.value ?? 0, 0.03);
    expect(holdout.auc?.value).to.be.within(0.74, 0.84);
    expect(holdout.calibrationError).to.be.below(0.05);
    expect(holdout.tenths[0]?.lift).to.be.greaterThan(2);
  });

  it('gives the best lead about 100 points, and the worst value of each column none', () => {
    const most = learned.columns.map(({ bins }) => bins[0]?.points ?? 0);
    expect(most.reduce((sum, points) => sum + points, 0)).to.be.within(97, 103);
    expect(learned.columns.map(({ bins }) => bins.at(-1)?.points)).to.deep.equal(
      learned.columns.map(() => 0),
    );
  });

  it('grades the best tenth A, down to E from one point on', () => {
    const { A, B, C, D, E } = learned.grades;
    expect([A, B, C, D, E]).to.deep.equal([A, B, C, D, E].toSorted((a, b) => b - a));
    expect(E).to.equal(1);
  });

  it('does the same in whatever order the rows stand', () => {
    const rows = table.ids
      .map((_, row) => row)
      .toSorted((a, b) => ((a * 7919) % 6_000) - ((b * 7919) % 6_000));
    const pick = <T>(values: readonly T[]): readonly T[] => rows.map((row) => values[row]!);
    const shuffled: Table = {
      ids: pick(table.ids),
      won: pick(table.won),
      times: null,
      columns: table.columns.map((column) => ({ ...column, cells: pick(column.cells) })),
    };
    const again = fitted(shuffled);
    expect(again.columns).to.deep.equal(learned.columns);
    expect(again.holdout.auc?.value).to.be.closeTo(learned.holdout.auc?.value ?? 0, 1e-12);
  });

  it('measures on the latest leads where times are known, else by the ids', () => {
    expect(learned.splitBy).to.equal('id');
    const timed = { ...table, times: table.ids.map((_, row) => row) };
    const latest = fitted(timed);
    expect(latest.splitBy).to.equal('time');
    expect(latest.holdout.rows).to.equal(1_800);
    expect(latest.holdout.wins).to.equal(table.won.slice(4_200).filter(Boolean).length);
    expect(fitted(timed, { splitBy: 'id' }).holdout.rows).to.equal(learned.holdout.rows);
  });

  it('never looks at the outcomes of the leads it measures on', () => {
    const timed = withColumn({ ...table, times: table.ids.map((_, row) => row) }, 'late', (row, won) =>
      row < 4_200 ? null : won ? '1' : '2',
    );
    const turned = { ...timed, won: table.won.map((won, row) => (row >= 4_200 ? !won : won)) };
    const [one, other] = [fitted(timed), fitted(turned)];
    expect(other.columns).to.deep.equal(one.columns);
    expect(other.leaks).to.deep.equal(one.leaks);
    expect(one.leaks).to.deep.equal([]);
    expect(other.holdout.auc?.value).to.be.closeTo(1 - (one.holdout.auc?.value ?? 0), 1e-9);
  });

  it('keeps one of two columns that say the same', () => {
    const doubled = withColumn(table, 'channel', (row) => {
      const source = table.columns[0]?.cells[row];
      return source === 'web' ? 'online' : source === 'fair' ? 'in person' : 'by friends';
    });
    const { repeated, columns } = fitted(doubled);
    expect(repeated).to.deep.equal([{ column: 'channel', by: 'source' }]);
    expect(columns.map(({ column }) => column))
      .to.include('source')
      .and.not.include('channel');
  });

  describe('with few wins', () => {
    const few = (rows: number, seed: number): Table =>
      madeUpTable(
        rows,
        (random) => {
          const source = oneOf(random, { web: 0.8, referral: 0.2 });
          return { cells: { source }, odds: source === 'web' ? -3.2 : -0.6 };
        },
        { seed },
      );

    it('works from 20 on, and says that it is not sure', () => {
      const table20 = few(180, 5);
      const result = fitted(table20);
      expect(result.wins).to.be.within(20, 30);
      expect(result.columns.map(({ column }) => column)).to.deep.equal(['source']);
      expect(result.columns[0]?.bins[0]?.name).to.equal('referral');
      const { low, high } = result.holdout.auc ?? { low: 0, high: 0 };
      expect(high - low).to.be.greaterThan(0.15);
    });

    it('refuses below, and says how many there are', () => {
      expect(fit(few(40, 5), OPTIONS)).to.deep.include({ kind: 'too-few' });
    });
  });

  it('says so when nothing tells anything', () => {
    const blind = madeUpTable(500, (random) => ({
      cells: { noise: oneOf(random, { a: 0.5, b: 0.5 }) },
      odds: -1,
    }));
    const { columns, silent, holdout, penalty } = fitted(blind);
    expect(penalty).to.equal(100);
    if (columns.length === 0) {
      expect(silent).to.deep.equal(['noise']);
      expect(holdout.auc?.value).to.equal(0.5);
    } else expect(holdout.auc?.low).to.be.below(0.5);
  });
});
