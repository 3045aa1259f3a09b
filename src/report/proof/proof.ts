import type { EntityId } from '../../domain/entity.ts';
import { PLACES, type Place } from '../../domain/qualified.ts';
import type { SystemName } from '../../domain/record.ts';

/**
 * The proof that nobody is lost between marketing and sales: of everybody who was qualified, in how many places they are. It adds
 * up when everybody is in exactly one: `qualified` = the sum of all {@link PLACES}, and nobody is with sales twice.
 */
export interface Proof {
  /** What was asked for: moments as ISO 8601, null for no limit. */
  readonly asked: { readonly from: string | null; readonly until: string | null; readonly by: ProofBy };
  readonly addsUp: boolean;
  readonly rows: readonly ProofRow[];
  /** The sums of the rows. */
  readonly total: ProofNumbers;
  /** What each system itself says of those who are delivered; empty when none was asked. */
  readonly systems: readonly SystemAnswer[];
  /** Who is delivered, but not there by what a system says. */
  readonly differences: Listed<ProofDifference>;
  /** Who is behind a number; null: it was not asked for. */
  readonly list: (Listed<ProofEntry> & { readonly of: ProofNumber }) | null;
}

/** Rows are where people came from first: the channel of what they did, or its campaign. */
export const PROOF_BY = ['source', 'campaign'] as const;
export type ProofBy = (typeof PROOF_BY)[number];

/** The numbers that can be opened. `nowhere` is in no place; `twice` is with sales more than once. */
export const PROOF_NUMBERS = [...PLACES, 'nowhere', 'twice'] as const;
export type ProofNumber = (typeof PROOF_NUMBERS)[number];

export interface ProofNumbers extends Readonly<Record<ProofNumber, number>> {
  readonly qualified: number;
  /** How many of those who are delivered each system itself says it has; without the systems that did not answer. */
  readonly there: Readonly<Record<SystemName, number>>;
}

export interface ProofRow extends ProofNumbers {
  readonly source: string;
}

export interface SystemAnswer {
  readonly system: SystemName;
  /** Null: it could not be asked. */
  readonly there: number | null;
  readonly problem: { readonly meaning: string; readonly fix: string } | null;
}

/** The first of some, and how many more there are. */
export interface Listed<Entry> {
  readonly entries: readonly Entry[];
  readonly more: number;
}

/** One person in one cycle. Moments are ISO 8601. */
export interface ProofEntry extends Told {
  readonly person: EntityId;
  readonly cycle: number;
  readonly source: string;
  readonly qualifiedAt: string;
  /** The living ones, as `salesforce/Lead/00Q…`. */
  readonly records: readonly string[];
}

/** Why somebody is where they are. */
export interface Told {
  readonly why: string;
  readonly since: string | null;
  /** What to do; blank: nothing. */
  readonly fix: string;
}

export interface ProofDifference {
  readonly system: SystemName;
  readonly person: EntityId;
  readonly source: string;
  /** Null: it never had one. */
  readonly record: string | null;
  /** Stable. */
  readonly kind: DifferenceKind;
  readonly why: string;
}

export type DifferenceKind = 'deleted' | 'merged' | 'no-record' | 'out-of-scope' | 'unreadable';

export const isProved = ({ qualified, twice, ...numbers }: ProofNumbers): boolean =>
  twice === 0 && PLACES.reduce((sum, place: Place) => sum + numbers[place], 0) === qualified;
