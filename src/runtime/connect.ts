import type { Connected } from '../capture/hydrate.ts';
import type { ConnectorDefinition, Log, TokenStore } from '../connector/contract.ts';
import { makeGovernor } from '../deliver/governor.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';
import { pinAccount } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { loadToken, saveToken } from '../ledger/tokens.ts';
import type { Secrets } from '../platform/secrets.ts';

export interface ConnectContext {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: () => number;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly configDir: string;
  readonly stopping: AbortSignal;
  /** Of every rate limit, for the drift audit; a default when not given. */
  readonly auditShare?: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Signs in to a system and makes sure it is the account this ledger was linked with. */
export async function connect(
  definition: ConnectorDefinition,
  context: ConnectContext,
  tokens: TokenStore = tokenStore(definition.name, context),
): Promise<Connected> {
  const { db, clock, ids, random, log, configDir } = context;
  const connection = await definition.open({
    settings: settingsOf(definition, context.environment),
    clock,
    ids,
    random,
    log,
    governor: makeGovernor(
      definition.name,
      definition.capabilities.buckets,
      db,
      clock,
      context.stopping,
      context.auditShare,
    ),
    tokens,
    configDir,
  });
  try {
    if (definition.capabilities.readable) {
      const account = await connection.identify({ lane: 'live' });
      await pinAccount(db, definition.name, { id: account.id, name: account.name }, clock.now());
    }
    return { definition, connection };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The connector's settings that are set. */
export function settingsOf(
  definition: ConnectorDefinition,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const { name, default: fallback } of definition.settings) {
    const value = environment[name]?.trim() ?? fallback;
    if (value !== undefined && value !== '') settings[name] = value;
  }
  return settings;
}

/** Whether anyone has given credentials for this system, or at least named the app that is granted access. */
export const hasCredentials = (
  definition: ConnectorDefinition,
  environment: Readonly<Record<string, string | undefined>>,
): boolean =>
  definition.settings.some(
    ({ name, secret }) =>
      (secret || name === definition.browserSignIn?.app) && (environment[name] ?? '').trim() !== '',
  );

export function tokenStore(system: SystemName, { db, clock, secrets }: ConnectContext): TokenStore {
  return {
    async load() {
      const sealed = await loadToken(db, system);
      if (sealed === null) return null;
      const stored = JSON.parse(secrets.open(sealed, system)) as {
        accessToken: string;
        refreshToken: string | null;
        expiresAt: string | null;
        instanceUrl: string | null;
      };
      return { ...stored, expiresAt: stored.expiresAt === null ? null : new Date(stored.expiresAt) };
    },
    save: (tokens) => saveToken(db, system, secrets.seal(JSON.stringify(tokens), system), clock.now()),
  };
}
