import { parseMapping, type ParsedMapping } from '../../../src/mapping/parse.ts';
import type { Resolver } from '../../../src/mapping/canonical.ts';
import type { Problem } from '../../../src/mapping/problem.ts';
import type { Owner } from '../../../src/domain/owner.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { SystemRecord } from '../../../src/domain/record.ts';

const HEAD = `entity: person
systems:
  hubspot: { object: contacts, create: true }
  salesforce: { objects: [Lead, Contact], create: true }
  lead-intake: { objects: ['*'] }
`;

/** A person mapping with these rows; each row is one line of YAML. They begin at line 7. */
export const withRows = (...rows: readonly string[]): string =>
  `${HEAD}fields:\n${rows.map((row) => `  ${row}\n`).join('')}`;

export function parsed(text: string, file = 'person.yaml'): ParsedMapping {
  const result = parseMapping(text, file);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems, null, 2));
  return result;
}

export function problemsOf(text: string): readonly Problem[] {
  const result = parseMapping(text, 'person.yaml');
  return result.kind === 'invalid' ? result.problems : [];
}

export const record = (system: string, object: string, fields: Fields): SystemRecord => ({
  ref: { system, object, id: '1' },
  fields,
  externalKey: null,
  modifiedAt: null,
});

export const ACME = '0192e0c5-0000-7000-8000-000000000001';

const owner = (id: string, email: string, kind: Owner['kind'] = 'person'): Owner => ({
  id,
  email,
  name: email,
  active: true,
  kind,
});
const OWNERS = new Map([
  ['hubspot/7', owner('7', 'rep@acme.com')],
  ['salesforce/005A', owner('005A', 'rep@acme.com')],
  ['salesforce/005I', owner('005I', 'integration@acme.com', 'integration')],
  ['hubspot/8', owner('8', 'only@acme.com')],
]);
const IDS = new Map([
  ['hubspot/rep@acme.com', '7'],
  ['salesforce/rep@acme.com', '005A'],
]);

/** One owner known to both systems, one to HubSpot alone, the user we act as in Salesforce, and one company linked in Salesforce alone. */
export const resolver: Resolver = {
  owner: (system, id) => OWNERS.get(`${system}/${id}`) ?? null,
  ownerId: (system, _object, email) => IDS.get(`${system}/${email}`) ?? null,
  entityOf: (ref) => (ref.object === 'Account' && ref.id === '001A' ? ACME : null),
  refOf: (entity, system, objects) =>
    entity === ACME && system === 'salesforce' && objects.includes('Account')
      ? { system, object: 'Account', id: '001A' }
      : null,
};
