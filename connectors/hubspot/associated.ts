import type { CallOptions } from '../../src/connector/contract.ts';
import { associatedObject, referenceOf, traitsOf } from './objects.ts';
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
    const found = await associationsOf(session, object, other, ids, options);
    const primary = referenceOf(object, field)?.primaryTypeId ?? null;
    filled = filled.map((wire) => {
      const value = theOne(found.get(wire.id), primary, traitsOf(object).isShared);
      return value === undefined ? wire : { ...wire, properties: { ...wire.properties, [field]: value } };
    });
  }
  return filled;
}

/** One record that another is associated with, and the types of that association. */
interface Associated {
  readonly id: string;
  readonly typeIds: readonly number[];
}

/**
 * The primary one, where there is such a type. Else which of several is meant cannot be told, so the field then counts as
 * not read, unless the oldest stands for all.
 */
function theOne(
  associated: readonly Associated[] | undefined,
  primary: number | null,
  isShared: boolean,
): string | null | undefined {
  if (associated === undefined) return undefined;
  if (primary !== null) return associated.find(({ typeIds }) => typeIds.includes(primary))?.id ?? null;
  if (associated.length > 1 && !isShared) return undefined;
  const [oldest] = associated.toSorted((a, b) => Number(a.id) - Number(b.id));
  return oldest?.id ?? null;
}

/** The ids of the records that each is associated with; a record that was not answered is left out. */
export async function associatedIds(
  session: Session,
  object: string,
  other: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await associationsOf(session, object, other, ids, options);
  return new Map([...found].map(([id, associated]) => [id, associated.map((one) => one.id)]));
}

async function associationsOf(
  session: Session,
  object: string,
  other: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly Associated[]>> {
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
      to.map(({ toObjectId, associationTypes = [] }) => ({
        id: String(toObjectId),
        typeIds: associationTypes.flatMap(({ typeId }) => typeId ?? []),
      })),
    ]),
  );
  const allTold = (answer.errors ?? []).every(({ subCategory }) => subCategory === NONE);
  return allTold ? new Map(ids.map((id) => [id, answered.get(id) ?? []])) : answered;
}
