import type { CallOptions, ReadRequest } from '../../src/connector/contract.ts';
import type { LastChange, RecordChanges } from '../../src/domain/conflict.ts';
import { chunks } from './chunks.ts';
import { paths } from './paths.ts';
import { refTo } from './record.ts';
import type { Session } from './session.ts';
import type { WireBatch, WireHistoryEntry } from './wire.ts';

/** With histories a call takes half as many records. */
const WITH_HISTORY = 50;

/**
 * The newest entry of each property's history: when, by whom and by which way it got its value.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis
 */
export async function lastChanges(
  session: Session,
  { object, ids, fields }: ReadRequest,
  options: CallOptions,
): Promise<readonly RecordChanges[]> {
  const told: RecordChanges[] = [];
  for (const some of chunks([...new Set(ids)], WITH_HISTORY)) {
    const answer = await session.api.call<WireBatch>(
      {
        method: 'POST',
        path: paths.batch(object, 'read'),
        json: {
          inputs: some.map((id) => ({ id })),
          properties: ['hs_object_id'],
          propertiesWithHistory: [...new Set(fields)],
        },
        bucket: 'call',
        effect: 'read',
        object,
      },
      options,
    );
    for (const { id, propertiesWithHistory = {} } of answer.results ?? []) {
      const entries = Object.entries(propertiesWithHistory).flatMap(([name, history]) => {
        const change = newest(history);
        return change === null ? [] : [[name, change] as const];
      });
      told.push({ ref: refTo(object, id), fields: Object.fromEntries(entries) });
    }
  }
  return told;
}

/** The order of a history is not promised, so the times decide. */
function newest(history: readonly WireHistoryEntry[]): LastChange | null {
  const dated = history.flatMap((entry) => {
    const at = new Date(entry.timestamp ?? '').getTime();
    return Number.isNaN(at) ? [] : [{ entry, at }];
  });
  const [first] = dated.toSorted((a, b) => b.at - a.at);
  if (first === undefined) return null;
  const { entry, at } = first;
  return {
    when: new Date(at).toISOString(),
    by:
      entry.updatedByUserId !== undefined
        ? `userId:${entry.updatedByUserId}`
        : entry.sourceLabel || entry.sourceId || null,
    through: entry.sourceType || null,
    of: 'field',
  };
}
