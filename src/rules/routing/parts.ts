import { titled, whole, type Part } from '../files/part.ts';
import { COLUMNS } from './cell.ts';
import type { RoutingDocument, RowDocument } from './document.ts';
import { TARGETS } from './routing.ts';

/** `routing.yaml` in the parts that people speak of. */
export function routingParts(document: RoutingDocument): readonly Part[] {
  const { calendars = {}, people = {}, teams = {}, partners = {}, columns, rules, fallback } = document;
  const fallbackOwner = document['fallback-owner'];
  const each = (kind: string, parts: Readonly<Record<string, Part['says']>>): readonly Part[] =>
    Object.entries(parts).map(([name, says]) => titled(kind, name, says));
  return [
    ...each('calendar', calendars),
    ...Object.entries(people).map(([name, says]): Part => ({ name, kind: 'person', says })),
    ...each('team', teams),
    ...each('partner', partners),
    ...rules.flatMap(({ name, table = [], ...says }) => [
      titled('rule', name, says),
      ...table.map((row): Part => ({ name: rowName(row), kind: `row of "${name}"`, says: {} })),
    ]),
    whole('The file', {
      'usual-calendar': document['usual-calendar'],
      columns,
      fallback,
      'fallback-owner': fallbackOwner,
    }),
  ];
}

/** A row has no name but what it says: `country Germany → alex.rep@example.com`. */
function rowName(row: RowDocument): string {
  const cells = Object.keys(COLUMNS).flatMap((column) => {
    const cell = row[column as keyof typeof COLUMNS];
    return cell === undefined ? [] : [`${column} ${[cell].flat().join(', ')}`];
  });
  const when = row.when === undefined ? [] : [row.when];
  const target = TARGETS.flatMap((kind) => row[kind] ?? []).join(', ');
  return `${[...cells, ...when].join('; ') || 'everybody'} → ${target}`;
}
