import { sql } from 'kysely';
import { chunks } from '../domain/chunks.ts';
import type { EntityId } from '../domain/entity.ts';
import { audit } from './audit.ts';
import { inTransaction, jsonb, type LedgerDb, type LedgerTx } from './database.ts';

/** A period that is closed, by one model. */
export interface Book extends NewBook {
  readonly id: number;
  readonly closedAt: Date;
  readonly closedBy: string;
  /** When lines were added last that take back what no longer holds; null: never. */
  readonly restatedAt: Date | null;
}

export interface NewBook {
  /** `2026-10`, or `2026-Q3`. */
  readonly period: string;
  /** What sources are: campaigns, or channels. */
  readonly credited: string;
  readonly model: string;
  /** How many ended in the period, when it was closed. */
  readonly opportunities: number;
  /** Hashes of the file that says what counts, and of all files. */
  readonly settings: string;
  readonly version: string;
}

/** What was put down to somebody of an opportunity. */
export interface BookLine {
  readonly opportunity: EntityId;
  readonly outcome: 'won' | 'lost';
  /** The day, by UTC. */
  readonly endedOn: string;
  /** The kind of source, or the name of the residual. */
  readonly payee: string;
  /** Of a source that has one. */
  readonly name: string | null;
  readonly sourceId: string | null;
  /** A whole number, in decimal digits. */
  readonly units: string;
  readonly decimals: number;
  readonly currency: string | null;
  readonly rate: string | null;
}

export interface StatedLine extends BookLine {
  /** With the closing; otherwise it was added since. */
  readonly booked: boolean;
  readonly statedAt: Date;
}

/** Somebody has closed it before. Nothing was stored. */
export class ClosedBeforeError extends Error {
  readonly before: Book | undefined;
  constructor(before: Book | undefined) {
    super('it is closed already');
    this.before = before;
  }
}

/** The built-in database serves nobody else during a statement. */
const LINES = 5_000;

/** Closes a period by some models at once, all or none. Throws a {@link ClosedBeforeError}. */
export const storeBooks = (
  db: LedgerDb,
  books: readonly { readonly book: NewBook; readonly lines: readonly BookLine[] }[],
  { who, at }: { readonly who: string; readonly at: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    for (const { book, lines } of books) {
      const { rows } = await sql<{ id: number }>`
        insert into book (period, credited, model, opportunities, settings, version, closed_at, closed_by)
        values (${book.period}, ${book.credited}, ${book.model}, ${book.opportunities}, ${book.settings}, ${book.version},
          ${at}, ${who})
        on conflict do nothing returning id::float8 as id`.execute(tx);
      const [stored] = rows;
      if (stored === undefined) throw new ClosedBeforeError((await readBooks(tx)).find(isSame(book)));
      await appendLines(tx, stored.id, lines, { at, booked: true });
      const { period, credited, model } = book;
      await audit(tx, at, who, 'books close', { period, by: credited, model });
    }
  });

const isSame =
  (one: NewBook) =>
  (other: NewBook): boolean =>
    other.period === one.period && other.credited === one.credited && other.model === one.model;

/** Appends what is to be taken back of a book and stated anew, if anything; `restateOf` is told what it states until now. */
export const restateBook = (
  db: LedgerDb,
  book: number,
  at: Date,
  restateOf: (stated: readonly StatedLine[]) => readonly BookLine[],
): Promise<readonly StatedLine[]> =>
  inTransaction(db, async (tx) => {
    // Of two who look at the same time, the second finds what the first has stated.
    await sql`select id from book where id = ${book} for update`.execute(tx);
    const stated = await readLines(tx, book);
    const more = restateOf(stated);
    await appendLines(tx, book, more, { at, booked: false });
    return [...stated, ...more.map((line) => ({ ...line, booked: false, statedAt: at }))];
  });

/** The latest period first. */
export async function readBooks(db: LedgerDb): Promise<readonly Book[]> {
  const { rows } = await sql<Book>`
    select b.id::float8 as id, period, credited, model, opportunities, settings, version, closed_at as "closedAt",
      closed_by as "closedBy",
      (select max(stated_at) from book_line where book_id = b.id and not booked) as "restatedAt"
    from book b order by period desc, credited, b.id`.execute(db);
  return rows;
}

async function readLines(tx: LedgerTx, book: number): Promise<readonly StatedLine[]> {
  const { rows } = await sql<StatedLine>`
    select booked, stated_at as "statedAt", opportunity_id as opportunity, outcome, ended_on::text as "endedOn", payee, name,
      source_id as "sourceId", units::text as units, decimals, currency, rate
    from book_line where book_id = ${book} order by seq`.execute(tx);
  return rows;
}

async function appendLines(
  tx: LedgerTx,
  book: number,
  lines: readonly BookLine[],
  { at, booked }: { readonly at: Date; readonly booked: boolean },
): Promise<void> {
  for (const some of chunks(lines, LINES))
    await sql`
      insert into book_line (book_id, booked, stated_at, opportunity_id, outcome, ended_on, payee, name, source_id, units,
        decimals, currency, rate)
      select ${book}, ${booked}, ${at}, opportunity, outcome, "endedOn", payee, name, "sourceId", units, decimals, currency, rate
      from jsonb_to_recordset(${jsonb(some)}) as r(opportunity uuid, outcome text, "endedOn" date, payee text, name text,
        "sourceId" text, units numeric, decimals integer, currency text, rate text)`.execute(tx);
}
