import type { ObjectType } from './object-types.ts';

/** Property values as they go over the wire: always strings; an empty one has no key. */
export type Props = Readonly<Record<string, string>>;

/** Who wrote: shown in webhooks as `changeSource`, `sourceId` and kept in property histories. */
export interface Source {
  readonly changeSource: string;
  readonly sourceId: string;
}

export interface HistoryEntry {
  readonly value: string;
  readonly timestamp: number;
  readonly source: Source;
}

/** One record. `props` is replaced as a whole, never edited, so that others may keep an older state. */
export interface Row {
  readonly type: ObjectType;
  readonly id: string;
  /** `id` as a number, to sort by. */
  readonly num: number;
  readonly createdAt: number;
  readonly createdBy: Source;
  props: Props;
  updatedAt: number;
  archivedAt: number | null;
  /** Per property, oldest first; properties that never changed since creation have none. */
  history: Map<string, HistoryEntry[]> | null;
}

/** As HubSpot writes times: UTC, and without a fraction when the milliseconds are zero. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
