import type { ChangeKind } from './change.ts';
import type { EntityKind } from './entity.ts';
import type { RecordRef, SystemName } from './record.ts';
import type { Fields, Value } from './value.ts';

/**
 * What bringing both systems together would change now, record by record and field by field. Made by looking at the
 * records as they are, without a write anywhere; carried out as it stands, or not at all.
 */
export interface SyncPlan {
  readonly id: string;
  readonly madeAt: string;
  readonly mappingVersion: string;
  /** The account of each system, by its id. */
  readonly accounts: Readonly<Record<SystemName, string>>;
  readonly selection: Selection;
  /** Records looked at. */
  readonly looked: number;
  readonly writes: readonly PlannedWrite[];
  readonly conflicts: readonly PlannedConflict[];
  /** What would be set aside for a person, or could not be read. */
  readonly parks: readonly PlannedPark[];
  /** Entities whose reference to another can only be written once that one has its record. */
  readonly waiting: number;
  readonly cost: readonly PlannedCost[];
}

/** What a plan looks at: everything, the first records of each object, or who is meant by an e-mail address or id. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'sample'; readonly records: number }
  | { readonly kind: 'record'; readonly needle: string };

export interface PlannedWrite {
  readonly kind: 'create' | 'update';
  readonly entityKind: EntityKind;
  readonly system: SystemName;
  readonly object: string;
  /** Null for a record that is to be made. */
  readonly record: string | null;
  /** What the written fields hold now, by the system's own names. */
  readonly before: Fields;
  readonly after: Fields;
  /** The entity's other records: where the values come from. */
  readonly sources: readonly RecordRef[];
  /** What of it is dangerous in great numbers. */
  readonly changes: readonly ChangeKind[];
}

export interface PlannedConflict {
  readonly field: string;
  /** Null: it waits for a person. */
  readonly winner: SystemName | null;
  readonly reason: string;
  readonly sides: readonly { readonly ref: RecordRef; readonly value: Value; readonly base?: Value }[];
}

export interface PlannedPark {
  readonly system: SystemName;
  readonly code: string;
  readonly meaning: string;
  readonly fix: string;
  readonly records: readonly RecordRef[];
}

/** The calls that the writes of one system take, and how long they take when nothing else uses its limits. */
export interface PlannedCost {
  readonly system: SystemName;
  readonly writes: number;
  readonly calls: number;
  readonly seconds: number;
}

/** What a write is recognised by: the same in two plans when nothing has moved between them. */
export function writeKey(write: PlannedWrite): string {
  const target =
    write.record ??
    write.sources
      .map((ref) => `${ref.system}/${ref.object}/${ref.id}`)
      .toSorted()
      .join('+');
  return `${write.kind} ${write.system}/${write.object}/${target}`;
}
