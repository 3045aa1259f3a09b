import type { Account, CallOptions } from '../../src/connector/contract.ts';
import type { Owner } from '../../src/domain/owner.ts';
import type { Api } from './client.ts';
import { paths } from './paths.ts';
import type { WireAccount, WireOwner, WirePage } from './wire.ts';

export interface Identified {
  readonly account: Account;
  /** The host of the pages that people see, which differs by where the account's data are. */
  readonly uiDomain: string | null;
}

/** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide */
export async function identify(api: Api, options: CallOptions): Promise<Identified> {
  const wire = await api.call<WireAccount>(
    { method: 'GET', path: paths.account(), bucket: 'call', effect: 'read' },
    options,
  );
  const id = String(wire.portalId);
  return {
    uiDomain: wire.uiDomain ?? null,
    account: {
      id,
      name: `HubSpot ${id} (${wire.accountType ?? 'account'})`,
      userId: null,
      timeZone: wire.timeZone ?? null,
      currency: wire.companyCurrency ?? null,
    },
  };
}

/** All owners. Those who left are listed apart by HubSpot, but records still carry their ids. */
export async function owners(api: Api, options: CallOptions): Promise<readonly Owner[]> {
  const active = await ownersBy(api, false, options);
  const left = await ownersBy(api, true, options);
  const known = new Set(active.map(({ id }) => id));
  return [...active, ...left.filter(({ id }) => !known.has(id))];
}

async function ownersBy(api: Api, archived: boolean, options: CallOptions): Promise<readonly Owner[]> {
  const found: Owner[] = [];
  let after: string | undefined;
  do {
    const query = { limit: 100, archived, ...(after === undefined ? {} : { after }) };
    const page: WirePage<WireOwner> = await api.call(
      { method: 'GET', path: paths.owners(), query, bucket: 'call', effect: 'read' },
      options,
    );
    found.push(...(page.results ?? []).map((wire) => toOwner(wire, !archived)));
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return found;
}

function toOwner(wire: WireOwner, active: boolean): Owner {
  const email = wire.email?.trim().toLowerCase() || null;
  const name = [wire.firstName, wire.lastName].filter(Boolean).join(' ');
  return {
    id: wire.id,
    email,
    name: name || (email ?? wire.id),
    active,
    kind: wire.type === 'QUEUE' ? 'queue' : 'person',
  };
}
