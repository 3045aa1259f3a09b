import type { Account, CallOptions } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { Client } from './client.ts';
import { fullId } from './ids.ts';
import { queryPage } from './query.ts';

/**
 * The org and the user we act as. By userinfo, not jsforce's `identity()`, which puts the token into the URL.
 * The currency is the corporate one of a multi-currency org; other orgs tell theirs over SOAP alone.
 */
export async function identify(client: Client, options: CallOptions): Promise<Account> {
  const user = await userInfo(client, options);
  const { body: rows } = await queryPage(
    client,
    { fields: ['Id', 'Name', 'TimeZoneSidKey'], from: 'Organization', limit: 1 },
    options,
  );
  const text = (name: string): string | null => {
    const value = rows[0]?.[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    id: fullId(user.organization_id),
    name: text('Name') ?? user.organization_id,
    userId: fullId(user.user_id),
    timeZone: text('TimeZoneSidKey'),
    currency: await currency(client, options),
  };
}

export async function userInfo(
  client: Client,
  options: CallOptions,
): Promise<{ readonly user_id: string; readonly organization_id: string }> {
  const { body } = await client.send<{ user_id: string; organization_id: string }>(
    { method: 'GET', path: '/services/oauth2/userinfo', effect: 'read' },
    options,
  );
  return body;
}

/** Best effort: reports can do without it. */
async function currency(client: Client, options: CallOptions): Promise<string | null> {
  try {
    const info = await client.invoke(async (api) => api.soap.getUserInfo(), 'step', options);
    return info.orgDefaultCurrencyIsoCode ?? null;
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind !== 'auth') return null;
    throw error;
  }
}
