import type { ObjectSchema } from '../../src/domain/schema.ts';
import type { Write } from '../../src/domain/write.ts';
import { encode, type WireValue } from './codec.ts';
import { EXTERNAL_KEY } from './versions.ts';

/** One write on its way: where its result goes, and what is sent. */
export interface Item {
  /** Its place in the caller's list. */
  readonly index: number;
  /** The external key of a create, the record id of an update. */
  readonly target: string;
  readonly values: Readonly<Record<string, WireValue>>;
  /** Whether a value names another record, which may not exist. */
  readonly refers: boolean;
}

/** Writes that may travel in one call: one object, one verb, no target twice, the same headers. */
export interface Batch {
  readonly kind: Write['kind'];
  readonly object: string;
  /** Whether the org's own assignment rules may choose the owner. */
  readonly autoAssign: boolean;
  readonly items: readonly Item[];
}

/**
 * Splits writes into batches, in the order of the request. A second write to the same target goes into a later batch:
 * Salesforce refuses both rows of a pair within one call.
 *
 * Assignment rules run by default on creates and updates alike. They may only choose where we do not: on a create
 * without an owner.
 */
export function planBatches(
  writes: readonly Write[],
  schemas: ReadonlyMap<string, ObjectSchema>,
): readonly Batch[] {
  const rounds = new Map<string, number>();
  const batches = new Map<string, Batch & { items: Item[] }>();
  for (const [index, write] of writes.entries()) {
    const object = objectOf(write);
    const target = write.kind === 'create' ? write.key : write.ref.id;
    const round = rounds.get(`${object}/${target}`) ?? 0;
    rounds.set(`${object}/${target}`, round + 1);
    const values = encodeAll(write, schemas.get(object));
    const autoAssign = write.kind === 'create' && !values['OwnerId'];
    const key = `${round}/${write.kind}/${object}/${autoAssign}`;
    const batch = batches.get(key) ?? { kind: write.kind, object, autoAssign, items: [] };
    batch.items.push({ index, target, values, refers: namesRecord(values, schemas.get(object)) });
    batches.set(key, batch);
  }
  return [...batches]
    .sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map(([, batch]) => ({ ...batch, items: byParent(batch.items) }));
}

export const objectOf = (write: Write): string => (write.kind === 'create' ? write.object : write.ref.object);

function encodeAll(write: Write, schema: ObjectSchema | undefined): Readonly<Record<string, WireValue>> {
  const values: Record<string, WireValue> = {};
  for (const [field, value] of Object.entries(write.fields)) {
    // The key of a create is the key; nothing else may say otherwise.
    if (field === 'Id' || (write.kind === 'create' && field === EXTERNAL_KEY)) continue;
    values[field] = encode(schema?.fields.get(field)?.type, value);
  }
  return values;
}

function namesRecord(values: Item['values'], schema: ObjectSchema | undefined): boolean {
  return Object.entries(values).some(([field, value]) => {
    const type = schema?.fields.get(field)?.type;
    return value !== null && (type === 'reference' || type === 'owner');
  });
}

/** Contacts of one account together: each write locks the account, and calls side by side would fight for it. */
function byParent(items: readonly Item[]): readonly Item[] {
  const parent = (item: Item): string => String(item.values['AccountId'] ?? '');
  return items.toSorted((a, b) => (parent(a) < parent(b) ? -1 : parent(a) > parent(b) ? 1 : 0));
}
