/** Of everything. */
export const ALL = 'all';

/** A status that somebody has set; who has none is `NOT_SPECIFIED`. */
export interface Standing {
  readonly status: 'SUBSCRIBED' | 'UNSUBSCRIBED';
  readonly source: string;
  readonly legalBasis: string | null;
  readonly at: number;
}

/** By e-mail address in small letters, whether or not there is a contact; then by subscription id or {@link ALL}. */
export type Subscriptions = Map<string, Map<number | typeof ALL, Standing>>;
