import type { Cell, Column } from './table.ts';

/** A zero in front, as in `01099`, is part of a name. */
const NUMBER = /^[-+]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/iu;
const isNumber = (text: string): boolean => NUMBER.test(text) && Number.isFinite(Number(text));
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
]);

/** What a column of texts holds: numbers or yes and no when every filled cell is one, else text. */
export function typeColumn(name: string, field: string, texts: readonly (string | null)[]): Column {
  const filled = texts.filter((text) => text !== null);
  const read = (type: Column['type'], cell: (text: string) => Cell): Column => ({
    name,
    field,
    type,
    cells: texts.map((text) => (text === null ? null : cell(text))),
    signal: null,
  });
  if (filled.length === 0) return read('text', (text) => text);
  if (filled.every(isNumber)) return read('number', Number);
  const isBoolean = filled.every((text) => BOOLEANS.has(text.toLowerCase()));
  return isBoolean
    ? read('boolean', (text) => BOOLEANS.get(text.toLowerCase()) ?? null)
    : read('text', (text) => text);
}
