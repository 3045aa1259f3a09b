import type { Log } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import type { ConfigFiles } from '../domain/file-change.ts';
import { bringIntoForce, readFiles, storeVersion } from '../ledger/config-versions.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { describeChange } from '../mapping/describe/describe-change.ts';
import { describeRulesChange } from '../rules/files/describe-change.ts';
import { systemWords } from './config-operations.ts';

export interface RecordContext {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly who: string;
}

/** Makes the files a version where they are none, notes that they count from now on, and logs what changed. */
export async function recordConfig(id: string, files: ConfigFiles, context: RecordContext): Promise<void> {
  const { db, clock, log, who } = context;
  const systems = await systemWords();
  const version = await storeVersion(db, {
    id,
    files,
    author: who,
    at: clock.now(),
    note: '',
    describe: (former) => describeChange(former, files, systems, describeRulesChange),
  });
  const before = await bringIntoForce(db, id, who, clock.now());
  if (before === id) return;
  if (before === null) {
    log.info(`the configuration is version ${version.number} (${id}), the first`);
    return;
  }
  log.info(`the configuration has changed and is version ${version.number} (${id}) now:`);
  const former = (await readFiles(db, before)) ?? new Map<string, string>();
  for (const { file, lines } of describeChange(former, files, systems, describeRulesChange))
    for (const line of lines) log.info(`  ${file}: ${line}`);
  log.info(
    "records that are in step stay as they are until they are touched again; 'leadloop sync --full' compares all of them",
  );
}
