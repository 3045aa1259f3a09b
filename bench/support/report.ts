import { cpus, loadavg, totalmem } from 'node:os';

/** The machine and how busy it was: figures of two machines, or of a busy one, are not to be compared. */
export function printHead(title: string): void {
  const [first] = cpus();
  const load = loadavg()[0] ?? 0;
  console.log(`\n## ${title}`);
  console.log(
    `${cpus().length} × ${first?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, ` +
      `Node ${process.versions.node}, ${process.platform}, load before the run ${load.toFixed(1)}\n`,
  );
}

/** A table in Markdown: the columns are those of the first row. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`|${columns.map(() => '---').join('|')}|`);
  for (const row of rows) console.log(`| ${columns.map((name) => String(row[name] ?? '')).join(' | ')} |`);
  console.log('');
}

/** The value below which a share of all lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

export const rounded = (value: number): string => Math.round(value).toLocaleString('en');

/** How long something took, and how much of that was not the vendors' own. */
export const latencyRow = (when: string, what: string, values: readonly number[], vendorsMs: number) => ({
  when,
  what,
  'p50 ms': percentile(values, 0.5),
  'p99 ms': percentile(values, 0.99),
  "above the vendors' own, p50": percentile(values, 0.5) - vendorsMs,
  p99: percentile(values, 0.99) - vendorsMs,
});
