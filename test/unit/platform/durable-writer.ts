/** Writes rows 1, 2, 3 … after those that are there, and says each number when its row is acknowledged. To be killed. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { silentLog } from '../../support/log.ts';

const [dataDir = ''] = process.argv.slice(2);
try {
  const { pool } = await openDatabase({ url: null, dataDir, log: silentLog });
  await pool.query('create table if not exists written (id int primary key)');
  const { rows } = await pool.query<{ last: number }>('select coalesce(max(id), 0) as last from written');
  for (let id = (rows[0]?.last ?? 0) + 1; ; id += 1) {
    await pool.query('insert into written values ($1)', [id]);
    writeSync(1, `${id}\n`);
  }
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
