import type { CallOptions } from '../../src/connector/contract.ts';
import type { Owner } from '../../src/domain/owner.ts';
import type { Client } from './client.ts';
import { userInfo } from './identify.ts';
import { fullId } from './ids.ts';
import { idOf } from './snapshots.ts';
import { queryAllRows, type Row } from './query.ts';

/**
 * A queue is for leads, cases, tasks and objects of the org's own. What belongs to a customer is a user's.
 * https://help.salesforce.com/s/articleView?id=sf.queues_overview.htm
 */
const NO_QUEUES_OWN = ['Account', 'Contact', 'Opportunity', 'Event', 'Campaign'];

/** People (inactive ones too) and queues. Automation and community users own nothing we route to. */
export async function owners(client: Client, options: CallOptions): Promise<readonly Owner[]> {
  const users = await queryAllRows(
    client,
    { fields: ['Id', 'Name', 'Email', 'IsActive'], from: 'User', where: "UserType = 'Standard'" },
    options,
  );
  const queues = await queryAllRows(
    client,
    { fields: ['Id', 'Name', 'Email'], from: 'Group', where: "Type = 'Queue'" },
    options,
  );
  const self = fullId((await userInfo(client, options)).user_id);
  return [
    ...users.map((row) =>
      ownerOf(row, fullId(idOf(row)) === self ? 'integration' : 'person', row['IsActive'] === true),
    ),
    ...queues.map((row) => ({ ...ownerOf(row, 'queue', true), neverOwns: NO_QUEUES_OWN })),
  ];
}

function ownerOf(row: Row, kind: Owner['kind'], active: boolean): Owner {
  const email = row['Email'];
  return {
    id: fullId(idOf(row)),
    email: typeof email === 'string' && email !== '' ? email.toLowerCase() : null,
    name: typeof row['Name'] === 'string' ? row['Name'] : idOf(row),
    active,
    kind,
  };
}
