import type { LinkInput } from '../state/link.ts';
import { asList, asObject, asText } from './body.ts';

/** `associations` in the body of a create. */
export function readLinks(value: unknown): readonly LinkInput[] {
  if (value === undefined || value === null) return [];
  return asList(value, 'associations').map((item) => {
    const { to, types } = asObject(item);
    return { toId: asText(asObject(to).id, 'to.id'), typeIds: readTypeIds(types) };
  });
}

/** `[{ associationCategory, associationTypeId }]` */
export const readTypeIds = (value: unknown): readonly number[] =>
  asList(value, 'types').map((item) => Number(asText(asObject(item).associationTypeId, 'associationTypeId')));
