import { PRIMARY_COMPANY, setCompany, tell } from './link.ts';
import { tableOf, type Portal } from './portal.ts';
import type { Row, Source } from './row.ts';

/** Takes kinds of association away, all when `ids` is null. Without its unlabelled kind an association is gone. */
export function unlink(
  portal: Portal,
  from: Row,
  to: Row,
  ids: readonly number[] | null,
  source: Source,
): void {
  const present = portal.graph.between(from, to)?.typeIds ?? new Set<number>();
  const plain = portal.associationTypes.unlabelled(from.type.name, to.type.name);
  const all = ids === null || (plain !== undefined && ids.includes(plain.id));
  for (const id of [...present].filter((each) => all || ids.includes(each))) {
    const inverse = portal.associationTypes.get(id)?.inverse ?? id;
    portal.graph.remove(from, to, id);
    portal.graph.remove(to, from, inverse);
    tell(portal, from, to, id, inverse, true, source);
    if (id === PRIMARY_COMPANY) setCompany(portal, from, null, source);
    if (inverse === PRIMARY_COMPANY) setCompany(portal, to, null, source);
  }
  for (const row of [from, to]) deleteLonelyLead(portal, row, source);
}

/** Takes all associations of a record away without messages, as its deletion does. */
function unlinkAll(portal: Portal, row: Row, source: Source): void {
  const edges = portal.graph.all(row);
  portal.graph.drop(row);
  for (const { to, typeIds } of edges) {
    const inverses = [...typeIds].map((id) => portal.associationTypes.get(id)?.inverse);
    if (inverses.includes(PRIMARY_COMPANY)) setCompany(portal, to, null, source);
    deleteLonelyLead(portal, to, source);
  }
}

/** Moves a record to the recycle bin. */
export function softDelete(portal: Portal, row: Row, source: Source): void {
  const at = portal.now();
  tableOf(portal, row.type).archive(row, at, at + portal.searchLagMs);
  unlinkAll(portal, row, source);
  portal.emit({ kind: 'deletion', row, source, at });
}

/** Forgets a contact for good. The two messages come in any order. */
export function forget(portal: Portal, row: Row, source: Source): void {
  const at = portal.now();
  unlinkAll(portal, row, source);
  tableOf(portal, row.type).remove(row, at);
  portal.emit({ kind: 'privacy-deletion', row, source, at });
  portal.emit({ kind: 'deletion', row, source, at });
}

/** A lead without any primary association is deleted by HubSpot. */
function deleteLonelyLead(portal: Portal, row: Row, source: Source): void {
  if (row.type.name !== 'leads' || row.archivedAt !== null) return;
  const hasPrimary = portal.graph
    .all(row)
    .some((edge) => [...edge.typeIds].some((id) => portal.associationTypes.isPrimary(id)));
  if (!hasPrimary) softDelete(portal, row, source);
}
