/** Plain text tables and lines for the terminal. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  empty: string,
): void {
  console.log(`\n${title}`);
  if (rows.length === 0) {
    console.log(`  ${empty}`);
    return;
  }
  const text = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...text.map((row) => (row[column] ?? '').length)));
  for (const row of text)
    console.log(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}`,
    );
}

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

/** One line that is written over while work goes on; only on a terminal. */
export function progressLine(): { show(message: string): void; done(): void } {
  const terminal = process.stderr.isTTY;
  return {
    show: (message) => {
      if (terminal) process.stderr.write(`\r\u001b[2K${message}`);
    },
    done: () => {
      if (terminal) process.stderr.write('\r\u001b[2K');
    },
  };
}
