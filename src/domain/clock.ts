export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Time is passed in. */
export interface Clock {
  now(): Date;
}

/** Ids are passed in: each call gives a new UUIDv7. */
export interface Ids {
  next(): string;
}

/** The first of one or more moments. */
export const earliest = (dates: readonly Date[]): Date =>
  new Date(Math.min(...dates.map((date) => date.getTime())));
