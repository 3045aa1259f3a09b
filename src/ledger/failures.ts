import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { FailureKind } from '../domain/failure.ts';
import type { SystemFailure } from '../domain/plan.ts';
import { jsonb, type LedgerTx } from './database.ts';

export interface EntityFailure extends SystemFailure {
  readonly entity: EntityId;
}

/** Notes what could not be done; a failure noted before is counted, not repeated. */
export async function noteFailures(
  tx: LedgerTx,
  failures: readonly EntityFailure[],
  now: Date,
): Promise<void> {
  const rows = new Map<string, object>();
  for (const { entity, system, failure } of failures) {
    rows.set(`${entity}/${system}/${failure.code}`, {
      entity_id: entity,
      system,
      code: failure.code,
      kind: failure.kind,
      message: failure.message,
      meaning: failure.meaning,
      fix: failure.fix,
      actor: failure.actor,
      fields: failure.fields ?? [],
      detail: { candidates: failure.candidates ?? [], likeness: failure.likeness ?? [] },
    });
  }
  if (rows.size === 0) return;
  await sql`
    insert into failure (entity_id, system, code, kind, message, meaning, fix, actor, fields, detail, first_at, last_at)
    select entity_id, system, code, kind, message, meaning, fix, actor,
      array(select jsonb_array_elements_text(fields)), detail, ${now}, ${now}
    from jsonb_to_recordset(${jsonb([...rows.values()])}) as r(entity_id uuid, system text, code text, kind text, message text,
      meaning text, fix text, actor text, fields jsonb, detail jsonb)
    on conflict (entity_id, system, code) do update set seen = failure.seen + 1, last_at = excluded.last_at,
      kind = excluded.kind, message = excluded.message, meaning = excluded.meaning, fix = excluded.fix,
      actor = excluded.actor, fields = excluded.fields, detail = excluded.detail`.execute(tx);
}

/** Kinds that say something of the moment, not of the record: another answer since then says that they are over. */
const PASSING: readonly FailureKind[] = ['transient', 'rate-limited', 'locked', 'auth', 'unknown-outcome'];

/** Takes away the passing failures of these entities and systems, because a system has answered otherwise since. */
export async function forgetPassing(tx: LedgerTx, failures: readonly EntityFailure[]): Promise<void> {
  const rows = failures.map(({ entity, system, failure }) => ({
    entity_id: entity,
    system,
    code: failure.code,
  }));
  await sql`
    delete from failure f using jsonb_to_recordset(${jsonb(rows)}) as r(entity_id uuid, system text, code text)
    where f.entity_id = r.entity_id and f.system = r.system and f.code <> r.code and f.kind = any(${[...PASSING]}::text[])`.execute(
    tx,
  );
}
