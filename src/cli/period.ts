import { DAY_MS } from '../domain/clock.ts';
import type { Period } from '../domain/report.ts';
import { CommandError } from './context.ts';

/** From the beginning of the first day until the end of the last, by UTC, as `--from` and `--to` give them. */
export const periodOf = (from: string | undefined, to: string | undefined): Period => ({
  from: from === undefined ? null : dayOf('--from', from),
  until: to === undefined ? null : endOf(dayOf('--to', to)),
});

/** One day, by UTC. */
export function dayPeriod(option: string, day: string): Period {
  const from = dayOf(option, day);
  return { from, until: endOf(from) };
}

const endOf = (day: Date): Date => new Date(day.getTime() + DAY_MS);

function dayOf(option: string, text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw new CommandError(`${option} is no day: '${text}'. Write it as 2026-01-31.`);
  return day;
}
