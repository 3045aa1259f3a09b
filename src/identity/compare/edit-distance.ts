/**
 * The fewest single mistakes (a letter too many, missing, wrong, or swapped with its neighbour) between two texts: the
 * optimal string alignment distance (F. J. Damerau, A Technique for Computer Detection and Correction of Spelling
 * Errors, CACM 7, 1964; R. Lowrance, R. A. Wagner, An Extension of the String-to-String Correction Problem, JACM 22,
 * 1975).
 */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let before = new Uint16Array(width);
  let row = Uint16Array.from({ length: width }, (_, index) => index);
  let next = new Uint16Array(width);
  for (let i = 1; i <= a.length; i += 1) {
    next[0] = i;
    const letter = a.charCodeAt(i - 1);
    for (let j = 1; j < width; j += 1) {
      const other = b.charCodeAt(j - 1);
      let least = (row[j - 1] ?? 0) + (letter === other ? 0 : 1);
      least = Math.min(least, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && other === a.charCodeAt(i - 2);
      next[j] = swapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least;
    }
    [before, row, next] = [row, next, before];
  }
  return row[b.length] ?? a.length;
}

/** 1 for equal texts, 0 when every letter would have to change. */
export const editSimilarity = (a: string, b: string): number =>
  a === b ? 1 : 1 - editDistance(a, b) / Math.max(a.length, b.length);
