import type { Amount } from './money.ts';

/**
 * Where a touch came from. `name` is what is credited: a channel or a campaign, as the report asks; `id` tells sources apart
 * where names do not. What nobody told is `unknown`; what somebody did before it was known who they are, with nothing that
 * names a source, is `anonymous`. The two are never put together, as the first can be mended by better links and the second
 * cannot.
 */
export type Source =
  | { readonly kind: 'named'; readonly name: string; readonly id?: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'anonymous' };

/** One touchpoint on the way to an opportunity. */
export interface Touch {
  /** One touchpoint has one key and one time. Told twice, it counts once. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly source: Source;
}

/**
 * Whose touches these are: of the people with a contact role, or, when the opportunity has no roles, of everybody at the
 * account. The second is a guess, so it stays marked.
 */
export type Reach = 'contact-roles' | 'account';

export type Ending =
  { readonly kind: 'open' } | { readonly kind: 'won' | 'lost'; /** Milliseconds. */ readonly at: number };

/** An opportunity with everything that was done on the way to it. Times are milliseconds since 1970. */
export interface Path {
  readonly opportunity: string;
  /** In any order. */
  readonly touches: readonly Touch[];
  readonly reach: Reach;
  /** When the first of its people became a lead; null: not known. */
  readonly leadCreatedAt: number | null;
  /** When the opportunity was opened; null: not known. */
  readonly openedAt: number | null;
  readonly ending: Ending;
  /** Null: sales has told none. Then shares are given, and no money. */
  readonly amount: Amount | null;
}

/**
 * Sources with the same key are one source. A named one's key is its id or else its name; neither begins with a zero, which
 * databases do not take in a text.
 */
export const sourceKey = (source: Source): string =>
  source.kind === 'named' ? (source.id ?? source.name) : `\0${source.kind}`;
