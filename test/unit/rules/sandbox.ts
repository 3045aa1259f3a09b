import { OWNERS } from '../../../connectors/hubspot/sim/state/owners.ts';
import { USERS } from '../../../connectors/salesforce/sim/org/setup-data.ts';
import type { Owner } from '../../../src/domain/owner.ts';
import { directoryOf } from '../../../src/rules/directory.ts';

const owner = (email: string | null, name: string, active: boolean, kind: Owner['kind']): Owner => ({
  id: name,
  email,
  name,
  active,
  kind,
});

/** Everybody who works in both simulated systems; one of them left. */
export const SANDBOX_OWNERS: readonly Owner[] = [
  ...OWNERS.map(({ email, archived }) => owner(email, email, !archived, 'person')),
  ...USERS.map(({ Email }, index) =>
    owner(Email, Email, true, index === USERS.length - 1 ? 'integration' : 'person'),
  ),
  owner(null, 'New Leads', true, 'queue'),
];

export const SANDBOX = directoryOf(SANDBOX_OWNERS);
