import type { Failure } from '../domain/failure.ts';
import type { Touchpoint } from '../domain/touchpoint.ts';

/** A place in a system that tells what people do, as its forms. A part of the contract of connectors. */
export interface TouchpointSource {
  readonly name: string;
  /** What people do there, for the person who reads that it can not be asked. */
  readonly meaning: string;
  /** How often it is worth asking. It is asked at once when the system pushes that there is something new. */
  readonly everyMs: number;
  /** Where asking costs calls of its own: how seldom it is asked while it tells nothing. Each empty answer doubles the pause. */
  readonly quietMs?: number;
}

/** Something new is in a source. */
export interface SourceHint {
  readonly source: string;
  /** Where, in words of the connector's own: it gets them back when the source is asked. */
  readonly hint: string;
}

export interface TouchpointRequest {
  /** One of the names in the capabilities. */
  readonly source: string;
  readonly cursor: string | null;
  /** Where to begin without a cursor. */
  readonly since: Date;
  /** What pushes told of it since it was asked last; absent: its time has come. */
  readonly hints?: readonly string[];
}

export type TouchpointPage =
  | {
      readonly kind: 'page';
      readonly touchpoints: readonly Touchpoint[];
      readonly cursor: string;
      /** More is waiting right now: ask again at once. */
      readonly more: boolean;
    }
  /** The account does not have this, or does not let us read it; it may some day. */
  | { readonly kind: 'refused'; readonly failure: Failure };
