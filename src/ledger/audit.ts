import { jsonb, type LedgerDb } from './database.ts';

/** Notes a change that a person made, or what Leadloop has done by itself for all to know. `detail` holds no secrets and no personal data. */
export async function audit(
  db: LedgerDb,
  at: Date,
  who: string,
  what: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await db
    .insertInto('audit')
    .values({ at, who, what, detail: jsonb(detail) })
    .execute();
}
