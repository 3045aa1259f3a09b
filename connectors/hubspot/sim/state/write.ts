import { derive, initial } from './derived.ts';
import { change, set, type Changes } from './change.ts';
import { link } from './link.ts';
import type { Plan } from './plan.ts';
import { tableOf, type Portal } from './portal.ts';
import { showOptOuts } from './subscriptions.ts';
import { unlink } from './unlink.ts';
import { iso, type Props, type Row, type Source } from './row.ts';
import { toMs } from './values.ts';

/** What a write did: the record and the properties that have another value now. */
export interface Written {
  readonly row: Row;
  readonly created: boolean;
  readonly changed: readonly string[];
}

export function carryOut(portal: Portal, plan: Plan, source: Source): Written {
  if (plan.kind === 'create') return create(portal, plan, source);
  const { row, changes } = plan;
  const changed = change(portal, row, withoutCompany(row, changes), source);
  setCompany(portal, row, changes, source);
  return { row, created: false, changed };
}

function create(portal: Portal, plan: Extract<Plan, { kind: 'create' }>, source: Source): Written {
  const { type } = plan;
  const table = tableOf(portal, type);
  const num = table.nextNum(portal.random);
  const id = String(num);
  const at = portal.now();
  const written = set(initial(type, id), plan.changes);
  const stamp = iso(at);
  const props: Props = {
    ...written,
    ...derive(type, written, null, at),
    [type.created]: written[type.created] ?? stamp,
    [type.modified]: written[type.modified] ?? stamp,
  };
  const row: Row = {
    type,
    id,
    num,
    createdAt: at,
    createdBy: source,
    props,
    updatedAt: toMs(written[type.modified] ?? '') ?? at,
    archivedAt: null,
    history: null,
  };
  table.insert(row, at + portal.searchLagMs);
  portal.emit({ kind: 'creation', row, source, at });
  for (const [name, value] of plan.changes) {
    if (value !== null) portal.emit({ kind: 'property-change', row, source, at, name, value });
  }
  for (const each of plan.links) link(portal, row, each.to, each.typeIds, source);
  setCompany(portal, row, plan.changes, source);
  showOptOuts(portal, row, source);
  return { row, created: true, changed: [...plan.changes.keys()] };
}

/** Writing `associatedcompanyid` makes the company the contact's primary one; clearing it ends that association. */
function setCompany(portal: Portal, row: Row, changes: Changes, source: Source): void {
  const id = row.type.name === 'contacts' ? changes.get('associatedcompanyid') : undefined;
  if (id === undefined) return;
  const companies = tableOf(portal, 'companies').rows;
  const current = companies.get(row.props.associatedcompanyid ?? '');
  const company = id === null ? undefined : companies.get(id);
  if (company !== undefined) link(portal, row, company, [1], source);
  else if (current !== undefined) unlink(portal, row, current, [1], source);
}

const withoutCompany = (row: Row, changes: Changes): Changes =>
  row.type.name === 'contacts' && changes.has('associatedcompanyid')
    ? new Map([...changes].filter(([name]) => name !== 'associatedcompanyid'))
    : changes;
