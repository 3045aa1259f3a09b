/** Whether 03/04/2026 is the third of April or the fourth of March. */
export const DATE_ORDERS = ['DMY', 'MDY'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export type DateReading =
  | { readonly kind: 'date'; readonly value: string }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'invalid' };

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,].*)?$/;

/**
 * Reads a day; a time behind it is left out. With the year first there is one reading, and so there is with dots
 * (day first wherever dots are used). With slashes or hyphens the order decides; without one, only dates that have
 * a single reading are read. Two-digit years are invalid: their century would be a guess.
 */
export function readDate(text: string, order: DateOrder | null): DateReading {
  const iso = YEAR_FIRST.exec(text);
  if (iso !== null) return calendarDay(iso[1], iso[2], iso[3]);
  const parts = YEAR_LAST.exec(text);
  if (parts === null) return { kind: 'invalid' };
  const [, first, separator, second, year] = parts;
  const dayFirst = calendarDay(year, second, first);
  if (separator === '.' || order === 'DMY') return dayFirst;
  const monthFirst = calendarDay(year, first, second);
  if (order === 'MDY') return monthFirst;
  if (dayFirst.kind === 'invalid') return monthFirst;
  if (monthFirst.kind === 'invalid' || Number(first) === Number(second)) return dayFirst;
  return { kind: 'ambiguous' };
}

/** What one date tells about the order of its column: null when it reads the same, or not at all, either way. */
export function orderToldBy(text: string): DateOrder | 'either' | null {
  const dayFirst = readDate(text, 'DMY');
  const monthFirst = readDate(text, 'MDY');
  if (dayFirst.kind === 'date' && monthFirst.kind === 'date') {
    return dayFirst.value === monthFirst.value ? null : 'either';
  }
  if (dayFirst.kind === 'date') return 'DMY';
  return monthFirst.kind === 'date' ? 'MDY' : null;
}

function calendarDay(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): DateReading {
  const value = `${year ?? ''}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  const time = Date.parse(`${value}T00:00:00.000Z`);
  // 31 June parses as 1 July in some engines: only a day that comes back as itself exists.
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
  return exists ? { kind: 'date', value } : { kind: 'invalid' };
}
