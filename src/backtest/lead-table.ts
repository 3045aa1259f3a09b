import { readSignals, signalColumns } from '../rules/learn/signals.ts';
import type { Cell, Table } from '../rules/learn/table.ts';
import type { Rules, ScoringRules } from '../rules/rules.ts';
import type { History } from './history.ts';
import { makeKnown } from './known.ts';
import { pastLeadOf } from './past-lead.ts';

/** People who were scored, as a table to learn from: one row each. Plain JSON; nothing in it tells who they are but their ids. */
export interface LeadTable {
  readonly table: Table;
  /** Left out: nobody knows yet what comes of them. */
  readonly undecided: number;
  /** Left out: sales had them before anything was known of them. */
  readonly withSales: number;
}

/** The rules whose signals are learned from. */
export interface ScoredBy {
  readonly rules: Rules;
  readonly scoring: ScoringRules;
  /** The stages that hand over; none where nobody is handed over. */
  readonly handsOver: ReadonlySet<string>;
}

export interface LeadTableMaker {
  /** Takes the next person. */
  add(history: History): void;
  end(): LeadTable;
}

/** `now`: up to when it is known what came of people. */
export function makeLeadTable({ rules, scoring, handsOver }: ScoredBy, now: number): LeadTableMaker {
  const rows: { id: string; at: number; won: boolean; cells: readonly Cell[] }[] = [];
  const leftOut = { undecided: 0, 'with-sales': 0 };
  return {
    add(history) {
      const lead = pastLeadOf(history, handsOver, now);
      if (lead.kind !== 'decided') {
        leftOut[lead.kind] += 1;
        return;
      }
      const { won } = lead;
      const { at, standing } = lead.seen;
      const input = { ...makeKnown(history, rules.reads)(at), standing, now: at };
      rows.push({ id: history.entity, at, won, cells: readSignals(rules, scoring.signals, input) });
    },
    end: () => ({
      table: {
        ids: rows.map(({ id }) => id),
        won: rows.map(({ won }) => won),
        times: rows.map(({ at }) => at),
        columns: signalColumns(scoring).map((column, place) => ({
          ...column,
          cells: rows.map(({ cells }) => cells[place] ?? null),
        })),
      },
      undecided: leftOut.undecided,
      withSales: leftOut['with-sales'],
    }),
  };
}
