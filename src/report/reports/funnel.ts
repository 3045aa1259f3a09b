import { isWithin, type Period, type Report } from '../../domain/report.ts';
import { column, makeReport } from '../make-report.ts';
import type { PersonSeen } from '../person.ts';

interface Row {
  readonly month: string;
  people: number;
  again: number;
  readonly reached: Map<string, number>;
}

/** Cohorts: those who came in one month, and how many of them have come into each stage until now, however late. */
export function makeFunnel(period: Period, stages: readonly string[]) {
  const rows = new Map<string, Row>();
  return {
    see({ enteredAt, stages: came, cycles }: PersonSeen): void {
      if (!isWithin(period, enteredAt)) return;
      const month = new Date(enteredAt).toISOString().slice(0, 7);
      const row = rows.get(month) ?? { month, people: 0, again: 0, reached: new Map<string, number>() };
      rows.set(month, row);
      row.people += 1;
      if (cycles > 1) row.again += 1;
      for (const stage of came.keys()) row.reached.set(stage, (row.reached.get(stage) ?? 0) + 1);
    },
    report: (asked: readonly string[]): Report =>
      makeReport<Row>({
        name: 'funnel',
        title: 'How far those came who came in one month',
        asked,
        columns: [
          column('text', 'month', 'Came in', (row) => row.month),
          column('count', 'people', 'People', (row) => row.people),
          ...stages.map((stage) => column<Row>('count', stage, stage, (row) => row.reached.get(stage) ?? 0)),
          column('count', 'again', 'More than once', (row) => row.again),
        ],
        rows: [...rows.values()].toSorted((a, b) => (a.month < b.month ? -1 : 1)),
        notes: [],
      }),
  };
}
