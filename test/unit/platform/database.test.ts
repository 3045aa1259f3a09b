import { expect } from 'chai';
import type { Database } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { testDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/log.ts';
import { startPostgres, type TestServer } from '../../support/servers.ts';

/** The same statements must answer the same on every kind of database. */
const QUERIES: Readonly<Record<string, { text: string; values?: unknown[] }>> = {
  'integers and counts': {
    text: 'select 7::int4 a, 8::int8 b, count(*) c, sum(2::int8) d from generate_series(1, 3)',
  },
  decimals: { text: 'select 2.50::numeric a, array[1.5, null]::numeric[] b, 1.25::float8 c' },
  arrays: {
    text: 'select array[1, 2]::int8[] a, $1::text[] b, array[]::int4[] c',
    values: [['p', 'q "r"', '\\']],
  },
  'moments and dates': {
    text: `select $1::timestamptz a, $2::date b, array['2026-02-28'::date] c`,
    values: [new Date('2026-11-21T18:30:00.123Z'), '2026-02-28'],
  },
  json: {
    text: 'select $1::jsonb a, $2::json b, null::jsonb c',
    values: ['{"b":[1,"x"]}', JSON.stringify([1, 2])],
  },
  'bytes, booleans, uuids and nulls': {
    text: 'select $1::bytea a, $2::bool b, $3::uuid c, $4::text d',
    values: [Buffer.from([0, 255, 10]), true, '0199a0b0-0000-7000-8000-000000000000', null],
  },
  'text that needs care': { text: 'select $1::text a', values: ['Ünïcödé \' " \\ \n 𝄞'] },
  'a statement that returns nothing': { text: 'create temporary table if not exists nothing (id int)' },
};

const FAILURES: Readonly<Record<string, string>> = {
  'a value that is taken': 'insert into people values (1, null)',
  'a missing table': 'select * from nowhere',
  'a division by zero': 'select 1 / 0',
  'a syntax error': 'selec 1',
};

describe('databases', function () {
  this.timeout(60_000);
  let server: TestServer;
  let postgres: Database | null = null;
  let pglite: Database;

  before(async () => {
    pglite = await testDatabase();
    server = await startPostgres();
    if (server.kind === 'running') {
      postgres = await openDatabase({ url: server.url, dataDir: null, log: silentLog });
    }
  });
  after(async () => {
    await pglite.close();
    await postgres?.close();
    if (server.kind === 'running') await server.stop();
  });

  for (const kind of ['pglite', 'postgres'] as const) {
    describe(kind, () => {
      let database: Database;
      before(function () {
        const one = kind === 'pglite' ? pglite : postgres;
        if (one === null) return this.skip();
        database = one;
      });
      beforeEach(async () => {
        await database.pool.query(
          'drop table if exists people; create table people (id int primary key, data jsonb)',
        );
        await database.pool.query('insert into people values (1, null)');
      });

      it('rolls back what a failed transaction did', async () => {
        const client = await database.pool.connect();
        await client.query('begin');
        await client.query('insert into people values (2, null)');
        const failed = await client.query('select 1 / 0').catch((error: unknown) => error);
        await client.query('rollback');
        client.release();
        expect(failed).to.have.property('code', '22012');
        expect((await database.pool.query('select id from people')).rows).to.deep.equal([{ id: 1 }]);
      });

      it('does not show others what a transaction has not committed', async () => {
        const client = await database.pool.connect();
        await client.query('begin');
        await client.query('insert into people values (2, null)');
        const count = database.pool.query<{ n: number }>('select count(*) n from people');
        await client.query('insert into people values (3, null)');
        await client.query('rollback');
        client.release();
        expect((await count).rows).to.deep.equal([{ n: 1 }]);
      });

      it('ends the transaction of a client that is thrown away', async () => {
        const client = await database.pool.connect();
        await client.query('begin');
        await client.query('delete from people');
        client.release(true);
        // The lock of the delete must be gone, too.
        await database.pool.query('update people set data = null');
        expect((await database.pool.query('select id from people')).rows).to.deep.equal([{ id: 1 }]);
      });

      it('answers 200 queries asked at once, each with its own result', async () => {
        const numbers = Array.from({ length: 200 }, (_, index) => index);
        const results = await Promise.all(
          numbers.map((number) => database.pool.query<{ n: number }>('select $1::int n', [number])),
        );
        expect(results.map((result) => result.rows[0]?.n)).to.deep.equal(numbers);
      });

      it('tells those who listen, and nobody else', async () => {
        const [listener, other] = [await database.pool.connect(), await database.pool.connect()];
        const heard: unknown[] = [];
        other.on('notification', (note) => heard.push(note));
        await listener.query('listen "Bells"');
        const note = new Promise<unknown>((resolve) => listener.once('notification', resolve));
        await database.pool.query(`select pg_notify('Bells', 'hot')`);
        expect(await note).to.include({ channel: 'Bells', payload: 'hot' });
        await other.query('select 1');
        expect(heard).to.deep.equal([]);
        listener.release(true);
        other.release(true);
      });

      it('goes on telling one client when another one stops to listen', async () => {
        const [stays, stops] = [await database.pool.connect(), await database.pool.connect()];
        await stays.query('-- why\n/* and more */ listen bells;\n');
        await stops.query('listen bells');
        await stops.query('unlisten bells');
        const note = new Promise<unknown>((resolve) => stays.once('notification', resolve));
        await database.pool.query('notify bells');
        expect(await note).to.include({ channel: 'bells' });
        stays.release(true);
        stops.release(true);
      });

      it('tells of a transaction’s notification only when it commits', async () => {
        const [listener, sender] = [await database.pool.connect(), await database.pool.connect()];
        const heard: (string | undefined)[] = [];
        await listener.query('listen bells');
        const second = new Promise<void>((resolve) => {
          listener.on('notification', ({ payload }) => {
            heard.push(payload);
            if (payload === 'kept') resolve();
          });
        });
        await sender.query('begin');
        await sender.query(`select pg_notify('bells', 'dropped')`);
        await sender.query('rollback');
        await sender.query(`select pg_notify('bells', 'kept')`);
        await second;
        expect(heard).to.deep.equal(['kept']);
        listener.release(true);
        sender.release(true);
      });

      it('fails a query whose int8 does not fit in a number', async () => {
        const error = await database.pool
          .query('select 9007199254740993::int8 n')
          .catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(RangeError);
        expect((await database.pool.query('select 1 n')).rows).to.deep.equal([{ n: 1 }]);
      });

      it('takes 3 MB of parameters and gives them back', async () => {
        const text = 'ä'.repeat(1_500_000);
        const { rows } = await database.pool.query<{ text: string }>('select $1::text as text', [text]);
        expect(rows[0]?.text === text).to.equal(true);
      });
    });
  }

  describe('pglite and postgres', () => {
    before(function () {
      if (postgres === null) this.skip();
    });

    for (const [name, query] of Object.entries(QUERIES)) {
      it(`give equal rows: ${name}`, async () => {
        const [ours, theirs] = [await pglite.pool.query(query), await postgres!.pool.query(query)];
        expect(ours.rows).to.deep.equal(theirs.rows);
        expect(ours.command).to.equal(theirs.command);
        expect(ours.rowCount).to.equal(theirs.rowCount);
      });
    }

    for (const [name, text] of Object.entries(FAILURES)) {
      it(`give equal errors: ${name}`, async () => {
        const facts = async ({ pool }: Database) => {
          const error = await pool.query(text).catch((reason: unknown) => reason as Record<string, unknown>);
          const { code, constraint, detail, message, table } = error as Record<string, unknown>;
          return { code, constraint, detail, message, table };
        };
        const ours = await facts(pglite);
        expect(ours).to.deep.equal(await facts(postgres!));
        expect(ours.code).to.be.a('string');
      });
    }
  });
});
