import type { Comparator } from './compare/comparator.ts';

/**
 * What says which records are the same: the compiled form of `mappings/identity.yaml` (see docs/identity.md).
 *
 * Words: a **comparison** holds fields of two records against each other and says on which **level** they agree. A
 * **rule** says what levels make of a pair: `link` (the same, automatically), `park` (a person decides), or nothing. A
 * **block** is what two records must share to be compared at all.
 */
export const IDENTITY_KINDS = ['person', 'company'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

export type IdentityRules = ReadonlyMap<IdentityKind, EntityRules>;

export interface EntityRules {
  readonly kind: IdentityKind;
  readonly comparisons: ReadonlyMap<string, Comparison>;
  /** The first that holds for a pair decides about it. */
  readonly rules: readonly IdentityRule[];
  readonly blocks: readonly Block[];
  /** Blocks with more records than this say too little to be looked through. */
  readonly largestBlock: number;
}

export interface Comparison {
  readonly name: string;
  /** Canonical fields. */
  readonly fields: readonly string[];
  readonly comparator: Comparator;
  /** The comparison whose fields some people fill in place of these (first and last name); null when there is none. */
  readonly swappedWith: string | null;
  /** Best first. Below the last, the pair is `different`. */
  readonly levels: readonly Level[];
  readonly different: Chances & Weighed;
  /** The greatest weight of all levels, and of those that values which are not equal can reach. */
  readonly best: number;
  readonly bestUnequal: number;
}

export interface Level extends Chances, Weighed {
  readonly name: string;
  /** The similarity from which on it is reached. */
  readonly from: number;
}

/** How often a pair is on a level: `m` of pairs that are the same, `u` of pairs that are not. */
export interface Chances {
  readonly m: number;
  readonly u: number;
}

export interface Weighed {
  /**
   * What being on it says: log2(m/u) in bits, for (positive) or against; 1 bit doubles the odds (I. P. Fellegi, A. B.
   * Sunter, A Theory for Record Linkage, JASA 64, 1969).
   */
  readonly weight: number;
}

export const weigh = <T extends Chances>(chances: T): T & Weighed => ({
  ...chances,
  weight: Math.log2(chances.m / chances.u),
});

export const OUTCOMES = ['link', 'park'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type IdentityRule = ExactRule | ScoreRule;

export interface ExactRule {
  readonly kind: 'exact';
  readonly name: string;
  /** All must hold. */
  readonly when: readonly Condition[];
  readonly then: Outcome;
  /** Each a set of conditions; where all of one set hold, a link becomes a park. */
  readonly unless: readonly (readonly Condition[])[];
}

export interface ScoreRule {
  readonly kind: 'score';
  readonly name: string;
  /** Comparisons that count. */
  readonly of: readonly string[];
  /** Comparisons that tell of the same thing: of each set only the strongest for, and the strongest against, count. */
  readonly together: readonly (readonly string[])[];
  /** The chance that a pair is the same before anything of it is known. */
  readonly prior: number;
  /** Probabilities. */
  readonly link: number;
  readonly park: number;
  readonly unless: readonly (readonly Condition[])[];
}

/** A comparison on one of some levels, {@link DIFFERENT} and {@link BLANK} included. */
export interface Condition {
  readonly comparison: string;
  readonly levels: ReadonlySet<string>;
  /** The condition cannot hold with a weight below this; null when it also holds for a blank. */
  readonly least: number | null;
}

export const DIFFERENT = 'different';
export const BLANK = 'blank';

/** How a block looks at a comparison's values. */
export const BLOCK_PARTS = ['same', 'words', 'sound', 'start', 'initial'] as const;
export type BlockPart = (typeof BLOCK_PARTS)[number];

export interface Block {
  /** As it stands in the file, e.g. `lastName sound + firstName initial`. */
  readonly name: string;
  readonly parts: readonly { readonly comparison: Comparison; readonly part: BlockPart }[];
}
