import type { DriftReport, DriftRow } from '../report/drift/drift.ts';
import type { Interval } from '../report/statistics.ts';

export interface DriftTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly empty: string;
}

const SHOWN = 50;

/** Fields that were found equal wherever they were compared are not listed. */
export function ratesTable({ asked, rows }: DriftReport): DriftTable {
  return {
    title: asked.sample === null ? 'Compared in the last 24 hours' : 'Compared now',
    head: ['Object', 'Field', 'Compared', 'Differ', 'Rate', '95 % between', 'Differ as mapped'],
    rows: rows
      .filter(({ field, differing, apart }) => field === null || differing > 0 || apart > 0)
      .map((row: DriftRow) => [
        row.object,
        row.field ?? '(any)',
        row.compared,
        row.differing,
        row.rate === null ? '' : percent(row.rate.share),
        row.rate === null ? '' : between(row.rate),
        row.apart,
      ]),
    empty: 'Nothing yet. --sample compares some now.',
  };
}

export function findingsTable({ findings }: DriftReport): DriftTable {
  return {
    title: 'What differs',
    head: ['Object', 'Record', 'Field', 'Since', 'Because', 'What to do'],
    rows: findings
      .slice(0, SHOWN)
      .map(({ object, record, field, since, why, fix }) => [
        object,
        record,
        field ?? '(the record)',
        since,
        why,
        fix,
      ]),
    empty: 'Nothing.',
  };
}

/** What a sync would write, record by record, each value beside the one it takes the place of. */
export function repairLines({ findings }: DriftReport): readonly string[] {
  const mendable = findings.filter((one) => one.mendable).slice(0, SHOWN);
  return mendable.flatMap(({ record, writes }) =>
    writes.length === 0
      ? [`  ${record}: the record is followed, or its link ends`]
      : writes.map(({ name, before, after }) => `  ${record}: ${name}: ${shown(before)} → ${shown(after)}`),
  );
}

/** What is left to say. */
export function driftNotes({ findings, more, onItsWay, unreadable }: DriftReport): readonly string[] {
  const hidden = more + Math.max(0, findings.length - SHOWN);
  return [
    ...(hidden > 0 ? [`${hidden} more differences are not shown: --json tells more.`] : []),
    ...(onItsWay > 0 ? [`${onItsWay} have something on its way, which is no drift.`] : []),
    ...(unreadable > 0 ? [`${unreadable} could not be read, and were not compared.`] : []),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const between = ({ low, high }: Interval): string => `${percent(low)} and ${percent(high)}`;
const shown = (value: unknown): string => (value === null ? '(blank)' : JSON.stringify(value));
