import type { CallOptions, FindRequest } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { SystemRecord } from '../../src/domain/record.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import { chunks } from './chunks.ts';
import { encode } from './codec.ts';
import { misconfigured } from './judge.ts';
import { look, readBatch } from './read.ts';
import { toRecord } from './record.ts';
import { searchWindow } from './search.ts';
import type { Session } from './session.ts';

/** A search body may have 3,000 characters; the rest of ours takes some 300. */
const SEARCH_VALUES_LENGTH = 2_000;

/** Unique properties are looked up directly; others have to go through the search index, which shows changes late. */
export async function find(
  session: Session,
  request: FindRequest,
  options: CallOptions,
): Promise<readonly SystemRecord[]> {
  const schema = await session.schema(request.object, options);
  const field = schema.fields.get(request.field);
  if (field === undefined) {
    throw misconfigured(
      'NO_SUCH_PROPERTY',
      `HubSpot ${request.object} have no property ${request.field}.`,
      'Create the property in HubSpot (`leadloop setup` makes our own) or name another one.',
    );
  }
  // Enumerations are compared with case, everything else without.
  const normal = field.type === 'option' || (field.unique && field.type !== 'email') ? String : fold;
  const values = [...new Set(request.values.map(normal))].filter((value) => value !== '');
  return field.unique
    ? findUnique(session, request, values, schema, options)
    : findBySearch(session, request, values, normal, options);
}

const fold = (value: string): string => value.trim().toLowerCase();

async function findUnique(
  session: Session,
  { object, field, fields }: FindRequest,
  values: readonly string[],
  schema: ObjectSchema,
  options: CallOptions,
): Promise<readonly SystemRecord[]> {
  const found = new Map<string, SystemRecord>();
  for (const ids of chunks(values)) {
    const records = await readBatch(session, { object, ids, fields, idProperty: field }, options);
    for (const wire of records) {
      if (wire.archived !== true) found.set(wire.id, toRecord(wire, fields, schema));
    }
  }
  return [...found.values()];
}

async function findBySearch(
  session: Session,
  { object, field, fields }: FindRequest,
  values: readonly string[],
  normal: (value: string) => string,
  options: CallOptions,
): Promise<readonly SystemRecord[]> {
  const wanted = new Set(values);
  const found: SystemRecord[] = [];
  for (const some of searchChunks(values)) {
    let after: string | null = null;
    do {
      const filter = { propertyName: field, operator: 'IN', values: some } as const;
      const window = await searchWindow(session, object, [filter], after, options);
      const { asked } = await look(session, { object, ids: window.ids, fields: [...fields, field] }, options);
      for (const snapshot of asked) {
        // Leaving out a record that may match would let a second one be made.
        if (snapshot.kind === 'unreadable') throw new FailureError(snapshot.failure);
        if (snapshot.kind !== 'present') continue;
        const { [field]: value = null, ...others } = snapshot.record.fields;
        // The index may still show the value of a moment ago.
        if (!wanted.has(normal(encode(value)))) continue;
        found.push(fields.includes(field) ? snapshot.record : { ...snapshot.record, fields: others });
      }
      after = window.next;
    } while (after !== null);
  }
  return found;
}

/** At most 100 values and 2,000 characters each. */
function searchChunks(values: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let length = SEARCH_VALUES_LENGTH;
  for (const value of values) {
    const size = JSON.stringify(value).length + 1;
    const group = groups.at(-1);
    if (group === undefined || group.length === 100 || length + size > SEARCH_VALUES_LENGTH) {
      groups.push([value]);
      length = size;
    } else {
      group.push(value);
      length += size;
    }
  }
  return groups;
}
