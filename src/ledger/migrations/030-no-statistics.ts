import { sql, type Kysely } from 'kysely';

/**
 * Nobody looks for a row by the whole of a document, so what is in them is not sampled: on tables of wide rows that takes
 * nearly all the time of an ANALYZE, and the built-in database does nothing else meanwhile.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.data_type = 'jsonb' and t.table_type = 'BASE TABLE'`.execute(
    db,
  );
  for (const { table, column } of rows)
    await sql`alter table ${sql.table(table)} alter column ${sql.ref(column)} set statistics 0`.execute(db);
}
