import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpressionSchema } from '../../../src/expression/types.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { fieldsOf } from '../../../src/rules/facts.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'mappings');

/** The canonical fields of a shipped mapping. */
export function shippedFields(entity: string): ExpressionSchema {
  const parsed = parseMapping(readFileSync(join(FOLDER, `${entity}.yaml`), 'utf8'), `${entity}.yaml`);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return new Map(parsed.mapping.fields.map(({ name, type }) => [name, { type }]));
}

/** What the shipped mappings have. */
export const SHIPPED_FIELDS = fieldsOf(shippedFields('person'), shippedFields('company'));

/** And what a company would add to route by it. */
export const FIELDS: ExpressionSchema = new Map([
  ...SHIPPED_FIELDS,
  ['language', { type: 'text' }],
  ['productInterest', { type: 'options' }],
  ['reseller', { type: 'text' }],
]);
