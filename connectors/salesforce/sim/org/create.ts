import type { Org, QueryOutcome, SaveError } from '../org.ts';
import { parse } from '../soql/parse.ts';
import { SoqlError } from '../soql/ast.ts';
import type { Env } from '../soql/env.ts';
import { planOf, type Plan } from '../soql/plan.ts';
import { run, type Answer } from '../soql/run.ts';
import { createCatalog, type Catalog } from './catalog.ts';
import { convertLead } from './convert.ts';
import { makeId } from './ids.ts';
import { error, stockRules, type Kernel, type Rules } from './kernel.ts';
import { findRows, getRow } from './look-up.ts';
import { merge } from './merge.ts';
import { populate } from './populate.ts';
import { remove, undelete } from './remove.ts';
import { insert, update, upsert } from './save.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { loadSetupData, USERS } from './setup-data.ts';
import { createStore, type Store } from './store.ts';
import { externalKey } from './external-key.ts';

/** The org as the simulator's own core sees it: with what administrators and the control routes may do. */
export interface SimOrg extends Org {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly kernel: Kernel;
  readonly rules: Rules;
  /** Sales users, without the integration user. */
  readonly repIds: readonly string[];
  endSession(token: string): void;
  /** A query to be read page by page. A construct only the simulator does not know throws. */
  select(
    soql: string,
    options: { readonly all: boolean; readonly version: string },
  ): Answer | { error: SaveError };
  explain(soql: string): { readonly type: string; readonly by: Plan['by'] } | { error: SaveError };
  addField(type: string, field: Parameters<Catalog['addField']>[1]): boolean;
}

export interface OrgOptions {
  readonly seed: number;
  readonly population: number;
  /** That of an org that this one takes the place of; a new one when not given. */
  readonly catalog?: Catalog;
}

/**
 * With a population the external key exists, as in an org that Leadloop has been set up for.
 *
 * @param sessions those of an org that this one takes the place of
 * @param now by which records are dated, in ms
 */
export function createOrg(
  { seed, population, catalog = createCatalog() }: OrgOptions,
  sessions: Sessions = createSessions(),
  now: () => number = Date.now,
): SimOrg {
  const store = createStore(catalog, seed, now);
  const orgId = makeId('00D', 1 + (Math.abs(seed) % 1000));
  const userIds = USERS.map(() => store.nextId('005'));
  const userId = userIds.at(-1) ?? '';
  const kernel: Kernel = { catalog, store, rules: stockRules(), userId, now };
  const repIds = userIds.slice(0, -1);
  loadSetupData(kernel, orgId, userIds);
  if (population > 0) {
    for (const type of ['Lead', 'Contact', 'Account'])
      if (!catalog.field(type, externalKey.name)) addField(type, externalKey);
    populate(kernel, population, seed, repIds);
  }

  function addField(type: string, compact: Parameters<Catalog['addField']>[1]): boolean {
    const field = catalog.addField(type, compact);
    const name = catalog.full(type)?.name;
    if (!field || name === undefined) return false;
    store.addField(name, field);
    return true;
  }

  const env = (soql: string, all: boolean, version: string): Env => ({
    soql,
    describe: catalog.describe,
    field: catalog.field,
    table: store.table,
    anyRow: (id) => {
      const type = catalog.byPrefix(id)?.name;
      return type === undefined ? null : getRow(kernel, type, id);
    },
    nowMs: now(),
    all,
    version,
  });

  function orRefusal<T>(work: () => T): T | { error: SaveError } {
    try {
      return work();
    } catch (caught) {
      if (!(caught instanceof SoqlError) || caught.gap) throw caught;
      return { error: error(caught.statusCode, caught.message) };
    }
  }

  const select: SimOrg['select'] = (soql, options) =>
    orRefusal(() => run(env(soql, options.all, options.version)));

  return {
    orgId,
    userId,
    repIds,
    catalog,
    store,
    kernel,
    rules: kernel.rules,
    describe: catalog.describe,
    types: catalog.types,
    get: (type, id) => getRow(kernel, type, id),
    byField: (type, field, value) => findRows(kernel, type, field, value),
    rows: (type) => store.table(catalog.full(type)?.name ?? type).rows(),
    insert: (type, values, options = {}) => insert(kernel, type, values, options),
    update: (type, id, values, options = {}) => update(kernel, type, id, values, options),
    upsert: (type, field, value, values, options = {}) => upsert(kernel, type, field, value, values, options),
    remove: (type, id, options = {}) => remove(kernel, type, id, options),
    undelete: (type, id, options = {}) => undelete(kernel, type, id, options),
    convertLead: (request, options = {}) => convertLead(kernel, request, options),
    merge: (type, masterId, loserIds, options = {}) => merge(kernel, type, masterId, loserIds, options),
    query(soql, options = {}): QueryOutcome {
      const answer = select(soql, { all: options.all ?? false, version: options.version ?? '68.0' });
      if ('error' in answer) return answer;
      return { rows: answer.page(0, answer.totalSize), totalSize: answer.totalSize };
    },
    select,
    explain: (soql) =>
      orRefusal(() => {
        const query = parse(soql);
        const { type } = run(env(soql, false, '68.0'));
        return { type, by: planOf(env(soql, false, '68.0'), type, query.where, query.orderBy).by };
      }),
    validSession: sessions.valid,
    newSession: () => sessions.start(orgId),
    endSession: sessions.end,
    expireSessions: sessions.endAll,
    transaction: store.transaction,
    onChange: store.onChange,
    addField,
  };
}
