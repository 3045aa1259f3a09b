import type { CallOptions } from '../../src/connector/contract.ts';
import { associatedObject } from './objects.ts';
import { paths } from './paths.ts';
import type { Session } from './session.ts';
import type { WireAssociations, WireRecord } from './wire.ts';

/** Records without associations are told of as errors, although nothing is wrong with them. */
const NONE = 'crm.associations.NO_ASSOCIATIONS_FOUND';

/** Gives records the fields that stand for an association, as if they were properties. At most 1,000 records a call. */
export async function withAssociations(
  session: Session,
  object: string,
  fields: readonly string[],
  records: readonly WireRecord[],
  options: CallOptions,
): Promise<readonly WireRecord[]> {
  let filled = records;
  for (const field of new Set(fields)) {
    const other = associatedObject(field);
    if (other === null || filled.length === 0) continue;
    const ids = filled.map(({ id }) => id);
    const found = await associatedIds(session, object, other, ids, options);
    filled = filled.map((wire) => {
      const value = theOnly(found.get(wire.id));
      return value === undefined ? wire : { ...wire, properties: { ...wire.properties, [field]: value } };
    });
  }
  return filled;
}

/** Which of several records is meant cannot be told, so the field then counts as not read. */
function theOnly(ids: readonly string[] | undefined): string | null | undefined {
  if (ids === undefined || ids.length > 1) return undefined;
  return ids[0] ?? null;
}

/** The ids of the records that each is associated with; a record that was not answered is left out. */
export async function associatedIds(
  session: Session,
  object: string,
  other: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const answer = await session.api.call<WireAssociations>(
    {
      method: 'POST',
      path: paths.associated(object, other),
      json: { inputs: ids.map((id) => ({ id })) },
      bucket: 'call',
      effect: 'read',
      object,
    },
    options,
  );
  const answered = new Map(
    (answer.results ?? []).map(({ from, to = [] }) => [
      from.id,
      to.map(({ toObjectId }) => String(toObjectId)),
    ]),
  );
  const allTold = (answer.errors ?? []).every(({ subCategory }) => subCategory === NONE);
  return allTold ? new Map(ids.map((id) => [id, answered.get(id) ?? []])) : answered;
}
