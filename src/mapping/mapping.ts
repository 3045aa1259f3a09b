import type { EntityKind } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { FieldType } from '../domain/schema.ts';
import type { Fields, Value } from '../domain/value.ts';
import type { Expression } from '../expression/expression.ts';
import type { Transform } from './transform.ts';

/**
 * How one kind of entity looks in every system: the compiled form of one `mappings/<entity>.yaml` (see docs/mapping.md).
 *
 * Words: a **field** is one row of the file, under our own (canonical) name. A **column** is that field in one object of
 * one system. An object named `*` stands for any object of its system.
 */
export interface Mapping {
  readonly entity: EntityKind;
  /** The first object is the one that is created unless `createAs` says otherwise; the others are what it can become. */
  readonly objects: ReadonlyMap<SystemName, readonly string[]>;
  /** Systems that get a record when they have none. */
  readonly createIn: ReadonlySet<SystemName>;
  /** Per system, the conditions under which an entity's record is created as another object than the first, in order. */
  readonly createAs: ReadonlyMap<SystemName, ReadonlyMap<string, Expression>>;
  /** Which records cross into a system: those for which its condition holds. A system without one takes all. */
  readonly scope: ReadonlyMap<SystemName, Expression>;
  /** What is older when it would be created is not carried over; null: everything is. */
  readonly history: History | null;
  readonly fields: readonly FieldMapping[];
  /** The fields that no system gives: what is written is computed from the others. */
  readonly computed: ReadonlySet<string>;
  /** What becomes of the twins of a deleted record. */
  readonly onDelete: OnDelete;
  /** What erasing a person does with their records, by system and object; the others are deleted. */
  readonly erase: ReadonlyMap<SystemName, ReadonlyMap<string, Anonymising>>;
  /** What becomes of an erased person's address that comes in again. */
  readonly comeBack: ComeBack;
  /** Canonical fields that identify, best first; several that do together as `one + other`. */
  readonly matchBy: readonly string[];
}

/** The fields of one item of `matchBy`. */
export const matchFields = (match: string): readonly string[] => match.split(/\s+\+\s+/u);

export const ON_DELETE = ['unlink', 'park'] as const;
export type OnDelete = (typeof ON_DELETE)[number];

/** What fields of a record hold once the person is erased, by the system's own names. */
export type Anonymising = Fields;

/** `hold`: a person decides. `form`: whoever fills in a form of our own is taken as new. */
export const COME_BACK = ['hold', 'form'] as const;
export type ComeBack = (typeof COME_BACK)[number];

/** How old something may be when a record of it is created. */
export interface History {
  /** The field that says when it was: a date or datetime. What has none is of no age. */
  readonly field: string;
  readonly days: number;
}

export const NULL_POLICIES = ['clear', 'keep'] as const;
export type NullPolicy = (typeof NULL_POLICIES)[number];

export interface FieldMapping {
  readonly name: string;
  readonly type: FieldType;
  /** What a field of type reference points at; null for every other type. */
  readonly entity: EntityKind | null;
  /** By system, then by object, both in the order of the file. */
  readonly columns: ReadonlyMap<SystemName, ReadonlyMap<string, Column>>;
  readonly direction: Direction;
  readonly authority: Authority;
  /** `clear`: clearing a value is a change like any other. `keep`: a blank never overwrites a value. */
  readonly nulls: NullPolicy;
  /** Written in place of a blank when a record is created. Each column has its own copy. */
  readonly onCreate: Value | null;
  /** ISO 3166 alpha-2 code of the country whose phone numbers are written without a country prefix. */
  readonly region: string | null;
  /** What holds instead for some entities; the first whose condition is met. */
  readonly variants: readonly Variant[];
}

/** The policies of a row for the entities that a condition holds for; what it does not name is the row's. */
export interface Variant {
  readonly when: Expression;
  readonly authority: Authority;
  readonly direction: Direction;
  readonly nulls: NullPolicy;
}

export interface Column {
  /** The system's own field name. */
  readonly field: string;
  /** Applied in order to what the system holds. */
  readonly read: readonly Transform[];
  /** Applied in order to what is written. */
  readonly write: readonly Transform[];
  /** The system's value → our value, in the order of the file; of several, the first is the one written. */
  readonly values: ReadonlyMap<string, string> | null;
  /** Our further values → the value of the system that is written for them, and reads as another of ours. */
  readonly writeAs: ReadonlyMap<string, string>;
  /** Our value for the system's values that are not in `values`; null: those are unreadable. */
  readonly otherwise: string | null;
  /** For references: the objects of this system that the ids may belong to; empty for every other type. */
  readonly targets: readonly string[];
  /** A value, {@link WAIT} or nothing; of a reference no value. */
  readonly onCreate: Value | null;
  /** What is written here is computed from other fields; null: it is the field's own value. */
  readonly value: Expression | null;
}

/** `on-create`: no record is created before the field can be written: there is a value, and a reference's record. */
export const WAIT = 'wait';

/** Where a field may flow: between all systems, only into one, or only out of one (see `direction.ts`). */
export type Direction =
  { readonly kind: 'both' } | { readonly kind: 'to' | 'from'; readonly system: SystemName };

/** Who is right when sides say different things; see `merge/authority.ts` for what each does. */
export type Authority =
  | { readonly kind: 'system'; readonly system: SystemName }
  | { readonly kind: 'system-unless-blank'; readonly system: SystemName }
  | { readonly kind: 'latest' }
  | { readonly kind: 'fill-blank' }
  | { readonly kind: 'union' }
  | { readonly kind: 'max' }
  | { readonly kind: 'min' }
  | { readonly kind: 'manual' }
  /** Of an opt-out: whoever says it is right. Such fields are consent, see {@link isConsent}. */
  | { readonly kind: 'stricter'; readonly optIn: OptIn | null };

/** Which system's withdrawn opt-out is believed to be the person's own, and the field that says on which legal basis. */
export interface OptIn {
  readonly from: SystemName;
  readonly basis: string;
}

/** Whether a field is consent: it goes before all others, by itself, and across every scope. */
export const isConsent = ({ authority }: Pick<FieldMapping, 'authority'>): boolean =>
  authority.kind === 'stricter';
