import { randomUUID } from 'node:crypto';
import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { Org } from '../org.ts';
import { clientStore } from './client.ts';
import type { EventChange } from './payload.ts';

/** Without the add-on (developer.salesforce.com: Change Data Capture Allocations). */
const MAX_ENTITIES = 5;

/** The id of an overflow event, which stands for no record. */
const NO_RECORD = '000000000000000AAA';

/** As a replay id. */
const ALL_KEPT = -2;

interface Control {
  readonly entities?: readonly string[];
  readonly retention?: number;
  readonly gap?: {
    readonly entity: string;
    readonly recordIds: readonly string[];
    readonly change?: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
  };
  readonly overflow?: { readonly entity: string };
  readonly forgetClients?: boolean;
}

/**
 * `POST /_sim/cdc`, any of:
 * - `{ "entities": ["Lead"] }`: the selected entities, five at most
 * - `{ "retention": 100 }`: how many past events can be replayed
 * - `{ "gap": { "entity": "Lead", "recordIds": ["00Q…"], "change": "UPDATE" } }`: an event without data
 * - `{ "overflow": { "entity": "Lead" } }`: too many changes in one transaction to tell
 * - `{ "forgetClients": true }`: every client is answered `403::Unknown client`
 *
 * `GET /_sim/cdc` answers `{ "clients": n }`: how many listen now. `GET /_sim/cdc/events` answers the past events that are kept.
 *
 * Null for other paths.
 */
export function handleCdcControl(request: SimRequest, org: Org): SimReply | null {
  const clients = clientStore(org);
  if (request.path === '/_sim/cdc/events' && request.method === 'GET')
    return { status: 200, body: clients.bus.after(ALL_KEPT)?.map(({ change }) => change) };
  if (request.path !== '/_sim/cdc') return null;
  if (request.method === 'GET')
    return { status: 200, body: { clients: clients.listening(), channels: clients.channels() } };
  if (request.method !== 'POST') return null;
  const control = request.json() as Control;
  const { bus } = clients;
  if (control.entities !== undefined) {
    if (control.entities.length > MAX_ENTITIES) {
      return { status: 400, body: { error: `at most ${MAX_ENTITIES} entities can be selected` } };
    }
    bus.entities = new Set(control.entities);
  }
  if (control.retention !== undefined) bus.retention = control.retention;
  if (control.gap !== undefined) {
    const { entity, recordIds, change = 'UPDATE' } = control.gap;
    bus.publish(withoutData(org, entity, `GAP_${change}`, recordIds));
  }
  if (control.overflow !== undefined) {
    bus.publish(withoutData(org, control.overflow.entity, 'GAP_OVERFLOW', [NO_RECORD]));
  }
  if (control.forgetClients === true) clients.forgetAll();
  return { status: 204 };
}

const withoutData = (
  org: Org,
  entityName: string,
  changeType: EventChange['changeType'],
  recordIds: readonly string[],
): EventChange => ({
  entityName,
  changeType,
  recordIds,
  changedFields: [],
  values: {},
  transactionKey: randomUUID(),
  sequenceNumber: 1,
  commitTimestamp: Date.now(),
  commitUser: org.userId,
  changeOrigin: '',
});
