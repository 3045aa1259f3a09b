import { SoqlError } from './ast.ts';

/** First moment inside and first moment after, in epoch ms (UTC; the simulated user lives there). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** Start of the unit that lies `by` units from the one `now` is in. Weeks start on Sunday. */
function startOf(unit: Unit, now: Date, by: number): number {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const day = now.getUTCDate();
  switch (unit) {
    case 'DAY':
      return Date.UTC(year, month, day + by);
    case 'WEEK':
      return Date.UTC(year, month, day - now.getUTCDay() + 7 * by);
    case 'MONTH':
      return Date.UTC(year, month + by, 1);
    case 'QUARTER':
      return Date.UTC(year, (Math.floor(month / 3) + by) * 3, 1);
    case 'YEAR':
      return Date.UTC(year + by, 0, 1);
  }
}

/** What a date literal covers. `LAST_N_DAYS:n` includes today; `N_DAYS_AGO:n` is that one day. */
export function spanOf(name: string, n: number, nowMs: number): Span {
  const now = new Date(nowMs);
  const between = (unit: Unit, from: number, until: number): Span => ({
    start: startOf(unit, now, from),
    end: startOf(unit, now, until),
  });
  // A fiscal year that starts in January makes fiscal quarters and years the calendar's.
  const plain = name.replace('_FISCAL', '');
  switch (plain) {
    case 'YESTERDAY':
      return between('DAY', -1, 0);
    case 'TODAY':
      return between('DAY', 0, 1);
    case 'TOMORROW':
      return between('DAY', 1, 2);
    case 'LAST_90_DAYS':
      return between('DAY', -90, 1);
    case 'NEXT_90_DAYS':
      return between('DAY', 1, 91);
    default:
      break;
  }
  const single = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(plain);
  if (single) {
    const by = { LAST: -1, THIS: 0, NEXT: 1 }[single[1] as 'LAST' | 'THIS' | 'NEXT'];
    return between(single[2] as Unit, by, by + 1);
  }
  const many = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S$/.exec(plain);
  if (many) {
    const unit = many[2] as Unit;
    if (many[1] === 'NEXT') return between(unit, 1, n + 1);
    return between(unit, unit === 'DAY' ? 1 - n : -n, unit === 'DAY' ? 1 : 0);
  }
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(plain);
  if (ago) return between(ago[1] as Unit, -n, 1 - n);
  throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${name}'`);
}
