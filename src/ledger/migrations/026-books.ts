import { sql, type Kysely } from 'kysely';

/**
 * Periods that were closed, and what each states: who was credited with how much of which opportunity. Lines are only ever
 * appended, and name nobody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // \`credited\`: what sources are. \`settings\`: a hash of the file that said what counts; \`version\`: of all files.
  `create table book (
    id bigint generated always as identity primary key,
    period text not null,
    credited text not null,
    model text not null,
    opportunities integer not null,
    settings text not null,
    version text not null,
    closed_at timestamptz not null,
    closed_by text not null,
    unique (period, credited, model)
  )`,

  // Of a source that has a name: its name then, and its id where it is a campaign that is known. \`units\` are of so many
  // \`decimals\`, in the currency in which sales has told the amount; \`rate\` as told with it.
  `create table book_line (
    seq bigint generated always as identity primary key,
    book_id bigint not null references book,
    booked boolean not null,
    stated_at timestamptz not null,
    opportunity_id uuid not null,
    outcome text not null check (outcome in ('won', 'lost')),
    ended_on date not null,
    payee text not null,
    name text,
    source_id text,
    units numeric not null,
    decimals integer not null,
    currency text,
    rate text
  )`,
  `create index book_line_book on book_line (book_id, seq)`,
] as const;
