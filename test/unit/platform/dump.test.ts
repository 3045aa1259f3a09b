import { expect } from 'chai';
import { openEmbedded, type EmbeddedDatabase } from '../../../src/platform/database/pglite/embedded.ts';
import { silentLog } from '../../support/log.ts';

describe('a dump of the built-in database', function () {
  this.timeout(60_000);
  let database: EmbeddedDatabase;
  before(async () => (database = await openEmbedded({ dataDir: null, log: silentLog })));
  after(() => database.close());

  it('is whole though the database is asked something while it is made, and so is the answer', async () => {
    await database.pool.query('create table kept as select n from generate_series(1, 1000) n');
    const [image, asked] = await Promise.all([
      database.dump(),
      database.pool.query('select count(*)::int as n from kept'),
    ]);
    expect(asked.rows).to.deep.equal([{ n: 1_000 }]);
    const copy = await openEmbedded({ dataDir: null, log: silentLog, image });
    try {
      expect((await copy.pool.query('select max(n) as n from kept')).rows).to.deep.equal([{ n: 1_000 }]);
    } finally {
      await copy.close();
    }
  });
});
