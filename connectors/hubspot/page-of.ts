import type { Identified } from './account.ts';
import { traitsOf } from './objects.ts';

/**
 * The address of a record's page; null while the account is not known, and for objects whose type is not.
 * https://developers.hubspot.com/docs/guides/crm/understanding-the-crm
 */
export function pageOf(
  known: Identified | null,
  { object, id }: { readonly object: string; readonly id: string },
): string | null {
  const { typeId } = traitsOf(object);
  const host = known?.uiDomain ?? null;
  if (known === null || host === null || typeId === null) return null;
  return `https://${host}/contacts/${known.account.id}/record/${typeId}/${encodeURIComponent(id)}`;
}
