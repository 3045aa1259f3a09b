import { RefusedError, type ConfigOperations } from '../api/config-operations.ts';
import { findConnectors } from '../connector/registry.ts';
import type { Clock } from '../domain/clock.ts';
import type { ConfigFiles } from '../domain/file-change.ts';
import { audit } from '../ledger/audit.ts';
import {
  noteVersion,
  readFiles,
  readVersions,
  storeVersion,
  type ConfigVersion,
} from '../ledger/config-versions.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { describeChange } from '../mapping/describe/describe-change.ts';
import { describeRulesChange } from '../rules/files/describe-change.ts';
import type { Systems } from '../mapping/describe/words.ts';
import { readConfigFiles, versionOf, writeConfigFiles } from './config-folder.ts';

export interface ConfigContext {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly configDir: string;
}

/** The versions of the configuration over a ledger and a folder of this machine. */
export function makeConfigOperations({ db, clock, configDir }: ConfigContext): ConfigOperations {
  const find = async (name: string): Promise<ConfigVersion> => findVersion(await readVersions(db), name);
  const filesOf = async (id: string): Promise<ConfigFiles> => (await readFiles(db, id)) ?? new Map();

  async function inForce(): Promise<ConfigVersion> {
    const found = (await readVersions(db)).find((version) => version.inForceSince !== null);
    if (found !== undefined) return found;
    throw new RefusedError(
      'NO_VERSION',
      404,
      'the ledger holds no version of the configuration yet: the first start makes it.',
    );
  }

  return {
    versions: () => readVersions(db),

    async version(name) {
      const version = await find(name);
      return { ...version, files: Object.fromEntries(await filesOf(version.id)) };
    },

    async diff({ from, to }) {
      const before = from === null ? await inForce() : await find(from);
      const after = to === null ? null : await find(to);
      const files = after === null ? await readConfigFiles(configDir) : await filesOf(after.id);
      const id = after?.id ?? versionOf(files);
      const number = (await readVersions(db)).find((version) => version.id === id)?.number ?? null;
      const changes = describeChange(
        await filesOf(before.id),
        files,
        await systemWords(),
        describeRulesChange,
      );
      return { from: { id: before.id, number: before.number }, to: { id, number }, changes };
    },

    async rollback({ version: name, force, who }) {
      const version = await find(name);
      const wanted = await filesOf(version.id);
      const present = await readConfigFiles(configDir);
      const known = (await readVersions(db)).some(({ id }) => id === versionOf(present));
      if (!known && !force) {
        throw new RefusedError(
          'UNSAVED_CHANGES',
          409,
          `the files in ${configDir} have changes that no version holds ('leadloop config diff' tells them). ` +
            'Nothing was written. Start with them to make them a version, or say --force: they are then stored as one first.',
        );
      }
      const at = clock.now();
      const systems = await systemWords();
      const stored = known
        ? null
        : await storeVersion(db, {
            id: versionOf(present),
            files: present,
            author: who,
            at,
            note: 'before rollback',
            describe: (former) => describeChange(former, present, systems, describeRulesChange),
          });
      const done = await writeConfigFiles(configDir, present, wanted);
      await audit(db, at, who, 'config rollback', {
        version: version.id,
        ...done,
        stored: stored?.id ?? null,
      });
      return { version, ...done, stored };
    },

    async note({ version: name, text, who }) {
      const { id } = await find(name);
      await noteVersion(db, id, text);
      await audit(db, clock.now(), who, 'config note', { version: id });
      return find(id);
    },
  };
}

/** By number, or by the start of the id. */
function findVersion(versions: readonly ConfigVersion[], name: string): ConfigVersion {
  const numbered = versions.find((version) => String(version.number) === name);
  const begun =
    numbered === undefined ? versions.filter((version) => version.id.startsWith(name)) : [numbered];
  const [found, ...others] = begun;
  if (found === undefined || name === '')
    throw new RefusedError(
      'NO_SUCH_VERSION',
      404,
      `there is no version '${name}' of the configuration; 'leadloop config log' lists them.`,
    );
  if (others.length > 0)
    throw new RefusedError(
      'AMBIGUOUS_VERSION',
      409,
      `'${name}' begins the ids of versions ${begun.map(({ number }) => number).join(', ')}. Give more of it, or the number.`,
    );
  return found;
}

/** How every system there is a connector for is spoken of. */
export async function systemWords(): Promise<Systems> {
  const connectors = await findConnectors();
  return new Map(
    connectors.map(({ name, title, capabilities }) => [name, { title, writable: capabilities.writable }]),
  );
}
