import { sql } from 'kysely';
import type { Failure } from '../domain/failure.ts';
import type { Notice } from '../domain/notice.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';

/** Stores notices to be sent. One whose key was stored before, sent or not, is left out. */
export async function addNotices(tx: LedgerTx, notices: readonly Notice[], now: Date): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map(({ key, to, subject, body }) => ({
    key,
    address: to.kind === 'mail' ? to.address : null,
    subject,
    body,
  }));
  await sql`
    insert into notice (key, address, subject, body, state, made_at, due_at)
    select key, address, subject, body, 'due', ${now}, ${now}
    from jsonb_to_recordset(${jsonb(rows)}) as r(key text, address text, subject text, body text)
    on conflict (key) do nothing`.execute(tx);
}

/** A notice in this worker's hands. */
export interface ClaimedNotice extends Notice {
  readonly id: string;
  readonly madeAt: Date;
  /** This one included. */
  readonly attempts: number;
}

export interface NoticeClaim {
  readonly limit: number;
  readonly worker: string;
  readonly now: Date;
  /** What a worker that died had in its hands is due again after this. */
  readonly leaseMs: number;
}

/** Takes what is due into this worker's hands, the longest due first. */
export async function claimNotices(db: LedgerDb, claim: NoticeClaim): Promise<readonly ClaimedNotice[]> {
  const until = new Date(claim.now.getTime() + claim.leaseMs);
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select id, due_at from notice where state = 'due' and due_at <= ${claim.now}
      order by due_at, id limit ${claim.limit} for update skip locked),
    taken as (
      update notice n set due_at = ${until}, lease_by = ${claim.worker}, attempts = attempts + 1
      from due where n.id = due.id returning n.*, due.due_at as was_due)
    select id::text, key, address, subject, body, made_at, attempts from taken order by was_due, id`.execute(
    db,
  );
  return rows.map(({ address, made_at, ...row }) => ({
    ...row,
    to: address === null ? { kind: 'channel' } : { kind: 'mail', address },
    madeAt: made_at,
  }));
}

interface ClaimedRow {
  readonly id: string;
  readonly key: string;
  readonly address: string | null;
  readonly subject: string;
  readonly body: string;
  readonly made_at: Date;
  readonly attempts: number;
}

/** What became of a claimed notice. `put-off`: it was not tried, which is no attempt. */
export type NoticeSettling =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly failure: Failure; readonly dueAt: Date }
  | { readonly kind: 'put-off'; readonly dueAt: Date }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Notes what became of a notice, unless its lease ran out and another worker has it. */
export async function settleNotice(
  db: LedgerDb,
  worker: string,
  { id, attempts }: ClaimedNotice,
  settling: NoticeSettling,
  now: Date,
): Promise<void> {
  const set = {
    // Its words are personal data, and have served.
    sent: () =>
      sql`state = 'sent', subject = '', body = '', address = null, failure = null, ended_at = ${now}`,
    failed: () => sql`state = 'failed', ended_at = ${now}`,
    retry: () => sql`lease_by = null`,
    'put-off': () => sql`lease_by = null, attempts = attempts - 1`,
  }[settling.kind]();
  const failure = 'failure' in settling ? sql`, failure = ${jsonb(settling.failure)}` : sql``;
  const dueAt = 'dueAt' in settling ? sql`, due_at = ${settling.dueAt}` : sql``;
  await sql`
    update notice set ${set} ${failure} ${dueAt}
    where id = ${id}::bigint and state = 'due' and lease_by = ${worker} and attempts = ${attempts}`.execute(
    db,
  );
}

/**
 * Gives notices that were given up another try, for as long as if they were made now.
 *
 * @param code of the failures that are meant; null: all
 * @returns how many there are
 */
export async function retryNotices(db: LedgerDb, now: Date, code: string | null): Promise<number> {
  const { rows } = await sql`
    update notice set state = 'due', made_at = ${now}, due_at = ${now}, lease_by = null, attempts = 0, failure = null, ended_at = null
    where state = 'failed' and (${code}::text is null or failure ->> 'code' = ${code}) returning id`.execute(
    db,
  );
  return rows.length;
}

/** Notices that could not be sent for one reason. */
export interface NoticeFailure extends Pick<Failure, 'code' | 'message' | 'meaning' | 'fix' | 'actor'> {
  /** Given up. */
  readonly failed: number;
  /** Still tried. */
  readonly waiting: number;
  readonly lastAt: Date;
}

/** Why notices could not be sent, the most frequent reason first; of each reason its last words. */
export async function noticeFailures(db: LedgerDb): Promise<readonly NoticeFailure[]> {
  const { rows } = await sql<{ failure: Failure; failed: number; waiting: number; lastAt: Date }>`
    select (array_agg(failure order by coalesce(ended_at, made_at) desc))[1] as failure,
      (count(*) filter (where state = 'failed'))::int as failed, (count(*) filter (where state = 'due'))::int as waiting,
      max(coalesce(ended_at, made_at)) as "lastAt"
    from notice where failure is not null and state <> 'sent'
    group by failure ->> 'code' order by count(*) desc, failure ->> 'code'`.execute(db);
  return rows.map(({ failure: { code, message, meaning, fix, actor }, ...counts }) => ({
    code,
    message,
    meaning,
    fix,
    actor,
    ...counts,
  }));
}
