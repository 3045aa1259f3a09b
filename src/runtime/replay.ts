import type { ReplayAnswer, Replayed, ReplayOutcome } from '../api/decided.ts';
import type { EntityId } from '../domain/entity.ts';
import { readFiles, readVersions } from '../ledger/config-versions.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readDecisions } from '../ledger/decisions.ts';
import { findEntities } from '../ledger/history.ts';
import { sha256 } from '../platform/sha256.ts';
import { hearAgain, replay, type Receipt, type ReceiptOfHearing } from '../rules/receipt.ts';
import { differencesOf } from './differences.ts';
import { formatProblem, MappingError, parseMappings, type Mappings } from './mappings.ts';

/** Receipts that are in memory at a time. */
const PAGE = 50;

/** Makes every decision about those who are meant again, by the rules of its version. Writes nothing. */
export async function replayDecisions(db: LedgerDb, needle: string): Promise<readonly ReplayAnswer[]> {
  const replayAll = makeReplayer(db);
  const answers: ReplayAnswer[] = [];
  for (const id of await findEntities(db, needle)) answers.push({ id, decisions: await replayAll(id) });
  return answers;
}

/** Makes all decisions about one entity again, newest first. The rules of a version are read once for everybody. */
export function makeReplayer(db: LedgerDb): (entity: EntityId) => Promise<readonly Replayed[]> {
  const versions = new Map<string, Version>();
  return (entity) => replayAll(db, entity, versions);
}

/** The configuration of a version with its number, or why it cannot be had. */
type Version =
  | { readonly kind: 'stands'; readonly number: number; readonly mappings: Mappings }
  | { readonly kind: 'lost'; readonly number: number | null; readonly why: string };

async function replayAll(
  db: LedgerDb,
  entity: EntityId,
  versions: Map<string, Version>,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (;;) {
    const page = await readDecisions(db, entity, PAGE, replayed.at(-1)?.id ?? null);
    for (const { id, decidedAt: at, rulesVersion, receipt } of page) {
      const version = versions.get(rulesVersion) ?? (await readVersion(db, rulesVersion));
      versions.set(rulesVersion, version);
      const rules = { version: rulesVersion, number: version.number };
      replayed.push({ id, at, rules, outcome: replayOne(receipt as AnyReceipt, version) });
    }
    if (page.length < PAGE) return replayed;
  }
}

async function readVersion(db: LedgerDb, id: string): Promise<Version> {
  const number = (await readVersions(db)).find((version) => version.id === id)?.number ?? null;
  const files = await readFiles(db, id);
  if (number === null || files === null)
    return { kind: 'lost', number, why: 'the ledger does not hold its version of the rules' };
  try {
    return { kind: 'stands', number, mappings: parseMappings(files, (file) => file) };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const problems = error.problems.map(formatProblem).join(' ');
    return { kind: 'lost', number, why: `the files of its version do not stand any more: ${problems}` };
  }
}

type AnyReceipt = Receipt | ReceiptOfHearing;

function replayOne(receipt: AnyReceipt, version: Version): ReplayOutcome {
  if (version.kind === 'lost') return { kind: 'impossible', why: version.why };
  const { rules, outcomes } = version.mappings;
  if ('decision' in receipt) return compare(receipt, replay(receipt, rules, sha256));
  if (outcomes === null)
    return { kind: 'impossible', why: 'its version of the rules does not hear what sales answers' };
  return compare(receipt, hearAgain(receipt, outcomes.value, sha256));
}

/** The stored one has been through JSON, so the other one goes there, too. */
function compare(stored: AnyReceipt, again: AnyReceipt): ReplayOutcome {
  const differences = differencesOf(stored, JSON.parse(JSON.stringify(again)));
  return differences.length === 0 ? { kind: 'same' } : { kind: 'differs', differences };
}
