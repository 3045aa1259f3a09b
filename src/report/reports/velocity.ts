import { HOUR_MS } from '../../domain/clock.ts';
import { isWithin, type Period, type Report } from '../../domain/report.ts';
import { column, makeReport } from '../make-report.ts';
import type { ReadJourney } from '../person.ts';
import { quantile, sortedNumbers } from '../statistics.ts';

interface Row {
  readonly step: string;
  readonly hours: readonly number[];
}

/** The moments of a hand-off that systems and people come between. */
export interface HandOffMoments {
  readonly sourceAt: Date | null;
  readonly receivedAt: Date;
  readonly visibleAt: Date | null;
  readonly touchedAt: Date | null;
}

/** How long steps take: from one stage to the next one that a person came into, and within a hand-off. */
export function makeVelocity(period: Period) {
  const steps = new Map<string, number[]>();
  const add = (step: string, from: number, until: number): void => {
    if (!isWithin(period, until)) return;
    const hours = steps.get(step) ?? [];
    steps.set(step, hours);
    hours.push(Math.max(0, until - from) / HOUR_MS);
  };
  return {
    see({ stages }: Pick<ReadJourney, 'stages'>): void {
      stages.slice(1).forEach(([at, stage], index) => {
        const before = stages[index];
        if (before !== undefined) add(`${before[1]} → ${stage}`, before[0], at);
      });
    },
    seeHandOff({ sourceAt, receivedAt, visibleAt, touchedAt }: HandOffMoments): void {
      if (sourceAt !== null) add('hand-off: done → known', sourceAt.getTime(), receivedAt.getTime());
      if (visibleAt === null) return;
      add('hand-off: known → visible to sales', receivedAt.getTime(), visibleAt.getTime());
      if (touchedAt !== null)
        add('hand-off: visible → first touch', visibleAt.getTime(), touchedAt.getTime());
    },
    report: (asked: readonly string[]): Report =>
      makeReport<Row>({
        name: 'velocity',
        title: 'How long each step takes',
        asked,
        columns: [
          column('text', 'step', 'Step', (row) => row.step),
          column('count', 'times', 'Times', (row) => row.hours.length),
          column('hours', 'median_hours', 'Median', (row) => quantile(row.hours, 0.5)),
          column('hours', 'p90_hours', '90 % within', (row) => quantile(row.hours, 0.9)),
        ],
        rows: [...steps]
          .map(([step, hours]) => ({ step, hours: sortedNumbers(hours) }))
          .toSorted((a, b) => b.hours.length - a.hours.length || (a.step < b.step ? -1 : 1)),
        notes: [],
      }),
  };
}
