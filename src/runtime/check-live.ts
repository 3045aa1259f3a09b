import type { Connected } from '../capture/hydrate.ts';
import type { ConnectorDefinition, Governor, Log, TokenStore } from '../connector/contract.ts';
import type { SystemName } from '../domain/record.ts';
import { explain } from '../domain/failure.ts';
import { inOrder, type Problem } from '../mapping/problem.ts';
import { systemClock } from '../platform/clock.ts';
import { createIds } from '../platform/ids.ts';
import { QUALIFICATION_FILE, SCORING_FILE } from '../rules/files/parse.ts';
import { OUTCOMES_FILE } from '../rules/outcomes/parse.ts';
import { ROLES_FILE } from '../rules/roles/parse.ts';
import { ROUTING_FILE } from '../rules/routing/parse.ts';
import { findProblems } from './check-mappings.ts';
import { findRuleProblems } from './check-rules.ts';
import { settingsOf } from './connect.ts';
import { loadMappings, MappingError } from './mappings.ts';
import { setUp } from './set-up.ts';
import { neededConnectors } from './needed-connectors.ts';

export interface CheckOptions {
  readonly configDir: string;
  /** The connectors' settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Makes what the mappings need before comparing: for simulated systems, which begin as new accounts. */
  readonly setUp?: boolean;
}

/** What was compared with what, and what came of it. */
export interface CheckReport {
  readonly files: number;
  /** The systems as people write their names; empty when the files alone have shown enough. */
  readonly systems: readonly string[];
  readonly problems: readonly Problem[];
  /** The parts of the rules that are off, as their file is not there; empty when the mappings do not stand. */
  readonly off: readonly string[];
}

/**
 * Compares the mapping files with both live systems, without a ledger: signs in, describes objects and closes. Files that
 * are no mappings are told of without any system. Rejects when a system can not be asked.
 */
export async function checkLive({
  configDir,
  environment,
  log,
  setUp: first,
}: CheckOptions): Promise<CheckReport> {
  try {
    const mappings = await loadMappings(configDir);
    const ruleFiles = [
      { file: SCORING_FILE, rules: mappings.rules.scoring },
      { file: QUALIFICATION_FILE, rules: mappings.rules.qualification },
      { file: ROUTING_FILE, rules: mappings.routing },
      { file: OUTCOMES_FILE, rules: mappings.outcomes },
      { file: ROLES_FILE, rules: mappings.roles },
    ];
    const definitions = await neededConnectors(mappings, environment);
    const systems = new Map<SystemName, Connected>();
    try {
      for (const definition of definitions)
        systems.set(definition.name, await open(definition, { configDir, environment, log }));
      if (first === true) await setUp(mappings, systems);
      return {
        files: mappings.files.length + ruleFiles.filter(({ rules }) => rules !== null).length,
        systems: definitions.filter(isAsked).map((definition) => definition.title),
        problems: inOrder([
          ...(await findProblems(mappings, systems)),
          ...(await findRuleProblems(mappings, systems, systemClock.now())),
        ]),
        off: ruleFiles.flatMap(({ file, rules }) => (rules === null ? [file] : [])),
      };
    } finally {
      for (const { connection } of systems.values()) await connection.close();
    }
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const files = new Set(error.problems.map((problem) => problem.file)).size;
    return { files, systems: [], problems: error.problems, off: [] };
  }
}

const isAsked = ({ capabilities }: ConnectorDefinition): boolean => capabilities.readable;

async function open(
  definition: ConnectorDefinition,
  { configDir, environment, log }: CheckOptions,
): Promise<Connected> {
  const clock = systemClock;
  const asked: string[] = [];
  const tokens: TokenStore = {
    load: () => {
      asked.push('load');
      return Promise.resolve(null);
    },
    save: () => Promise.resolve(),
  };
  try {
    const connection = await definition.open({
      settings: settingsOf(definition, environment),
      clock,
      ids: createIds(clock),
      random: Math.random,
      log,
      governor: UNGOVERNED,
      tokens,
      configDir,
    });
    return { definition, connection };
  } catch (cause) {
    const hint =
      asked.length > 0 && definition.browserSignIn !== undefined
        ? '\nAccess that was granted in the browser is kept in the ledger, which a check does not open: give it credentials of its own.'
        : '';
    throw new Error(`${explain(cause)}${hint}`, { cause });
  }
}

/** A handful of calls needs no pace. */
const UNGOVERNED: Governor = { take: () => Promise.resolve(), report: () => undefined };
