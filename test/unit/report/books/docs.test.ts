import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Path, Touch } from '../../../../src/attribution/path.ts';
import { entriesOf, restate, type Entry } from '../../../../src/attribution/restate.ts';
import { parseMapping } from '../../../../src/mapping/parse.ts';
import { booksReport } from '../../../../src/report/books/report.ts';
import type { BookEntry } from '../../../../src/report/books/sums.ts';
import { expectTable } from '../../../support/docs.ts';
import { amountOf, attributed, modelOf, named, PATH } from '../../attribution/build.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const PAGE = join(ROOT, 'docs', 'reports.md');

const touch = (day: string, name: string): Touch => ({ key: day, at: Date.parse(day), source: named(name) });

describe('the documentation of closed books', () => {
  it('shows what a late touch makes of its example', async () => {
    const won: Path = {
      ...PATH,
      amount: amountOf('10000'),
      ending: { kind: 'won', at: Date.parse('2026-10-20') },
      touches: [touch('2026-09-10', 'Fair'), touch('2026-10-12', 'Demo')],
    };
    const credited = async (path: Path): Promise<readonly Entry[]> =>
      (await attributed([modelOf('linear')], [path])).flatMap(entriesOf);
    const lines = (entries: readonly Entry[], booked: boolean): readonly BookEntry[] =>
      entries.map((entry) => ({ ...entry, model: 'linear', booked, statedAt: new Date('2026-11-03') }));
    const booked = lines(restate([], await credited(won)), true);
    const late = { ...won, touches: [...won.touches, touch('2026-10-01', 'Webinar')] };
    const since = lines(restate(booked, await credited(late)), false);
    const { columns, rows } = booksReport('2026-10', [], [...booked, ...since], []);
    expectTable(PAGE, 'books', [
      `| ${columns.map(({ title }) => title).join(' | ')} |`,
      `|${'---|'.repeat(columns.length)}`,
      ...rows.map((row) => `| ${row.join(' | ')} |`),
    ]);
  });

  it('leads to rows for currency and rate that the mapping takes', () => {
    const text = readFileSync(join(ROOT, 'mappings', 'opportunity.yaml'), 'utf8');
    const rows = text.replaceAll(/^ {2}# (currency|rate):/gmu, '  $1:');
    const parsed = parseMapping(rows, 'opportunity.yaml');
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
    const names = parsed.mapping.fields.map(({ name }) => name);
    expect(names).to.include.members(['currency', 'rate']);
  });
});
