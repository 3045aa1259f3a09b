import { derive } from './derived.ts';
import { catalogueOf, tableOf, type Portal } from './portal.ts';
import { iso, type Props, type Row, type Source } from './row.ts';

/** Property → the value to keep, null to clear it. */
export type Changes = ReadonlyMap<string, string | null>;

/** How many earlier values of a property are kept. */
const MAX_HISTORY = 20;

/**
 * Puts new values on a record and says which differ from before.
 * A write that changes nothing leaves the record, its modification date included, as it was.
 */
export function change(portal: Portal, row: Row, changes: Changes, source: Source): readonly string[] {
  const changed = [...changes]
    .filter(([name, value]) => (row.props[name] ?? null) !== value)
    .map(([name]) => name);
  if (changed.length === 0) return [];
  const at = portal.now();
  const written = set(row.props, changes);
  const next = { ...written, ...derive(row.type, written, row.props, at), [row.type.modified]: iso(at) };
  remember(row, changed, next, at, source);
  tableOf(portal, row.type).replace(row, next, at, at + portal.searchLagMs);
  const { properties } = catalogueOf(portal, row.type);
  for (const name of changed) {
    if (properties.get(name)?.modificationMetadata.readOnlyValue === true && !tellsOfOptOut(name)) continue;
    portal.emit({ kind: 'property-change', row, source, at, name, value: next[name] ?? '' });
  }
  return changed;
}

/** The properties after the changes; a cleared one has no key. */
export function set(props: Props, changes: Changes): Record<string, string> {
  const next = { ...props };
  const cleared = new Set<string>();
  for (const [name, value] of changes) {
    if (value === null) cleared.add(name);
    else next[name] = value;
  }
  if (cleared.size === 0) return next;
  return Object.fromEntries(Object.entries(next).filter(([name]) => !cleared.has(name)));
}

/** Of what HubSpot sets by itself, opt-outs alone are told of. */
const tellsOfOptOut = (name: string): boolean => /^hs_email_optout(_\d+)?$/.test(name);

/** The first change of a property also writes down what it was before. */
function remember(row: Row, changed: readonly string[], next: Props, at: number, source: Source): void {
  row.history ??= new Map();
  for (const name of changed) {
    const before = row.props[name];
    const entries = row.history.get(name) ?? [
      ...(before === undefined ? [] : [{ value: before, timestamp: row.createdAt, source: row.createdBy }]),
    ];
    entries.push({ value: next[name] ?? '', timestamp: at, source });
    row.history.set(name, entries.slice(-MAX_HISTORY));
  }
}
