/** Time is passed in. */
export interface Clock {
  now(): Date;
}

/** Ids are passed in: each call gives a new UUIDv7. */
export interface Ids {
  next(): string;
}
