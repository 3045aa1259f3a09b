/**
 * `handoff.yaml`, compiled. Words: a **kind** is what is made of a person who is handed to sales: a lead, or a contact of an
 * account, with an opportunity or without. A **text** is what the rep reads: it is made once, kept with the person's record, and
 * used in the **task** and in **notices**. A notice is told on an **occasion**.
 */
import type { Expression } from '../../expression/expression.ts';
import type { Reads, Rules } from '../rules.ts';
import type { Sla } from '../sla/sla.ts';
import type { TallyPlan } from '../tally.ts';
import type { Lines } from './lines.ts';

export interface HandOffRules {
  /** Scoring and qualification, which it speaks of. */
  readonly base: Rules;
  /** A person who comes into one of these stages is handed to sales. */
  readonly at: ReadonlySet<string>;
  /** In order: the first that holds is made. The last one is for everybody. */
  readonly kinds: readonly Kind[];
  /** By name: canonical fields of the record that is kept of the person. */
  readonly texts: ReadonlyMap<string, Text>;
  readonly task: TaskRule | null;
  readonly sla: Sla | null;
  readonly notices: readonly NoticeRule[];
  /** What conditions count. */
  readonly tally: TallyPlan;
  readonly reads: Reads;
}

/** The canonical field of a person with the company whose account they belong to: opportunities are of that one. */
export const ACCOUNT = 'account';

export const RECORDS = ['lead', 'contact'] as const;

/** Whether only a person can own what is made: a contact, and what goes with it. A lead may be a queue's. */
export const isPersons = (record: Kind['record']): boolean => record === 'contact';

export interface Kind {
  readonly name: string;
  /** Null: for everybody. */
  readonly when: Expression | null;
  readonly record: (typeof RECORDS)[number];
  /** Of the lead: an answer that stands there from before is taken back. Null: it is left as it is. */
  readonly status: string | null;
  /** Whether the lead is converted as soon as sales accepts it. */
  readonly convertOnAcceptance: boolean;
  /** Of its conversion: the first name of an opportunity that can be filled; null: none is made. */
  readonly convertedOpportunity: readonly Lines[] | null;
  readonly opportunity: OpportunityRule | null;
}

export interface OpportunityRule {
  /** The first that can be filled. */
  readonly name: readonly Lines[];
  readonly stage: string;
  /** From the hand-off to the day it should be closed, in milliseconds. */
  readonly closeInMs: number;
  /** An amount, or the canonical field that holds it; null: none. */
  readonly amount: number | string | null;
  readonly recordType: string | null;
  /** Of the person in the opportunity; null: no contact role is made. */
  readonly role: string | null;
}

export type Text =
  /** The first that can be filled. */
  | { readonly kind: 'words'; readonly first: readonly Lines[] }
  /** By the value of a canonical field, in small letters. */
  | {
      readonly kind: 'by';
      readonly field: string;
      readonly of: ReadonlyMap<string, Lines>;
      readonly otherwise: Lines | null;
    }
  /** What the person did, newest first; `kinds` null: everything. `words`: how kinds are called. */
  | {
      readonly kind: 'touches';
      readonly most: number;
      readonly kinds: ReadonlySet<string> | null;
      readonly words: ReadonlyMap<string, string>;
    }
  /** The campaigns the person had a part in, newest first. */
  | { readonly kind: 'campaigns'; readonly most: number }
  /** What gives most points. */
  | { readonly kind: 'signals'; readonly most: number };

/** What is told, as templates: of the subject the first that can be filled. */
export interface Message {
  readonly subject: readonly Lines[];
  readonly body: Lines;
}

export interface TaskRule extends Message {
  /** `first-touch`: as the clock of the hand-off says. Otherwise milliseconds of the owner's working time. */
  readonly due: 'first-touch' | number | null;
  readonly priority: {
    readonly of: ReadonlyMap<string, string>;
    readonly otherwise: string | null;
  };
}

export const OCCASIONS = [
  'handed-off',
  'remind',
  'escalate',
  'reassigned',
  'rejected',
  'reason-missing',
  'opportunity-open',
] as const;
export type OccasionKind = (typeof OCCASIONS)[number];

/**
 * `owner`: whoever has the person. `previous-owner`: who had the person before. `escalation`: the function that the step of
 * the clock names.
 */
export const RECEIVERS = ['owner', 'previous-owner', 'channel', 'escalation'] as const;

export interface NoticeRule extends Message {
  readonly on: ReadonlySet<OccasionKind>;
  /** One of {@link RECEIVERS}, or a function of `roles.yaml`. */
  readonly to: string;
}
