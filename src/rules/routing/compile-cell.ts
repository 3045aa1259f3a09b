import type { Path, Report } from '../../mapping/problem.ts';
import { fold, type Cell, type Column, type Range } from './cell.ts';
import { countryCode } from './country-code.ts';

/** What stands in one column of a row; what makes no sense is told, and takes nothing. */
export function compileCell(
  column: Column,
  texts: readonly (string | number)[],
  path: Path,
  report: Report,
): Cell {
  const each = <T>(compile: (text: string) => T | null, cause: string, fix: string): readonly T[] =>
    texts.flatMap((text) => {
      const compiled = compile(String(text));
      if (compiled === null) report(path, `"${String(text)}" ${cause}`, fix);
      return compiled === null ? [] : [compiled];
    });
  switch (column) {
    case 'employees':
      return {
        kind: 'ranges',
        ranges: each(sizeRange, 'is no number of employees', 'Write 50-249, or 250+.'),
      };
    case 'postcode': {
      // YAML reads 01067 as the number 1067.
      const number = texts.find((text) => typeof text === 'number');
      if (number !== undefined) {
        const fix = `Write it in quotes, as '${number}', with all its zeros.`;
        report(path, 'a postcode without quotes is a number, and loses zeros', fix);
        return { kind: 'ranges', ranges: [] };
      }
      const fix = "Write how it begins, as '10', or two of equal length, as 10-14.";
      return { kind: 'ranges', ranges: each(postcodeRange, 'is no postcode', fix) };
    }
    case 'country': {
      const fix = 'Use its ISO code, or its name.';
      return { kind: 'words', words: new Set(each(countryCode, 'is no country', fix)) };
    }
    default:
      return { kind: 'words', words: new Set(texts.map((text) => fold(String(text)))) };
  }
}

/** `50-249`, `250+` */
function sizeRange(text: string): Range | null {
  const [, low, high] = /^(\d+)(?:-(\d+)|\+)$/u.exec(text) ?? [];
  if (low === undefined) return null;
  const range = { from: Number(low), until: high === undefined ? Infinity : Number(high) };
  return range.from <= range.until ? range : null;
}

/** Sorts after everything that begins with the same characters. */
const LAST = '\uffff';

/** `SW1A`, `10-14` */
function postcodeRange(text: string): Range | null {
  const [from = '', until = from, ...more] = text.replace(/\s/gu, '').toUpperCase().split('-');
  const isOne = /^[A-Z0-9]+$/u.test(from) && /^[A-Z0-9]+$/u.test(until);
  if (!isOne || more.length > 0 || from.length !== until.length || until < from) return null;
  return { from, until: `${until}${LAST}` };
}
