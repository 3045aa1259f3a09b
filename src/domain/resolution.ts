/** A person's answer to a parked conflict, and what becomes of it. */
import type { ConflictState } from './conflict.ts';
import type { SystemName } from './record.ts';
import type { Value } from './value.ts';

export interface ResolveRequest {
  readonly id: number;
  /** Either one system's value, or a value of the person's own; text is read as the field's type. */
  readonly answer:
    | { readonly kind: 'take'; readonly system: SystemName }
    | { readonly kind: 'value'; readonly value: Value };
  /** The revision the person saw: refused when the conflict has changed since. */
  readonly seen?: number;
}

export type Resolution =
  | {
      readonly kind: 'accepted';
      readonly id: number;
      /** `resolved` once every write has arrived; `resolving` while one is still on its way. */
      readonly state: ConflictState;
      readonly value: Value;
      /** The systems that are written, once each. */
      readonly writes: readonly SystemName[];
      /** The same had been chosen before: nothing was done. */
      readonly repeated: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      /** Without values of records: they are in `now`. */
      readonly message: string;
      readonly fix: string;
      /** What the sides say now. */
      readonly now: readonly { readonly system: SystemName; readonly value: Value }[];
    };

export const REFUSAL_CODES = [
  'NO_CONFLICT',
  'CONFLICT_CLOSED',
  'CONFLICT_STALE',
  'INVALID_VALUE',
  'NOT_READABLE',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];
