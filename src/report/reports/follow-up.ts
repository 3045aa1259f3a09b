import { HOUR_MS } from '../../domain/clock.ts';
import type { Report } from '../../domain/report.ts';
import { ALWAYS, type WorkingTime } from '../../rules/working-time/calendar.ts';
import { workingBetween } from '../../rules/working-time/working.ts';
import { column, makeReport } from '../make-report.ts';
import { quantile, sortedNumbers } from '../statistics.ts';

/** One hand-off, and what became of it. */
export interface FollowedUp {
  /** By e-mail address; null: a queue has the person. */
  readonly owner: string | null;
  readonly queue: string | null;
  readonly visibleAt: Date | null;
  readonly reassignedAt: Date | null;
  readonly touchedAt: Date | null;
  readonly dueAt: Date | null;
  readonly answers: readonly {
    readonly answer: string;
    readonly reason: string | null;
    readonly isOfOpportunity: boolean;
  }[];
}

export const FOLLOW_UP_BY = ['owner', 'team'] as const;
export type FollowUpBy = (typeof FOLLOW_UP_BY)[number];

/** What the company's files say of who follows up. */
export interface FollowUpContext {
  readonly by: FollowUpBy;
  /** The functions that somebody belongs to. */
  readonly teamsOf: (email: string) => readonly string[];
  /** Null: always at work. */
  readonly calendarOf: (email: string) => WorkingTime | null;
  readonly now: Date;
}

interface Row {
  readonly who: string;
  readonly seen: readonly FollowedUp[];
  readonly hours: readonly number[];
}

/** How sales follows up: how soon in their own working hours, whether in time, and what they say of it. */
export function followUpReport(
  asked: readonly string[],
  handOffs: readonly FollowedUp[],
  { by, teamsOf, calendarOf, now }: FollowUpContext,
): Report {
  const byWho = new Map<string, FollowedUp[]>();
  for (const handOff of handOffs)
    for (const who of whoOf(handOff, by, teamsOf)) byWho.set(who, [...(byWho.get(who) ?? []), handOff]);
  const rows = [...byWho].map(([who, seen]): Row => ({
    who,
    seen,
    hours: sortedNumbers(seen.flatMap((handOff) => hoursToTouch(handOff, calendarOf) ?? [])),
  }));
  const reasons = [...new Set(handOffs.flatMap((handOff) => reasonOf(handOff) ?? []))].sort();
  const count = (row: Row, fits: (handOff: FollowedUp) => boolean): number => row.seen.filter(fits).length;
  return makeReport<Row>({
    name: 'follow-up',
    title: `How ${by === 'team' ? 'teams follow' : 'each follows'} up`,
    asked,
    columns: [
      column('text', by, by === 'team' ? 'Team' : 'Owner', (row) => row.who),
      column('count', 'hand_offs', 'Hand-offs', (row) => row.seen.length),
      column('count', 'touched', 'Touched', (row) => count(row, ({ touchedAt }) => touchedAt !== null)),
      column('count', 'in_time', 'In time', (row) => count(row, isInTime)),
      column('count', 'late', 'Late', (row) => count(row, (handOff) => isLate(handOff, now))),
      column('hours', 'median_hours', 'Median, working hours', (row) => quantile(row.hours, 0.5)),
      column('hours', 'p90_hours', '90 % within', (row) => quantile(row.hours, 0.9)),
      column('count', 'accepted', 'Accepted', (row) => count(row, isAccepted)),
      column('count', 'given_back', 'Given back', (row) =>
        count(row, (handOff) => reasonOf(handOff) !== null),
      ),
      ...reasons.map((reason) =>
        column<Row>('count', `given_back_${reason.replaceAll(' ', '_')}`, reason, (row) =>
          count(row, (handOff) => reasonOf(handOff) === reason),
        ),
      ),
    ],
    rows: rows.toSorted((a, b) => b.seen.length - a.seen.length || (a.who < b.who ? -1 : 1)),
    notes: [],
  });
}

function whoOf(
  { owner, queue }: FollowedUp,
  by: FollowUpBy,
  teamsOf: FollowUpContext['teamsOf'],
): readonly string[] {
  if (owner === null) return [`(queue ${queue ?? ''})`];
  if (by === 'owner') return [owner];
  const teams = teamsOf(owner);
  return teams.length === 0 ? ['(no team)'] : teams;
}

/** From when whoever has the person now could see them. */
const beginOf = ({ visibleAt, reassignedAt }: FollowedUp): Date | null =>
  visibleAt === null ? null : new Date(Math.max(visibleAt.getTime(), reassignedAt?.getTime() ?? 0));

function hoursToTouch(handOff: FollowedUp, calendarOf: FollowUpContext['calendarOf']): number | null {
  const begin = beginOf(handOff);
  if (begin === null || handOff.touchedAt === null) return null;
  const calendar = (handOff.owner === null ? null : calendarOf(handOff.owner)) ?? ALWAYS;
  return (
    workingBetween(calendar, begin.getTime(), Math.max(begin.getTime(), handOff.touchedAt.getTime())) /
    HOUR_MS
  );
}

const isInTime = ({ touchedAt, dueAt }: FollowedUp): boolean =>
  touchedAt !== null && dueAt !== null && touchedAt <= dueAt;

const isLate = ({ touchedAt, dueAt }: FollowedUp, now: Date): boolean =>
  dueAt !== null && (touchedAt ?? now) > dueAt;

const isAccepted = ({ answers }: FollowedUp): boolean =>
  answers.some(({ reason, isOfOpportunity }) => reason === null || isOfOpportunity);

/** Why sales gave the person back; null: they did not. */
function reasonOf({ answers }: FollowedUp): string | null {
  const last = answers.at(-1);
  return last === undefined || last.isOfOpportunity ? null : last.reason;
}
