import { intakeError } from '../failures.ts';
import type { Target } from '../fields.ts';
import type { Columns } from '../source-config.ts';
import { headerKey, proposeTarget } from '../synonyms.ts';
import type { CsvRecord } from './records.ts';

export interface Header {
  /** The physical line it is on; rows begin below. */
  readonly line: number;
  /** One name per column, each different: an empty header is `Column 3`, a second `Phone` is `Phone (2)`. */
  readonly names: readonly string[];
}

/** How many of the cells are headers we know, be it from the source's file or as synonyms. */
export const knownHeaders = (cells: readonly string[], columns: Columns): number =>
  new Set(cells.filter((cell) => (saidOf(columns, cell.trim()) ?? proposeTarget(cell)) !== null)).size;

/**
 * The first row that names at least one known column. Above it there may be a title or a comment, of one filled cell.
 * A row with an e-mail address is data: a list without a header is refused rather than losing its first person.
 */
export function findHeader(records: readonly CsvRecord[], columns: Columns, file: string): Header {
  for (const record of records) {
    if (record.kind === 'broken') break;
    const filled = record.cells.filter((cell) => cell.trim() !== '');
    if (filled.some((cell) => cell.includes('@'))) break;
    if (knownHeaders(record.cells, columns) > 0)
      return { line: record.line, names: uniqueNames(record.cells) };
    if (filled.length > 1) break;
  }
  throw intakeError('list-no-header', `${file}: no known column name in the first rows`);
}

function uniqueNames(cells: readonly string[]): readonly string[] {
  const names: string[] = [];
  cells.forEach((cell, index) => {
    const name = cell.trim() === '' ? `Column ${index + 1}` : cell.trim();
    let unique = name;
    for (let copy = 2; names.includes(unique); copy += 1) unique = `${name} (${copy})`;
    names.push(unique);
  });
  return names;
}

/** What each column is taken as: as the source's file says, else by synonym, each field once; and what is new to the file. */
export function planColumns(
  header: Header,
  said: Columns,
): {
  readonly columns: ReadonlyMap<string, Target | null>;
  readonly fresh: ReadonlyMap<string, Target | null>;
} {
  const taken = new Set<Target | null>(header.names.map((name) => saidOf(said, name) ?? null));
  const proposals = header.names.map(proposeTarget);
  // "Vorname; Name": beside a first name and without a last name, the plain name is the last name.
  const besideFirstName = proposals.includes('firstName') && !proposals.includes('lastName');
  const columns = new Map<string, Target | null>();
  const fresh = new Map<string, Target | null>();
  for (const name of header.names) {
    const known = saidOf(said, name);
    if (known !== undefined) {
      columns.set(name, known);
      continue;
    }
    const proposed = besideFirstName && headerKey(name) === 'name' ? 'lastName' : proposeTarget(name);
    const target = taken.has(proposed) ? null : proposed;
    taken.add(target);
    columns.set(name, target);
    fresh.set(name, target);
  }
  return { columns, fresh };
}

/** Headers are other people's words: one may be `constructor`. */
const saidOf = (columns: Columns, name: string): Target | null | undefined =>
  Object.hasOwn(columns, name) ? columns[name] : undefined;
