import type { CallOptions } from '../../src/connector/contract.ts';
import type { BatchItem, ItemOutcome } from './batch.ts';
import { sendAll } from './batch.ts';
import { chunks } from './chunks.ts';
import { readBatch } from './read.ts';
import type { Session } from './session.ts';

export const STAGE = 'lifecyclestage';

/**
 * HubSpot moves the life-cycle stage only forward; to go back, it must be cleared first
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide). Clears it where the new stage
 * comes before the present one, and nowhere else, because clearing fires workflows. Returns what could not be cleared.
 * Should the write after it fail, the stage stays blank until the retry, which then counts as forward.
 */
export async function clearStageWhereBackwards(
  session: Session,
  object: string,
  items: readonly BatchItem[],
  options: CallOptions,
): Promise<ReadonlyMap<string, ItemOutcome>> {
  const moving = items.filter((item) => (item.properties[STAGE] ?? '') !== '');
  if (moving.length === 0) return new Map();
  const schema = await session.schema(object, options);
  const order = schema.fields.get(STAGE)?.options.map((option) => option.value) ?? [];
  const present = new Map<string, string | null>();
  for (const some of chunks(moving)) {
    const ids = some.map((item) => item.id);
    const records = await readBatch(session, { object, ids, fields: [STAGE] }, options);
    for (const wire of records) present.set(wire.id, wire.properties[STAGE] ?? null);
  }
  const backwards = moving.filter((item) => {
    const from = order.indexOf(present.get(item.id) ?? '');
    const to = order.indexOf(item.properties[STAGE] ?? '');
    return to >= 0 && to < from;
  });
  const clears = backwards.map(({ id }) => ({ id, properties: { [STAGE]: '' } }));
  const outcomes = await sendAll(session, { object, verb: 'update' }, clears, options);
  return new Map(
    clears.flatMap(({ id }, index): [string, ItemOutcome][] => {
      const outcome = outcomes[index];
      return outcome?.kind === 'failed' ? [[id, outcome]] : [];
    }),
  );
}
