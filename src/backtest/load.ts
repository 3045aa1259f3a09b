import { DAY_MS, HOUR_MS } from '../domain/clock.ts';
import type { Calendar } from '../rules/working-time/calendar.ts';
import { workingBetween } from '../rules/working-time/working.ts';
import type { Window } from './history.ts';

/** A hand-off, as far as it is work for somebody. */
export interface HandedTo {
  readonly at: number;
  /** An e-mail address, or the name of a queue. */
  readonly to: string;
  readonly isOwner: boolean;
  /** When the first touch is due; null: that is not said. */
  readonly dueAt: number | null;
}

/** What one owner or queue was given, and would have been. */
export interface OwnerLoad {
  readonly to: string;
  readonly isOwner: boolean;
  readonly recorded: Load;
  readonly candidate: Load;
}

export interface Load {
  readonly handOffs: number;
  /** First touches that are due, for each hour that the owner works in the window; null for a queue. */
  readonly duePerHour: number | null;
  /** The most hand-offs, and the most first touches due, on one day. */
  readonly mostHandOffs: number;
  readonly mostDue: number;
  /** Days in UTC on which there is something, in their order. */
  readonly days: readonly DayLoad[];
}

export interface DayLoad {
  /** `2026-11-21` */
  readonly day: string;
  readonly handOffs: number;
  readonly due: number;
}

/** Whoever has most is first. `calendarOf`: null is somebody who is always there. */
export function loadsOf(
  recorded: readonly HandedTo[],
  candidate: readonly HandedTo[],
  window: Window,
  calendarOf: (owner: string) => Calendar | null,
): readonly OwnerLoad[] {
  const was = Map.groupBy(recorded, ({ to }) => to);
  const is = Map.groupBy(candidate, ({ to }) => to);
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((to): OwnerLoad => {
      const [before, after] = [was.get(to) ?? [], is.get(to) ?? []];
      const isOwner = [...before, ...after].some((one) => one.isOwner);
      const hours = isOwner ? hoursOf(calendarOf(to), window) : null;
      return { to, isOwner, recorded: loadOf(before, hours), candidate: loadOf(after, hours) };
    })
    .sort((a, b) => sizeOf(b) - sizeOf(a) || (a.to < b.to ? -1 : 1));
}

const sizeOf = ({ recorded, candidate }: OwnerLoad): number => recorded.handOffs + candidate.handOffs;

const hoursOf = (calendar: Calendar | null, { from, until }: Window): number =>
  (calendar === null ? until - from : workingBetween(calendar, from, until)) / HOUR_MS;

/** Hand-offs of all owners and queues, by day. */
export const daysOf = (handed: readonly HandedTo[]): readonly DayLoad[] => {
  const given = Map.groupBy(handed, ({ at }) => dayOf(at));
  const due = Map.groupBy(
    handed.flatMap(({ dueAt }) => dueAt ?? []),
    dayOf,
  );
  return [...new Set([...given.keys(), ...due.keys()])].sort().map((day) => ({
    day,
    handOffs: given.get(day)?.length ?? 0,
    due: due.get(day)?.length ?? 0,
  }));
};

function loadOf(handed: readonly HandedTo[], hours: number | null): Load {
  const days = daysOf(handed);
  const due = handed.filter(({ dueAt }) => dueAt !== null).length;
  return {
    handOffs: handed.length,
    duePerHour: hours === null || hours === 0 ? null : due / hours,
    mostHandOffs: days.reduce((most, { handOffs }) => Math.max(most, handOffs), 0),
    mostDue: days.reduce((most, day) => Math.max(most, day.due), 0),
    days,
  };
}

const dayOf = (at: number): string => new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
