import { join } from 'node:path';
import type { CandidateFiles } from '../api/backtest.ts';
import { RefusedError } from '../api/config-operations.ts';
import { readFiles, readVersions, type ConfigVersion } from '../ledger/config-versions.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { parseMappings, type Mappings } from './mappings.ts';

const RULES_FOLDER = 'rules/';

/** The configuration that came into force last. */
export interface StoredInForce {
  readonly version: ConfigVersion;
  readonly mappings: Mappings;
}

/** Rules that are tried, with the mappings in force. */
export interface Candidate {
  readonly inForce: StoredInForce;
  readonly mappings: Mappings;
}

/** Null: none has ever been. */
export async function readInForce(db: LedgerDb): Promise<StoredInForce | null> {
  const version = (await readVersions(db)).find(({ inForceSince }) => inForceSince !== null);
  const files = version === undefined ? null : await readFiles(db, version.id);
  if (version === undefined || files === null) return null;
  return { version, mappings: parseMappings(files, (file) => file) };
}

/**
 * The configuration in force with other rules in place of its own. Throws a `MappingError` that names the files of the
 * candidate when they do not stand.
 */
export async function readCandidate(db: LedgerDb, { files, folder }: CandidateFiles): Promise<Candidate> {
  if (files.size === 0)
    throw new RefusedError(
      'NO_RULES',
      404,
      `${folder} holds no rules files (scoring.yaml, qualification.yaml …). Copy the folder mappings/rules, and change the copy.`,
    );
  const inForce = await readInForce(db);
  if (inForce === null)
    throw new RefusedError(
      'NO_HISTORY',
      404,
      'nothing has been decided yet, so there is no history to try rules on. Let Leadloop run with rules for a while first.',
    );
  const kept = [...inForce.mappings.sources].filter(([file]) => !file.startsWith(RULES_FOLDER));
  const tried = [...files].map(([file, text]) => [`${RULES_FOLDER}${file}`, text] as const);
  const sources = new Map([...kept, ...tried].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    inForce,
    mappings: parseMappings(sources, (file) =>
      file.startsWith(RULES_FOLDER) ? join(folder, file.slice(RULES_FOLDER.length)) : file,
    ),
  };
}
