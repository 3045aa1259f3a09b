import { didYouMean } from '../../domain/suggest.ts';
import { compileExpression } from '../../expression/compile.ts';
import type { Expression } from '../../expression/expression.ts';
import { parseDuration } from '../../expression/time.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { COLUMNS, type Column } from './cell.ts';
import { compileCell } from './compile-cell.ts';
import type { RoutingDocument, RowDocument, RuleDocument } from './document.ts';
import { TARGETS, type ColumnField, type Row, type Rule, type Target, type Way } from './routing.ts';

/** What rules may speak of. */
export interface Known {
  /** Canonical fields of the person and, as `company.<name>`, of the company. */
  readonly fields: ExpressionSchema;
  readonly columns: NonNullable<RoutingDocument['columns']>;
  /** Names by kind of target; owners and queues are not known here. */
  readonly names: Readonly<Record<'team' | 'partner', readonly string[]>>;
}

/** Each with what it is in the file. */
const WAYS = ['previous-owner', 'owner-in', 'table', ...TARGETS] as const;

/** Null for a rule that says in no way, or in several, who gets the person. */
export function compileRule(source: RuleDocument, known: Known, path: Path, report: Report): Rule | null {
  const when = compileWhen(source.when, known, [...path, 'when'], report);
  if (source.speaks !== undefined) checkField(source.speaks, known, [...path, 'speaks'], report);
  const way = compileWay(source, known, path, report);
  const teams =
    way?.kind === 'table' ? way.rows.map(({ target }) => target) : way?.kind === 'to' ? [way.target] : [];
  for (const key of ['speaks', 'skills'] as const) {
    if (source[key] !== undefined && way !== null && !teams.some(({ kind }) => kind === 'team'))
      report([...path, key], `"${key}" has no meaning without a team`, 'Remove it.', 'key');
  }
  return (
    way && {
      name: source.name,
      when,
      way,
      speaks: source.speaks ?? null,
      skills: source.skills ?? [],
      outsideHours: source['outside-hours'] === 'give',
    }
  );
}

function compileWay(source: RuleDocument, known: Known, path: Path, report: Report): Way | null {
  const given = WAYS.filter((key) => source[key] !== undefined);
  if (given.length !== 1) {
    const cause = `rule "${source.name}" says in ${given.length === 0 ? 'no way' : `${given.length} ways`} who gets the person`;
    report(path, cause, `Use one of: ${WAYS.join(', ')}.`);
    return null;
  }
  if (source['previous-owner'] !== undefined) {
    const withinMs = parseDuration(source['previous-owner']);
    if (!(withinMs > 0)) {
      const cause = `"${source['previous-owner']}" is no length of time`;
      report([...path, 'previous-owner'], cause, 'Write e.g. 90d.');
    }
    return { kind: 'previous', withinMs };
  }
  if (source['owner-in'] !== undefined) {
    checkField(source['owner-in'], known, [...path, 'owner-in'], report);
    return { kind: 'field', field: source['owner-in'] };
  }
  if (source.table !== undefined) {
    const rows = source.table.map((row, index) => compileRow(row, known, [...path, 'table', index], report));
    return {
      kind: 'table',
      rows: rows.filter((row) => row !== null),
      columns: columnsOf(source.table, known),
    };
  }
  const target = compileTarget(source, known, path, report);
  return target && { kind: 'to', target };
}

function compileRow(source: RowDocument, known: Known, path: Path, report: Report): Row | null {
  const cells = columnNames(source).map((column) => {
    const place = [...path, column];
    const field = fieldOf(column, known);
    if (!known.fields.has(field)) {
      const fix = didYouMean(field, known.fields.keys(), 'Map it, or name another field under "columns".');
      report(place, `the column ${column} reads "${field}", which is no field`, fix, 'key');
    }
    return { column, cell: compileCell(column, [source[column] ?? []].flat(), place, report) };
  });
  const texts = columnNames(source).map((column) => `${column} ${[source[column]].flat().join(', ')}`);
  const target = compileTarget(source, known, path, report);
  if (target === null) return null;
  return {
    text: [...texts, ...(source.when === undefined ? [] : [source.when])].join('; ') || 'everybody',
    cells,
    when: compileWhen(source.when, known, [...path, 'when'], report),
    target,
  };
}

const columnNames = (row: RowDocument): readonly Column[] =>
  (Object.keys(COLUMNS) as Column[]).filter((column) => row[column] !== undefined);

const fieldOf = (column: Column, { columns }: Known): string => columns[column] ?? COLUMNS[column];

const columnsOf = (rows: readonly RowDocument[], known: Known): readonly ColumnField[] =>
  [...new Set(rows.flatMap(columnNames))].map((column) => ({ column, field: fieldOf(column, known) }));

function compileTarget(
  source: Pick<RowDocument, (typeof TARGETS)[number]>,
  { names }: Known,
  path: Path,
  report: Report,
): Target | null {
  const [kind, ...more] = TARGETS.filter((each) => source[each] !== undefined);
  const name = kind && source[kind];
  if (kind === undefined || name === undefined || more.length > 0) {
    report(
      path,
      `this row names ${more.length > 0 ? 'several' : 'none'} of ${TARGETS.join(', ')}`,
      'Name one.',
    );
    return null;
  }
  if ((kind === 'team' || kind === 'partner') && !names[kind].includes(name)) {
    const fix = didYouMean(name, names[kind], `Add it to "${kind}s".`);
    report([...path, kind], `no ${kind} is named "${name}"`, fix);
  }
  return { kind, name: kind === 'owner' ? name.toLowerCase() : name };
}

function compileWhen(
  text: string | undefined,
  { fields }: Known,
  path: Path,
  report: Report,
): Expression | null {
  if (text === undefined) return null;
  const compiled = compileExpression(text, fields, { expect: 'boolean' });
  if (compiled.kind === 'ok') return compiled.expression;
  for (const { cause, fix, offset } of compiled.problems) report(path, cause, fix, offset);
  return null;
}

/** Tells a field that there is not. */
export function checkField(
  name: string,
  { fields }: Pick<Known, 'fields'>,
  path: Path,
  report: Report,
): void {
  if (!fields.has(name)) {
    const fix = didYouMean(name, fields.keys(), 'Use a field of your mappings.');
    report(path, `there is no field "${name}"`, fix);
  }
}
