import type { Change, FieldValue, ObjectDescribe } from '../org.ts';

/** A change as an event tells it; gap events have types of their own and no field values. */
export interface EventChange extends Omit<Change, 'changeType'> {
  readonly changeType:
    Change['changeType'] | 'GAP_CREATE' | 'GAP_UPDATE' | 'GAP_DELETE' | 'GAP_UNDELETE' | 'GAP_OVERFLOW';
}

/** Never in an event (developer.salesforce.com: Change Data Capture, Change Event Message Structure). */
const HIDDEN = new Set(['IsDeleted', 'SystemModstamp', 'Id', 'MasterRecordId']);

/**
 * The payload of a change event as CometD clients get it: the changed fields, and the header. Parts of a name or an
 * address are nested, and are named `Name.FirstName` in `changedFields`.
 * (developer.salesforce.com: Change Data Capture, Get Compound Fields in Change Events)
 */
export function toPayload(
  change: EventChange,
  describe: ObjectDescribe | null,
  commitNumber: number,
): Record<string, unknown> {
  const compounds = compoundsOf(describe);
  const wholes = new Set([...compounds.values()].map((place) => place.compound));
  const told = (name: string): boolean => isVisible(name, describe) && !wholes.has(name);
  const visible = Object.entries(change.values).filter(([name]) => told(name));
  const payload: Record<string, unknown> = {};
  for (const [name, value] of visible) {
    const place = compounds.get(name);
    if (place === undefined) payload[name] = toJson(value);
    else payload[place.compound] = { ...(payload[place.compound] ?? {}), [place.part]: toJson(value) };
  }
  return {
    ...payload,
    ChangeEventHeader: {
      entityName: change.entityName,
      recordIds: change.recordIds,
      changeType: change.changeType,
      changeOrigin: change.changeOrigin,
      transactionKey: change.transactionKey,
      sequenceNumber: change.sequenceNumber,
      commitTimestamp: change.commitTimestamp,
      commitNumber,
      commitUser: change.commitUser,
      changedFields: change.changedFields.filter(told).map((name) => {
        const place = compounds.get(name);
        return place === undefined ? name : `${place.compound}.${place.part}`;
      }),
    },
  };
}

const isVisible = (name: string, describe: ObjectDescribe | null): boolean =>
  !HIDDEN.has(name) && describe?.fields.find((field) => field.name === name)?.calculated !== true;

/** Part field → its compound and its name there: `BillingStreet` → `BillingAddress.Street`. */
function compoundsOf(
  describe: ObjectDescribe | null,
): ReadonlyMap<string, { readonly compound: string; readonly part: string }> {
  const places = new Map<string, { compound: string; part: string }>();
  for (const { name, compoundFieldName: compound } of describe?.fields ?? []) {
    if (compound === null || compound === name) continue;
    const prefix = compound.endsWith('Address') ? compound.slice(0, -'Address'.length) : '';
    places.set(name, { compound, part: name.startsWith(prefix) ? name.slice(prefix.length) : name });
  }
  return places;
}

/** CometD's datetimes end in Z, where REST's end in +0000. */
const toJson = (value: FieldValue): FieldValue =>
  typeof value === 'string' ? value.replace(/(T[\d:.]+)\+0000$/, '$1Z') : value;
