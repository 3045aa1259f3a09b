/**
 * Forgetting a person (see docs/erasure.md).
 *
 * - **erasure**: one person being forgotten, or forgotten: in every system, then in the ledger.
 * - **step**: what is done with one record of the person in its system.
 * - **proof**: what was found and done, without a word of who it was but a keyed hash of each address.
 * - **guard**: a hash that is kept, so that the address is held when it comes in again.
 */
import type { EntityId } from './entity.ts';
import type { Failure } from './failure.ts';
import type { RecordRef } from './record.ts';
import type { Fields } from './value.ts';

export interface EraseRequest {
  readonly address: string;
  /** Which of the people with the address; none: the only one. */
  readonly entities: readonly EntityId[];
  /** Only tells what would happen. */
  readonly dryRun: boolean;
  /** Who asks for it. */
  readonly who: string;
}

/** What becomes of a record; of one that is anonymised, what its fields hold then, by the system's own names. */
export type EraseHow = { readonly kind: 'delete' } | { readonly kind: 'anonymise'; readonly fields: Fields };

export interface EraseStep {
  readonly ref: RecordRef;
  readonly how: EraseHow;
  /** `gone`: it was not there any more. `parked`: a person is needed; asking again tries it again. */
  readonly state: 'due' | 'done' | 'gone' | 'parked';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly failure: Failure | null;
}

/** How many rows of the ledger are of the person, by table; those without any are left out. */
export type Holdings = Readonly<Record<string, number>>;

export interface PersonToErase {
  readonly entity: EntityId;
  readonly records: readonly {
    readonly ref: RecordRef;
    readonly how: EraseHow;
    readonly primary: boolean;
    /** Why the record is theirs no longer; null: it is. */
    readonly endedWhy: string | null;
  }[];
  readonly ledger: Holdings;
}

/** An erasure as the ledger keeps it: also its proof, as it names nobody. */
export interface Erasure {
  readonly id: string;
  readonly entity: EntityId;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly state: 'erasing' | 'done';
  readonly endedAt: Date | null;
  readonly steps: readonly EraseStep[];
  /** What the ledger held. */
  readonly ledger: Holdings;
  readonly addresses: readonly ErasedAddress[];
}

export interface ErasedAddress {
  /** HMAC-SHA-256 with the installation's key, in hexadecimal. */
  readonly hash: string;
  /** From when on the address may come in again; null: it is held. */
  readonly releasedAt: Date | null;
  /** Who has released it, `shared` where somebody else has the same address, `form` where the person came back by one. */
  readonly releasedBy: string | null;
}

export const ERASE_REFUSAL_CODES = ['NO_ADDRESS', 'NOBODY', 'SEVERAL', 'NOT_THEIRS', 'BUSY'] as const;
export type EraseRefusalCode = (typeof ERASE_REFUSAL_CODES)[number];

export type EraseAnswer =
  | {
      readonly kind: 'refused';
      readonly code: EraseRefusalCode;
      readonly message: string;
      readonly fix: string;
      readonly people: readonly PersonToErase[];
    }
  | { readonly kind: 'planned'; readonly people: readonly PersonToErase[] }
  /** They go on by themselves until they are done. */
  | { readonly kind: 'begun'; readonly erasures: readonly Erasure[] }
  /** Nobody has the address any more. */
  | { readonly kind: 'past'; readonly erasures: readonly Erasure[] };

/** What is said where an erased person's address comes in again. */
export const ERASED_CODE = 'ERASED';
