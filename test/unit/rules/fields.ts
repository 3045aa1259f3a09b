import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldType } from '../../../src/domain/schema.ts';
import type { ExpressionSchema } from '../../../src/expression/types.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'mappings');

function fieldsOf(
  entity: string,
  prefix: string,
): readonly (readonly [string, { readonly type: FieldType }])[] {
  const parsed = parseMapping(readFileSync(join(FOLDER, `${entity}.yaml`), 'utf8'), `${entity}.yaml`);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping.fields.map(({ name, type }) => [`${prefix}${name}`, { type }]);
}

/** What the shipped mappings have. */
export const SHIPPED_FIELDS: ExpressionSchema = new Map([
  ...fieldsOf('person', ''),
  ...fieldsOf('company', 'company.'),
]);

/** And what a company would add to route by it. */
export const FIELDS: ExpressionSchema = new Map([
  ...SHIPPED_FIELDS,
  ['language', { type: 'text' }],
  ['productInterest', { type: 'options' }],
  ['reseller', { type: 'text' }],
]);
