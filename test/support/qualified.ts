import type { Qualified } from '../../src/domain/qualified.ts';
import type { LedgerDb } from '../../src/ledger/database.ts';
import { readQualified, type QualifiedAsked, type QualifiedScope } from '../../src/ledger/qualified.ts';

/** All pages of those who were qualified. */
export async function allQualified(
  db: LedgerDb,
  scope: QualifiedScope,
  asked?: QualifiedAsked,
): Promise<readonly Qualified[]> {
  const all: Qualified[] = [];
  for await (const page of readQualified(db, scope, asked)) all.push(...page);
  return all;
}
