import type { Generated } from 'kysely';
import type { ChangeKind } from '../domain/change.ts';
import type { ConflictState } from '../domain/conflict.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { EventOrigin } from '../domain/event.ts';
import type { FailureKind } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';

/** The tables as Kysely sees them; what they are for stands in migrations/. JSON columns are typed where they are read. */
export interface Tables {
  entity: EntityRow;
  link: LinkRow;
  shadow: ShadowRow;
  record: RecordRow;
  inbox: InboxRow;
  intent: IntentRow;
  attempt: AttemptRow;
  receipt: ReceiptRow;
  conflict: ConflictRow;
  failure: FailureRow;
  waiting: { waits_for: EntityId; entity_id: EntityId };
  cursor: { name: string; position: string; moved_at: Date };
  connection: ConnectionRow;
  token: { system: string; sealed: string; saved_at: Date };
  budget: BudgetRow;
  change_count: ChangeCountRow;
  breaker: BreakerRow;
  allowance: AllowanceRow;
  unwanted: { entity_id: EntityId; system: string; breaker_id: number };
  kept_apart: { entity_id: EntityId; other_id: EntityId; since: Date; who: string };
  correction: RefColumns & { fields: unknown; key: unknown };
  block_member: BlockMemberRow;
  block_key: { key: number; member: number };
  block_index: { version: string; position: unknown; done: boolean };
  to_decide: ToDecideRow;
  audit: { id: Generated<number>; at: Date; who: string; what: string; detail: unknown };
  config_version: ConfigVersionRow;
  config_use: { number: number; version_id: string; who: string; since: Date };
}

interface ToDecideRow {
  entity_id: EntityId;
  lane: Lane;
  partition: number;
  due_at: Date;
  received_at: Date | null;
  rings: Generated<number>;
  lease_by: string | null;
  lease_until: Date | null;
  /** Of the work that the last lease was for. */
  lease_lane: Generated<Lane | null>;
}

interface RefColumns {
  system: string;
  object: string;
  record_id: string;
}

export interface EntityRow {
  id: EntityId;
  kind: EntityKind;
  partition: number;
  folded_into: EntityId | null;
  lease_by: string | null;
  lease_until: Date | null;
  /** Of the work that the last lease was for. */
  lease_lane: Generated<Lane | null>;
  created_at: Date;
  /** Of a person who is being erased, or is; or who is held because of an erased address. Nothing is decided about them. */
  withheld: Generated<Withheld | null>;
}

export const WITHHELD = ['erasing', 'erased', 'held'] as const;
export type Withheld = (typeof WITHHELD)[number];

export const ENDED_WHYS = ['deleted', 'merged', 'converted', 'erased'] as const;
export type EndedWhy = (typeof ENDED_WHYS)[number];

export interface LinkRow extends RefColumns {
  entity_id: EntityId;
  is_primary: boolean;
  linked_by: string;
  linked_at: Date;
  ended_why: EndedWhy | null;
  ended_at: Date | null;
}

export interface ShadowRow extends RefColumns {
  fields: unknown;
}

export interface RecordRow extends RefColumns {
  fields: unknown;
  external_key: string | null;
  modified_at: Date | null;
  seen_at: Date;
}

export interface InboxRow extends RefColumns {
  entity_id: EntityId;
  lane: Lane;
  partition: number;
  origin: EventOrigin;
  snapshot: unknown;
  /** When the snapshot was asked for. */
  read_at: Date | null;
  occurred_at: Date | null;
  received_at: Date;
  due_at: Date;
  tries: Generated<number>;
  rings: Generated<number>;
}

export interface IntentRow {
  id: string;
  entity_id: EntityId;
  kind: 'create' | 'update';
  system: string;
  object: string;
  record_id: string | null;
  fields: unknown;
  settles: unknown;
  sources: unknown;
  lane: Lane;
  partition: number;
  state: 'due' | 'sent' | 'parked' | 'held';
  due_at: Date;
  attempts: Generated<number>;
  lease_by: string | null;
  lease_until: Date | null;
  read_at: Date;
  received_at: Date | null;
  changes: unknown;
  replaces: unknown;
  consent: Generated<boolean>;
  look_after: Generated<boolean>;
  /** Fields of a parked write that its system refused, by the system's own names. */
  refused: Generated<readonly string[]>;
  /** Whether it waits for the rules to say what they say now; it is due when it goes all the same. */
  awaits_rules: Generated<boolean>;
}

export interface AttemptRow {
  intent_id: string;
  entity_id: EntityId;
  kind: string;
  system: string;
  started_at: Date;
  outcome: 'sent' | 'failed' | 'unknown';
  failure: unknown;
}

export interface ReceiptRow extends RefColumns {
  id: Generated<number>;
  entity_id: EntityId;
  kind: string;
  fields: string[];
  mapping_version: Generated<string>;
  replaced: unknown;
  received_at: Date | null;
  delivered_at: Date;
}

export interface ConflictRow {
  id: Generated<number>;
  entity_id: EntityId;
  field: string;
  /** Null: parked, or resolved with a value that no side had. */
  winner: string | null;
  value: unknown;
  losers: unknown;
  reason: string;
  /** When it was decided or parked. */
  decided_at: Date;
  state: Generated<ConflictState>;
  rule: Generated<string>;
  sides: Generated<unknown>;
  mapping_version: Generated<string>;
  /** When a plan last found something new about it. */
  seen_at: Date | null;
  revision: Generated<number>;
  choice: unknown;
  chosen_by: string | null;
  chosen_at: Date | null;
  closed_at: Date | null;
}

export interface FailureRow {
  entity_id: EntityId;
  system: string;
  code: string;
  kind: FailureKind;
  message: string;
  meaning: string;
  fix: string;
  actor: string;
  fields: string[];
  detail: unknown;
  seen: Generated<number>;
  first_at: Date;
  last_at: Date;
}

export interface ConnectionRow {
  system: string;
  account_id: string;
  account_name: string;
  connected_at: Date;
  paused: unknown;
  paused_at: Date | null;
}

export interface BlockMemberRow extends RefColumns {
  id: Generated<number>;
  keys: number[];
}

export interface BudgetRow {
  system: string;
  bucket: string;
  slots: Generated<unknown>;
  granted: Generated<boolean>;
  paused_until: Date | null;
  daily_used: number | null;
  daily_limit: number | null;
}

export interface ConfigVersionRow {
  number: number;
  id: string;
  author: string;
  made_at: Date;
  note: string;
  previous: string | null;
  changes: unknown;
  files: unknown;
}

export interface ChangeCountRow {
  system: string;
  lane: Lane;
  kind: ChangeKind;
  hour: number;
  changes: number;
}

export interface BreakerRow {
  id: Generated<number>;
  system: string;
  lane: Lane;
  kind: ChangeKind;
  tripped_at: Date;
  changes: number;
  usual: number | null;
  days: number;
  most: number;
  mapping_version: string;
  ended: 'released' | 'discarded' | null;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface AllowanceRow {
  id: Generated<number>;
  why: 'released' | 'asked';
  system: string | null;
  lane: Lane | null;
  kind: ChangeKind;
  changes: number;
  until: Date;
}
