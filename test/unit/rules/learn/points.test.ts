import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compileExpression } from '../../../../src/expression/compile.ts';
import type { ExpressionSchema } from '../../../../src/expression/types.ts';
import { binCondition, binName, binOf } from '../../../../src/rules/learn/bin.ts';
import { binColumn } from '../../../../src/rules/learn/bin-column.ts';
import { fit } from '../../../../src/rules/learn/fit.ts';
import { binTable } from '../../../../src/rules/learn/model.ts';
import { writeProposal } from '../../../../src/rules/learn/proposal.ts';
import { chanceOf, fitLogistic, logOdds } from '../../../../src/rules/learn/ridge-logistic.ts';
import { makeScorecard } from '../../../../src/rules/learn/scorecard.ts';
import { splitTable, toss } from '../../../../src/rules/learn/split.ts';
import type { Cell, Table } from '../../../../src/rules/learn/table.ts';
import { columnOf, leads, madeUpTable, withColumn } from './made-up.ts';

interface Proposal {
  readonly fit: {
    readonly groups: readonly {
      readonly name: string;
      readonly cap: number;
      readonly signals: readonly { readonly name: string; readonly when: string; readonly points: number }[];
    }[];
  };
  readonly grades: Readonly<Record<string, number>>;
}

const schemaOf = ({ columns }: Table): ExpressionSchema =>
  new Map(columns.map(({ field, type }) => [field, { type }]));
const everyRow = ({ ids }: Table): readonly number[] => ids.map((_, row) => row);

/** Values with all that YAML and expressions could trip over. */
const AWKWARD = ['it\'s "so"', 'a: b # c', '\\', 'yes', '- x', '{', 'Ü€', 'two\nlines', '2026'];
const awkward = withColumn(madeUpTable(1_200, leads), 'remark', (row, won) =>
  row % 4 === 0 ? null : AWKWARD[won && row % 3 === 0 ? 0 : (row * 7) % AWKWARD.length]!,
);

