export interface LineCount {
  readonly added: number;
  readonly removed: number;
}

/** How many lines stand in one text and not in the other, when the most that can stay do stay. */
export function countLines(before: string, after: string): LineCount {
  const was = linesOf(before);
  const is = linesOf(after);
  let start = 0;
  while (start < was.length && start < is.length && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < was.length - start && end < is.length - start && was.at(-1 - end) === is.at(-1 - end))
    end += 1;
  const [a, b] = [was.slice(start, was.length - end), is.slice(start, is.length - end)];
  const kept = longestCommon(a, b);
  return { added: b.length - kept, removed: a.length - kept };
}

/** `+2 −1` */
export const shownCount = ({ added, removed }: LineCount): string => `+${added} −${removed}`;

/** With their ends, so that a changed line ending is a changed line. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];

/** The length of the longest common subsequence, row by row. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const line of a) {
    const row = new Uint32Array(b.length + 1);
    for (let index = 0; index < b.length; index += 1) {
      row[index + 1] =
        line === b[index] ? (above[index] ?? 0) + 1 : Math.max(above[index + 1] ?? 0, row[index] ?? 0);
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
