/**
 * Words: a **rule** is a way to choose who gets a person. It gives to a **target**: an owner, a member of a **team** whose
 * **turn** it is, a **queue**, or a **partner**, which is to whoever looks after that partner. A **row** of a rule's table
 * takes people by what its **cells** say. Who does not take the person **loses**, with a reason.
 */
import type { Expression } from '../../expression/expression.ts';
import type { Calendar } from '../working-time/calendar.ts';
import type { Cell, Column } from './cell.ts';

/** `routing.yaml`: who gets a person. People are named by e-mail address in lower case. */
export interface Routing {
  /** In order: the first that finds somebody decides. */
  readonly rules: readonly Rule[];
  /** The queue for those whom no rule gives to anybody. */
  readonly fallback: string;
  /** Who gets those of whom a queue cannot own what is made, when no rule finds a person; null: nobody. */
  readonly fallbackOwner: string | null;
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, readonly Member[]>;
  readonly partners: ReadonlyMap<string, Partner>;
  readonly calendars: ReadonlyMap<string, Calendar>;
}

/** What is known of an owner. */
export interface Person {
  /** Null: always there. */
  readonly calendar: Calendar | null;
  /** In lower case, e.g. `de`. */
  readonly languages: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  /** How many open hand-offs they have at most; null: any number. */
  readonly mostOpen: number | null;
  /** How many they are given on one of their days at most; null: any number. */
  readonly mostPerDay: number | null;
}

export interface Member {
  readonly email: string;
  /** Above 0; twice the weight is twice as many people. */
  readonly weight: number;
}

/** A reseller. What is theirs goes to the one who looks after them, and they may be told no more than this. */
export interface Partner {
  readonly manager: string;
  readonly tell: Tell;
}

export interface Tell {
  /** Canonical fields. */
  readonly fields: readonly string[];
  /** Texts of `handoff.yaml`, by name. */
  readonly texts: readonly string[];
}

export interface Rule {
  readonly name: string;
  /** Null: for everybody. */
  readonly when: Expression | null;
  readonly way: Way;
  /** The canonical field with the person's language: of a team, only who speaks it; null: anybody. */
  readonly speaks: string | null;
  /** Of a team, only who has all of them. */
  readonly skills: readonly string[];
  /** Whether it gives also to those who are off hours or on a holiday, and not only to those at work. */
  readonly outsideHours: boolean;
}

export type Way =
  /** To the one who had the person last, if that is not longer ago. */
  | { readonly kind: 'previous'; readonly withinMs: number }
  /** To the owner whose address is in a canonical field. */
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'table'; readonly rows: readonly Row[]; readonly columns: readonly ColumnField[] }
  | { readonly kind: 'to'; readonly target: Target };

export interface ColumnField {
  readonly column: Column;
  /** The canonical field that it reads. */
  readonly field: string;
}

export interface Row {
  /** What it takes, in words. */
  readonly text: string;
  /** All must take the person; each column once. */
  readonly cells: readonly RowCell[];
  readonly when: Expression | null;
  readonly target: Target;
}

export interface RowCell {
  readonly column: Column;
  readonly cell: Cell;
}

export const cellOf = ({ cells }: Row, column: Column): Cell | undefined =>
  cells.find((each) => each.column === column)?.cell;

/** `owner` is an e-mail address, the others are names. */
export const TARGETS = ['owner', 'team', 'queue', 'partner'] as const;
export interface Target {
  readonly kind: (typeof TARGETS)[number];
  readonly name: string;
}
