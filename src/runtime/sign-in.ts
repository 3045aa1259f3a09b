import type {
  BrowserSignIn,
  ConnectorDefinition,
  Log,
  SignInRequest,
  TokenStore,
  Tokens,
} from '../connector/contract.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { createIds } from '../platform/ids.ts';
import { openSecrets } from '../platform/secrets.ts';
import { connect, tokenStore } from './connect.ts';
import { withLedgerDb } from './ledger.ts';

export interface Grant {
  readonly definition: ConnectorDefinition;
  readonly signIn: BrowserSignIn;
  readonly request: SignInRequest;
  readonly code: string;
}

/**
 * Trades the code of a grant for tokens, looks whose account it is, and only then keeps the tokens: a grant for another
 * account than the one this ledger is linked with leaves everything as it was.
 *
 * @returns the account's name
 */
export async function acceptGrant(
  { definition, signIn, request, code }: Grant,
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<string> {
  const granted: Tokens[] = [];
  const tokens: TokenStore = {
    load: () => Promise.resolve(granted.at(-1) ?? null),
    save: (given) => Promise.resolve(void granted.push(given)),
  };
  const clock = systemClock;
  await signIn.exchange(request, code, { tokens, clock });

  return withLedgerDb(config, log, async (db) => {
    const context = {
      db,
      clock,
      ids: createIds(clock),
      random: Math.random,
      log,
      secrets: openSecrets({ key: config.LEADLOOP_KEY, dataDir: config.LEADLOOP_DATA }),
      configDir: config.LEADLOOP_CONFIG,
      stopping: new AbortController().signal,
      environment,
    };
    const { connection } = await connect(definition, context, tokens);
    try {
      const { name, id } = await connection.identify({ lane: 'live' });
      const newest = granted.at(-1);
      if (newest !== undefined) await tokenStore(definition.name, context).save(newest);
      return `${name} (${id})`;
    } finally {
      await connection.close();
    }
  });
}
