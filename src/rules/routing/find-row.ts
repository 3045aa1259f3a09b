import type { Inputs } from '../../expression/expression.ts';
import type { Fields } from '../../domain/value.ts';
import { formOf, takes, type Column, type Form } from './cell.ts';
import { countryCode } from './country-code.ts';
import type { ColumnField, Row } from './routing.ts';

/** The first row of a table that takes a person, or null. `inputs` are for rows with a condition of their own. */
export function findRow(
  { rows, columns }: { readonly rows: readonly Row[]; readonly columns: readonly ColumnField[] },
  fields: Fields,
  inputs: Inputs,
): Row | null {
  const forms: Partial<Record<Column, Form>> = {};
  for (const { column, field } of columns) {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    forms[column] = formOf(column, value, countryCode);
  }
  return rows.find((row) => isTaken(row, forms, inputs)) ?? null;
}

function isTaken({ cells, when }: Row, forms: Partial<Record<Column, Form>>, inputs: Inputs): boolean {
  for (const { column, cell } of cells) if (!takes(cell, forms[column] ?? null)) return false;
  if (when === null) return true;
  const outcome = when.evaluate(inputs);
  return outcome.kind === 'known' && outcome.value === true;
}
