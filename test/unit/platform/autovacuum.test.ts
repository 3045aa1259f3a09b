import { expect } from 'chai';
import { autovacuum } from '../../../src/platform/database/pglite/autovacuum.ts';
import { openEmbedded, type EmbeddedDatabase } from '../../../src/platform/database/pglite/embedded.ts';
import { silentLog } from '../../support/log.ts';

describe('cleaning up in the built-in database', () => {
  let database: EmbeddedDatabase;

  before(async function () {
    this.timeout(60_000);
    database = await openEmbedded({ dataDir: null, log: silentLog });
    await database.pool.query('create table busy (id int primary key)');
    await database.pool.query('create table quiet (id int primary key)');
  });
  after(() => database.close());

  const statistics = async (table: string): Promise<{ dead: number; rows: number }> => {
    await database.pool.query('select pg_stat_force_next_flush()');
    const { rows } = await database.pool.query<{ dead: number; rows: number }>(
      `select n_dead_tup::int as dead, reltuples::int as rows
       from pg_stat_user_tables join pg_class using (relname) where relname = $1`,
      [table],
    );
    return rows[0] ?? { dead: NaN, rows: NaN };
  };

  it('clears a table that was filled and emptied, and tells the planner what is left', async () => {
    await database.pool.query('insert into busy select generate_series(1, 1000)');
    await database.pool.query('delete from busy where id > 10');
    expect((await statistics('busy')).dead).to.be.at.least(990);
    await autovacuum(database.pool, new AbortController().signal);
    expect(await statistics('busy')).to.deep.equal({ dead: 0, rows: 10 });
  });

  it('leaves a table alone in which little has changed', async () => {
    await database.pool.query('insert into quiet select generate_series(1, 20)');
    await autovacuum(database.pool, new AbortController().signal);
    expect((await statistics('quiet')).rows).to.equal(-1);
  });
});
