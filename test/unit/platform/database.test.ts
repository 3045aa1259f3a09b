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

      it('answers with the columns that a table has now, whoever has asked the same before', async () => {
        const ask = { text: 'select * from people where id = $1', values: [1] };
        const before = await database.pool.query(ask);
        await database.pool.query('-- more of them\nalter table people add column name text');
        const client = await database.pool.connect();
        const within = async (): Promise<unknown> => {
          await client.query('begin');
          await client.query('alter table people drop column data');
          const { rows } = await client.query(ask);
          await client.query('rollback');
          return rows;
        };
        expect(before.rows).to.deep.equal([{ id: 1, data: null }]);
        expect((await database.pool.query(ask)).rows).to.deep.equal([{ id: 1, data: null, name: null }]);
        expect(await within()).to.deep.equal([{ id: 1, name: null }]);
        client.release();
      });

      it('answers once it can what it could not at first', async () => {
        const ask = { text: 'select id from later where id = $1', values: [1] };
        const fail = (): Promise<unknown> => database.pool.query(ask).catch((error: unknown) => error);
        expect(await fail()).to.have.property('code', '42P01');
        await database.pool.query('create table later as select 1 as id');
        expect((await database.pool.query(ask)).rows).to.deep.equal([{ id: 1 }]);
        await database.pool.query('drop table later');
        expect(await fail()).to.have.property('code', '42P01');
      });

      it('looks for a name where the client says, though another asked the same elsewhere', async () => {
        await database.pool.query('drop schema if exists away cascade; create schema away');
        await database.pool.query('create table away.people as select 7 as id');
        const away = database.openSchemaPool('away');
        const ask = { text: 'select id from people where id > $1', values: [0] };
        for (let round = 0; round < 2; round += 1) {
          expect((await database.pool.query(ask)).rows).to.deep.equal([{ id: 1 }]);
          expect((await away.query(ask)).rows).to.deep.equal([{ id: 7 }]);
        }
        await away.end();
      });

      it('takes 3 MB of parameters and gives them back', async () => {
        const text = 'ä'.repeat(1_500_000);
        const { rows } = await database.pool.query<{ text: string }>('select $1::text as text', [text]);
        expect(rows[0]?.text === text).to.equal(true);
      });
    });
  }

  describe('the one session of pglite', () => {
    const prepared = async (about: string): Promise<number> => {
      const { rows } = await pglite.pool.query<{ n: number }>(
        `select count(*) n from pg_prepared_statements where statement like '%${about}%'`,
      );
      return rows[0]?.n ?? 0;
    };

    it('has a statement prepared once, whoever sends it and whether or not it fails', async () => {
      const [one, other] = [await pglite.pool.connect(), await pglite.pool.connect()];
      for (const client of [one, other]) {
        for (const value of [1, 0, 2]) {
          const asked = client.query('select 12 / $1::int as once', [value]).catch(() => null);
          expect((await asked)?.rows).to.deep.equal(value === 0 ? undefined : [{ once: 12 / value }]);
        }
      }
      expect(await prepared('as once')).to.equal(1);
      one.release();
      other.release();
    });

    it('keeps some hundred statements and no more', async () => {
      for (let number = 0; number < 1_200; number += 1)
        await pglite.pool.query(`select $1::int as many${number}`, [1]);
      expect(await prepared('as many')).to.be.within(1, 500);
    });
  });

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
