import type { InboundRequest } from '../domain/inbound.ts';
import type { EntityId } from '../domain/entity.ts';
import type { Operations } from './operations.ts';
import type { Timeline } from './timeline.ts';

/** What the HTTP side asks of the rest. */
export interface ApiContext {
  readonly operations: Operations;
  /** Hands an inbound request to a system; null when the system takes none. Resolves when its events are stored. */
  receive(system: string, request: InboundRequest): Promise<Answer | null>;
  /** The public base URL, for signatures; null: the one the request was sent to. */
  readonly publicUrl: string | null;
  readonly timelines: TimelineSource;
  /** The bearer token of the local command line. */
  readonly localToken: string;
  /** Prometheus text. */
  metrics(): Promise<string>;
  isReady(): boolean;
}

/** People's timelines, for whoever has the password. */
export interface TimelineSource {
  /** Null: none is set, and nobody can open them. */
  readonly password: string | null;
  /** `touchesPage`: of what the person did, from 1. Null: no person has that id. */
  read(id: EntityId, touchesPage: number): Promise<Timeline | null>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
