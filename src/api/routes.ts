import type { InboundRequest } from '../domain/inbound.ts';
import type { Operations } from './operations.ts';

/** What the HTTP side asks of the rest. */
export interface ApiContext {
  readonly operations: Operations;
  /** Hands an inbound request to a system; null when the system takes none. Resolves when its events are stored. */
  receive(system: string, request: InboundRequest): Promise<Answer | null>;
  /** The public base URL, for signatures; null: the one the request was sent to. */
  readonly publicUrl: string | null;
  /** The bearer token of the local command line. */
  readonly localToken: string;
  /** Prometheus text. */
  metrics(): Promise<string>;
  isReady(): boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
