import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { SaveOptions } from '../org.ts';
import type { SimOrg } from '../org/create.ts';
import type { Cursors } from './cursors.ts';
import type { Usage } from './usage.ts';

/** A call below `/services/data/vNN.0`, from the wire or from within a composite request. */
export interface Call {
  readonly method: string;
  /** Decoded segments after the version. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** @throws SyntaxError when the body is no JSON */
  body(): unknown;
  /** `68.0` */
  readonly version: string;
  readonly org: SimOrg;
  readonly cursors: Cursors;
  readonly usage: Usage;
  readonly fault: SimRequest['fault'];
}

/** Answers a call or, with null, leaves it to others. */
export type Handler = (call: Call, parameters: readonly string[]) => SimReply;
/** Runs a call through the whole route table: how composite requests run their parts. */
export type Dispatch = (call: Call) => SimReply;

/** What the headers say about a save. */
export function saveOptions(call: Pick<Call, 'headers' | 'version'>): SaveOptions {
  const { headers } = call;
  const client = /client=([^,;]*)/.exec(headers['sforce-call-options'] ?? '')?.[1];
  return {
    api: `rest/${call.version}`,
    ...(client === undefined ? {} : { client: client.trim() }),
    allowDuplicates: /allowSave\s*=\s*true/i.test(headers['sforce-duplicate-rule-header'] ?? ''),
    autoAssign: (headers['sforce-auto-assign'] ?? '').toUpperCase() !== 'FALSE',
  };
}

/** A body that must be an object; anything else reads as an empty one. */
export function objectBody(call: Call): Readonly<Record<string, unknown>> {
  const body = call.body();
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? (body as Readonly<Record<string, unknown>>)
    : {};
}
