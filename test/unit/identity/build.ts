import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fields } from '../../../src/domain/value.ts';
import type { IdentityCandidate } from '../../../src/identity/decide-identity.ts';
import type { EntityRules, IdentityKind } from '../../../src/identity/rules.ts';
import { parseIdentity } from '../../../src/mapping/identity-file/parse.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', 'mappings', 'identity.yaml');

/** The shipped rules. */
export function shippedRules(kind: IdentityKind): EntityRules {
  const read = parseIdentity(readFileSync(FILE, 'utf8'), FILE);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems, null, 2));
  return read.rules.get(kind)!;
}

/** A made-up person with everything; each test varies one thing. */
export const ANNA: Fields = {
  firstName: 'Anna',
  lastName: 'Gruber',
  email: 'anna.gruber@acme.example',
  phone: '+4316641234',
  company: 'Acme GmbH',
  street: 'Hauptstraße 5',
  postalCode: '1010',
  city: 'Wien',
};

export const ACME: Fields = {
  name: 'Acme Research GmbH',
  domain: 'acme.example',
  phone: '+4316641234',
  street: 'Hauptstraße 5',
  postalCode: '1010',
  city: 'Wien',
};

export const candidate = (id: string, fields: Fields, entity: string | null = null): IdentityCandidate => ({
  ref: { system: 'crm', object: 'Lead', id },
  entity,
  fields,
});