describe('points', () => {
  const rows = everyRow(awkward);
  const binned = binTable(awkward, awkward.columns, rows);
  const logistic = fitLogistic(binned.design, awkward.won, rows, 1);
  const card = makeScorecard(awkward, rows, { ...binned, logistic });

  it('stand beside expressions that hold for just the rows that get them', () => {
    const schema = schemaOf(awkward);
    const bins = card.columns.flatMap((column) =>
      column.bins.map(({ when, points, rows: counted }) => {
        const compiled = compileExpression(when, schema, { expect: 'boolean' });
        if (compiled.kind === 'invalid') throw new Error(`${when}: ${compiled.problems[0]?.cause ?? ''}`);
        return { points, counted, expression: compiled.expression };
      }),
    );
    const held = bins.map(() => 0);
    for (const row of rows) {
      const fields = Object.fromEntries(
        awkward.columns.map(({ field, cells }) => [field, cells[row] ?? null]),
      );
      let points = 0;
      for (const [index, bin] of bins.entries()) {
        const outcome = bin.expression.evaluate({ fields, now: new Date(0) });
        if (outcome.kind !== 'known' || outcome.value !== true) continue;
        points += bin.points;
        held[index] = (held[index] ?? 0) + 1;
      }
      expect(points).to.equal(card.points[row]);
    }
    expect(held).to.deep.equal(bins.map(({ counted }) => counted));
  });

  it('stand for the log odds they were made from, but for rounding', () => {
    for (const row of rows) {
      const byPoints = card.chance.intercept + card.chance.perPoint * (card.points[row] ?? 0);
      const most = 0.5 * binned.design.columns.length * card.chance.perPoint;
      expect(byPoints).to.be.closeTo(logOdds(binned.design, logistic, row), most + 1e-9);
    }
  });

  describe('as a proposal', () => {
    const result = fit(awkward, { knownAfter: ['remark'], allow: ['remark'], splitBy: 'id' });
    if (result.kind !== 'fitted') throw new Error('too few');
    const text = writeProposal(result, { source: 'leads.csv\nfit: evil', day: '2026-11-22' });
    const proposal = parse(text) as Proposal;

    it('are YAML that says the same', () => {
      expect(text).to.include("it''s");
      const { groups } = proposal.fit;
      expect(
        groups.map(({ signals }) => signals.map(({ when, points }) => ({ when, points }))),
      ).to.deep.equal(
        result.columns.map(({ bins }) =>
          bins.filter(({ points }) => points > 0).map(({ when, points }) => ({ when, points })),
        ),
      );
      expect(groups.map(({ cap }) => cap)).to.deep.equal(result.columns.map(({ bins }) => bins[0]?.points));
      expect(proposal.grades).to.deep.equal(result.grades);
      expect(Object.keys(proposal)).to.deep.equal(['fit', 'grades']);
    });

    it('have signals of different names, each with its column', () => {
      const names = proposal.fit.groups.flatMap(({ name, signals }) =>
        signals.map((signal) => {
          expect(signal.name.startsWith(`${name}: `)).to.equal(true);
          return signal.name;
        }),
      );
      expect(new Set(names).size).to.equal(names.length);
    });

    it('tell in comments what they rest on', () => {
      expect(text).to.match(/^# Proposed on 2026-11-22 from leads\.csv fit: evil by "leadloop score fit"\./u);
      expect(text).to.match(/^# - AUC 0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)$/mu);
      expect(text).to.match(/^ {8}# \d+ rows, \d+ % won$/mu);
    });
  });
});

describe('what is behind the points', () => {
  const labelled = fc.array(
    fc.record({
      number: fc.option(fc.integer({ min: -20, max: 20 })),
      text: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
      won: fc.boolean(),
    }),
    { minLength: 30, maxLength: 200 },
  );
  const tableOf = (made: readonly { number: number | null; text: string | null; won: boolean }[]): Table => ({
    ids: made.map((_, row) => `${row}`),
    won: made.map(({ won }) => won),
    times: null,
    columns: [
      columnOf(
        'number',
        made.map(({ number }) => number),
      ),
      columnOf(
        'text',
        made.map(({ text }) => text),
      ),
    ],
  });

  it('every cell that was learned from is in just one bin', () => {
    fc.assert(
      fc.property(labelled, (made) => {
        const table = tableOf(made);
        for (const column of table.columns) {
          const { bins } = binColumn(column, table, everyRow(table));
          for (const cell of column.cells) {
            const holding = bins.filter((bin) => binOf([bin], cell) === 0);
            expect(holding).to.have.length(1);
          }
        }
      }),
    );
  });

  it('values that are alike are one bin, named by the most frequent', () => {
    const values = ['a', 'a', 'a', 'b', 'c', 'c', 'd', 'e', 'e'];
    const cells = Array.from({ length: 1_000 }, (_, row) => (row === 999 ? 'one' : values[row % 9]!));
    const table = { ...tableOf([]), ids: cells.map(String), won: cells.map((cell) => cell === 'b') };
    const { bins } = binColumn(columnOf('v', cells), table, everyRow(table));
    expect(bins.map(binName)).to.deep.equal(['a, c, e, 1 more', 'b', 'another']);
    expect(bins.map((bin) => binCondition('v', bin))).to.deep.equal([
      'v in ["a", "c", "e", "d"]',
      'v == "b"',
      '!(v in ["a", "c", "e", "d", "b"])',
    ]);
  });

  it('numbers that say nothing are one range, and a step is found where it is', () => {
    const cells: readonly Cell[] = Array.from({ length: 1_000 }, (_, row) => row % 100);
    const rangesFor = (won: (cell: number) => boolean) => {
      const table = { ...tableOf([]), ids: cells.map(String), won: cells.map((cell) => won(Number(cell))) };
      return binColumn(columnOf('n', cells), table, everyRow(table)).bins;
    };
    expect(rangesFor((cell) => cell % 2 === 0)).to.deep.equal([{ kind: 'range', from: null, below: null }]);
    expect(rangesFor((cell) => cell >= 50)).to.deep.equal([
      { kind: 'range', from: null, below: 50 },
      { kind: 'range', from: 50, below: null },
    ]);
  });

  it('weights are where no step makes them better: errors and penalty are in balance', () => {
    fc.assert(
      fc.property(labelled, fc.constantFrom(0.1, 1, 10), (made, penalty) => {
        const table = tableOf(made);
        const rows = everyRow(table);
        if (new Set(table.won).size < 2) return;
        const { design } = binTable(table, table.columns, rows);
        const model = fitLogistic(design, table.won, rows, penalty);
        const errors = rows.map(
          (row) => (table.won[row] === true ? 1 : 0) - chanceOf(logOdds(design, model, row)),
        );
        expect(errors.reduce((sum, error) => sum + error, 0)).to.be.closeTo(0, 1e-3);
        for (const { first, size, bins } of design.columns) {
          for (let bin = first; bin < first + size; bin += 1) {
            const pull = rows.reduce((sum, row) => sum + (bins[row] === bin ? (errors[row] ?? 0) : 0), 0);
            expect(pull).to.be.closeTo(penalty * (model.weights[bin] ?? 0), 1e-3);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('stays finite when all have the same outcome, and when there is nothing to learn from', () => {
    const table = tableOf(Array.from({ length: 60 }, (_, row) => ({ number: row, text: 'a', won: false })));
    const { design } = binTable(table, table.columns, everyRow(table));
    expect(Number.isFinite(fitLogistic(design, table.won, everyRow(table), 1).intercept)).to.equal(true);
  });

  it('a lead is in the same part whatever other leads there are, and the parts are even', () => {
    const ids = Array.from({ length: 5_000 }, (_, row) => `lead ${row}`);
    const held = (some: readonly string[]): ReadonlySet<string> => {
      const table = { ids: some, won: some.map(() => false), times: null, columns: [] };
      return new Set(splitTable(table, 'id').holdout.map((row) => some[row] ?? ''));
    };
    const all = held(ids);
    const half = ids.filter((_, row) => row % 2 === 0);
    expect([...held(half)]).to.deep.equal(half.filter((id) => all.has(id)));
    expect(all.size / ids.length).to.be.closeTo(0.3, 0.02);
    const mean = ids.reduce((sum, id) => sum + toss(id, 'x'), 0) / ids.length;
    expect(mean).to.be.closeTo(0.5, 0.02);
  });
});
