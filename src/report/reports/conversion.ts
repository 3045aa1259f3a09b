import { isWithin, type Period, type Report } from '../../domain/report.ts';
import { isBlank } from '../../domain/value.ts';
import { column, makeReport } from '../make-report.ts';
import { BLANK, firstSource, type PersonSeen } from '../person.ts';
import { wilson } from '../statistics.ts';

interface Row {
  readonly title: string;
  people: number;
  readonly reached: Map<string, number>;
}

/**
 * Source × conversion: of those who came in the period, by where they came from first, how many ever came into each stage; and
 * the share of the last one asked about, with the bounds of what it can be by chance.
 */
export function makeConversion(period: Period, stages: readonly string[], won: string, byField: boolean) {
  const rows = new Map<string, Row>();

  const sourceOf = (person: PersonSeen): string => {
    if (!byField) return firstSource(person);
    const { field } = person;
    if (isBlank(field)) return BLANK;
    return typeof field === 'object' ? field.join('; ') : String(field);
  };

  return {
    see(person: PersonSeen): void {
      if (!isWithin(period, person.enteredAt)) return;
      const title = sourceOf(person);
      const row = rows.get(title) ?? { title, people: 0, reached: new Map<string, number>() };
      rows.set(title, row);
      row.people += 1;
      for (const stage of person.stages.keys()) row.reached.set(stage, (row.reached.get(stage) ?? 0) + 1);
    },

    report(asked: readonly string[]): Report {
      const share = (row: Row) => wilson(row.reached.get(won) ?? 0, row.people);
      return makeReport<Row>({
        name: 'sources',
        title: `Who came from where, and became ${won}`,
        asked,
        columns: [
          column('text', 'source', 'Source', (row) => row.title),
          column('count', 'people', 'People', (row) => row.people),
          ...stages.map((stage) => column<Row>('count', stage, stage, (row) => row.reached.get(stage) ?? 0)),
          column('share', 'conversion', 'Conversion', (row) => share(row)?.share ?? null),
          column('share', 'conversion_low', 'at least', (row) => share(row)?.low ?? null),
          column('share', 'conversion_high', 'at most', (row) => share(row)?.high ?? null),
        ],
        rows: [...rows.values()].toSorted((a, b) => b.people - a.people || (a.title < b.title ? -1 : 1)),
        notes: [],
      });
    },
  };
}
