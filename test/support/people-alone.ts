import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMap, parseDocument, type YAMLMap } from 'yaml';

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');

/**
 * The shipped mappings of people and companies in a folder of their own, without rules: for what depends on neither rules nor
 * other objects, and would wait for them all the same.
 */
export function mappingsOfPeople(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'leadloop-people-'));
  for (const name of ['person.yaml', 'company.yaml'])
    writeFileSync(join(folder, name), withoutRules(readFileSync(join(MAPPINGS, name), 'utf8')));
  writeFileSync(join(folder, 'identity.yaml'), readFileSync(join(MAPPINGS, 'identity.yaml')));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Without what the rules give, and what is decided by it. */
function withoutRules(text: string): string {
  const document = parseDocument(text);
  document.deleteIn(['systems', 'rules']);
  document.deleteIn(['systems', 'salesforce', 'create-as']);
  const fields = document.get('fields');
  if (!isMap(fields)) throw new Error('a mapping has no fields');
  fields.items = fields.items.filter(
    ({ value }) => !isMap(value) || !value.delete('rules') || isBothSides(value),
  );
  return document.toString();
}

const isBothSides = (field: YAMLMap): boolean =>
  field.has('hubspot') && field.has('salesforce') && !field.has('direction');
