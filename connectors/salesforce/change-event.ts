import { z } from 'zod';
import type { Event } from '../../src/domain/event.ts';
import { refOf } from './snapshots.ts';
import { CLIENT_NAME, EXTERNAL_KEY } from './versions.ts';

/** `/data/LeadChangeEvent`; of a custom object `My__c`, `/data/My__ChangeEvent`. */
export const channelOf = (object: string): string => `/data/${object.replace(/__c$/, '__')}ChangeEvent`;

/**
 * The header of a change event.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm
 */
const Payload = z.object({
  ChangeEventHeader: z.object({
    entityName: z.string(),
    recordIds: z.array(z.string()),
    changeType: z.string(),
    /** `com/salesforce/api/rest/68.0;client=…` of a change by API; empty for most others. */
    changeOrigin: z.string().optional(),
    commitTimestamp: z.number().optional(),
  }),
  ConvertedContactId: z.string().nullish(),
  [EXTERNAL_KEY]: z.string().nullish(),
});

export type Heard =
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  /** Something changed, and the event cannot say which records. */
  | { readonly kind: 'gap'; readonly reason: string };

/**
 * What a change event tells. One event can stand for several records; a gap event without data still names them; an
 * overflow names none. A conversion says so on the lead, and the contact is looked at too. Our own writes are not left
 * out, as automation that ran with them carries the same origin; but people's changes go before them.
 */
export function hear(payload: unknown): Heard {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return { kind: 'gap', reason: 'An event without a readable header.' };
  const { ChangeEventHeader: header, ConvertedContactId: contact, [EXTERNAL_KEY]: key } = parsed.data;
  const ids = header.recordIds.filter((id) => /^[A-Za-z0-9]{15,18}$/.test(id));
  if (header.changeType === 'GAP_OVERFLOW' || ids.length < header.recordIds.length) {
    return {
      kind: 'gap',
      reason: `${header.entityName} changed beyond what events can tell (${header.changeType}).`,
    };
  }
  const told = ids.map((id) => ({
    ref: refOf(header.entityName, id),
    externalKey: ids.length === 1 ? (key ?? null) : null,
  }));
  if (contact) told.push({ ref: refOf('Contact', contact), externalKey: null });
  const occurredAt = header.commitTimestamp === undefined ? null : new Date(header.commitTimestamp);
  const lane = header.changeOrigin?.endsWith(`;client=${CLIENT_NAME}`) === true ? 'bulk' : 'live';
  return {
    kind: 'events',
    events: told.map((each) => ({ ...each, origin: 'stream', lane, snapshot: null, occurredAt })),
  };
}
