import { badRequest } from '../refusal.ts';
import type { ObjectType } from './object-types.ts';
import type { Portal } from './portal.ts';
import type { Row, Source } from './row.ts';
import { change } from './change.ts';

/** An association in a request: by target id, with directed type ids. */
export interface LinkInput {
  readonly toId: string;
  readonly typeIds: readonly number[];
}

export interface PlannedLink {
  readonly to: Row;
  readonly typeIds: readonly number[];
}

/** Contact, deal and lead have one primary company (lead: and contact, deal) each: the type ids seen from them. */
const SINGLE_PRIMARY: ReadonlySet<number> = new Set([1, 5, 578, 580, 582]);
/** Contact to its primary company. */
export const PRIMARY_COMPANY = 1;

/** Throws unless all type ids exist and lead from one object type to the other. */
export function checkTypes(portal: Portal, from: ObjectType, to: ObjectType, ids: readonly number[]): void {
  for (const id of ids) {
    const type = portal.associationTypes.get(id);
    if (type?.from !== from.name || type.to !== to.name) {
      throw badRequest(`Association type ${id} does not lead from ${from.typeId} to ${to.typeId}.`);
    }
  }
}

/**
 * Associates two records. A labelled or primary association brings the unlabelled one with it, and a new primary
 * takes the place of the old. Tells one message for each kind and direction, so two each way for a primary.
 */
export function link(portal: Portal, from: Row, to: Row, ids: readonly number[], source: Source): void {
  checkTypes(portal, from.type, to.type, ids);
  const plain = portal.associationTypes.unlabelled(from.type.name, to.type.name);
  for (const id of new Set([...(plain ? [plain.id] : []), ...ids])) {
    const inverse = portal.associationTypes.get(id)?.inverse ?? id;
    if (SINGLE_PRIMARY.has(id)) replacePrimary(portal, from, to, id, source);
    if (SINGLE_PRIMARY.has(inverse)) replacePrimary(portal, to, from, inverse, source);
    const isNew = portal.graph.add(from, to, id);
    portal.graph.add(to, from, inverse);
    if (!isNew) continue;
    tell(portal, from, to, id, inverse, false, source);
    if (id === PRIMARY_COMPANY) setCompany(portal, from, to.id, source);
    if (inverse === PRIMARY_COMPANY) setCompany(portal, to, from.id, source);
  }
}

function replacePrimary(portal: Portal, owner: Row, to: Row, id: number, source: Source): void {
  for (const edge of portal.graph.from(owner, to.type.name)) {
    if (edge.to !== to && edge.typeIds.has(id)) {
      const inverse = portal.associationTypes.get(id)?.inverse ?? id;
      portal.graph.remove(owner, edge.to, id);
      portal.graph.remove(edge.to, owner, inverse);
      tell(portal, owner, edge.to, id, inverse, true, source);
    }
  }
}

/** Keeps a contact's `associatedcompanyid` in step with its primary company. Archived ones keep what they last said. */
export function setCompany(portal: Portal, contact: Row, companyId: string | null, source: Source): void {
  if (contact.archivedAt === null)
    change(portal, contact, new Map([['associatedcompanyid', companyId]]), source);
}

/** One message for each end. */
export function tell(
  portal: Portal,
  from: Row,
  to: Row,
  id: number,
  inverse: number,
  removed: boolean,
  source: Source,
): void {
  const common = {
    kind: 'association-change',
    source,
    at: portal.now(),
    removed,
    primary: portal.associationTypes.isPrimary(id),
    category: portal.associationTypes.get(id)?.category ?? 'HUBSPOT_DEFINED',
  } as const;
  portal.emit({ ...common, row: from, to, typeId: id });
  portal.emit({ ...common, row: to, to: from, typeId: inverse });
}
