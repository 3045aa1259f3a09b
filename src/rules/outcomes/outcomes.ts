/**
 * `outcomes.yaml`: what sales did, and where it leads. Immutable.
 *
 * Words: an **answer** is something that sales did with a person, as their records show it. It is **heard** once, when it has
 * come to hold, however long it goes on holding: a status that says "rejected" is the answer of one day and is left standing
 * for years. An answer about opportunities is heard once of each.
 */
import type { Condition } from '../condition.ts';
import type { QualificationRules } from '../rules.ts';

export interface Outcomes {
  /** In order: of those that are new, the first is carried out. */
  readonly answers: readonly AnswerRule[];
  /** By name, in small letters. */
  readonly reasons: ReadonlyMap<string, Reason>;
  /** The life-cycle stage of the marketing system, by stage. */
  readonly lifecycle: ReadonlyMap<string, string>;
  /** The stages that the answers move people between. */
  readonly qualification: QualificationRules;
}

export interface AnswerRule {
  readonly name: string;
  readonly condition: Condition;
  /** Whether it is asked of each opportunity by itself, and not of the person. */
  readonly ofOpportunity: boolean;
  /** The stages in which it is carried out. */
  readonly from: ReadonlySet<string>;
  readonly leads: Leading;
}

/** Where an answer leads. */
export type Leading =
  | { readonly kind: 'to'; readonly stage: string }
  /** Where one reason leads. */
  | { readonly kind: 'reason'; readonly reason: Reason }
  /** Where the reason leads that stands in a field. */
  | {
      readonly kind: 'reason-from';
      readonly field: string;
      /** Whether it leads nowhere while the field is blank. */
      readonly required: boolean;
      /** For what is none of the reasons. */
      readonly otherwise: Reason;
    };

export interface Reason {
  /** As the file has it. */
  readonly name: string;
  readonly to: string;
  /** How long until the person comes back; null: that is not said. */
  readonly returnInMs: number | null;
  /** What marketing does with the person until then; null: nothing of its own. */
  readonly nurture: string | null;
  /** The occasion of a hand-off on which people are told; null: nobody is. */
  readonly notify: 'rejected' | null;
}

/** The name of the reason that stands for all that are not named, and for a blank. */
export const OTHERWISE = 'otherwise';

/** What people choose from in each field that `reason-from` names, by the name of the field; `opportunity.…` of an opportunity. */
export function reasonsToChoose({ answers, reasons }: Outcomes): ReadonlyMap<string, readonly string[]> {
  const names = [...reasons.values()].flatMap(({ name }) => (reasonKey(name) === OTHERWISE ? [] : [name]));
  return new Map(
    answers.flatMap(({ leads }) => (leads.kind === 'reason-from' ? [[leads.field, names] as const] : [])),
  );
}

/** As the keys of `reasons` are. */
export const reasonKey = (name: string): string => name.trim().toLowerCase();
