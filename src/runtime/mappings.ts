import { join } from 'node:path';
import type { Watched } from '../capture/poll-changes.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { ConfigFiles } from '../domain/file-change.ts';
import type { SystemName } from '../domain/record.ts';
import type { IdentityRules } from '../identity/rules.ts';
import { gives, mappedFields } from '../mapping/fields.ts';
import { parseReports, REPORTS_FILE } from '../report/settings/parse.ts';
import type { ReportSettings } from '../report/settings/settings.ts';
import type { ParsedFile } from '../rules/read-file.ts';
import { IDENTITY_FILE, parseIdentity } from '../mapping/identity-file/parse.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { parseMapping, type ParsedMapping } from '../mapping/parse.ts';
import { makeProblem, type Problem } from '../mapping/problem.ts';
import { readConfigFiles, versionOf } from './config-folder.ts';
import { loadRules, type RuleFiles } from './load-rules.ts';

/** The mapping files as one configuration. */
export interface Mappings extends RuleFiles {
  readonly byKind: ReadonlyMap<EntityKind, Mapping>;
  /** Each with what is needed to point into its file. */
  readonly files: readonly ParsedMapping[];
  /** What says which records are the same; null when the folder has no `identity.yaml`. */
  readonly identity: IdentityRules | null;
  /** What reports count; null when the folder has no `reports.yaml`. */
  readonly reports: ParsedFile<ReportSettings> | null;
  /** Every file below the folder, those of others too. */
  readonly sources: ConfigFiles;
  /** A hash of them: every receipt names the version that made it. */
  readonly version: string;
  /** The same of the rules' files alone: everybody is decided about anew when it changes. */
  readonly rulesVersion: string;
  kindOf(system: SystemName, object: string): EntityKind | null;
  /** The objects of one system that are listened to, as they tell something; with the fields each needs. */
  watched(system: SystemName): readonly Watched[];
}

/** The mapping files do not stand; every problem at once. */
export class MappingError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(
      `the mappings have ${problems.length} problem(s):\n${problems.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`,
    );
    this.name = 'MappingError';
    this.problems = problems;
  }
}

export const formatProblem = ({ file, line, column, path, cause, fix }: Problem): string =>
  `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${cause}. ${fix}`;

function entityTwice({ mapping, file, locate }: ParsedMapping, before: readonly ParsedMapping[]): Problem {
  const first = before.find((other) => other.mapping.entity === mapping.entity);
  return makeProblem({
    code: 'entity-twice',
    file,
    ...locate(['entity'], 'value'),
    path: 'entity',
    cause: `"${mapping.entity}" is mapped by ${first?.file ?? 'another file'} already`,
    fix: 'Bring the rows of both into one file.',
  });
}

/** Reads the folder; throws as {@link parseMappings} does. */
export const loadMappings = async (folder: string): Promise<Mappings> =>
  parseMappings(await readConfigFiles(folder), (file) => join(folder, file));

/**
 * The mappings are the `*.yaml` files that are in no folder of their own. `nameOf` says how a file is called in problems.
 * Throws a {@link MappingError} that names every problem by file, line and column.
 */
export function parseMappings(sources: ConfigFiles, nameOf: (file: string) => string): Mappings {
  const byKind = new Map<EntityKind, Mapping>();
  const parsedFiles: ParsedMapping[] = [];
  const problems: Problem[] = [];
  let identity: IdentityRules | null = null;
  for (const [file, text] of sources) {
    if (file.includes('/') || file === REPORTS_FILE) continue;
    const path = nameOf(file);
    if (file === IDENTITY_FILE) {
      const read = parseIdentity(text, path);
      if (read.kind === 'ok') identity = read.rules;
      else problems.push(...read.problems);
      continue;
    }
    const parsed = parseMapping(text, path);
    if (parsed.kind === 'invalid') {
      problems.push(...parsed.problems);
      continue;
    }
    const { entity } = parsed.mapping;
    if (byKind.has(entity)) problems.push(entityTwice(parsed, parsedFiles));
    byKind.set(entity, parsed.mapping);
    parsedFiles.push(parsed);
  }
  // What rules ask for is not known before the mappings stand.
  if (problems.length > 0) throw new MappingError(problems);
  const loaded = loadRules(sources, { person: byKind.get('person'), company: byKind.get('company') }, nameOf);
  if (loaded.kind === 'invalid') throw new MappingError(loaded.problems);
  const reports = readReports(sources, loaded.files.rules.qualification?.stages ?? null, nameOf);
  return {
    byKind,
    files: parsedFiles,
    identity,
    ...loaded.files,
    reports,
    sources,
    version: versionOf(sources),
    rulesVersion: versionOf(new Map([...sources].filter(([file]) => file.startsWith('rules/')))),
    kindOf(system, object) {
      for (const mapping of byKind.values()) {
        const objects = mapping.objects.get(system);
        if (objects?.includes(object) === true || objects?.includes('*') === true) return mapping.entity;
      }
      return null;
    },
    watched: (system) =>
      [...byKind.values()].flatMap((mapping) =>
        (mapping.objects.get(system) ?? [])
          .filter((object) => object !== '*' && gives(mapping, system, object))
          .map((object) => ({ system, object, fields: mappedFields(mapping, system, object) })),
      ),
  };
}

function readReports(
  sources: ConfigFiles,
  stages: readonly string[] | null,
  nameOf: (file: string) => string,
): ParsedFile<ReportSettings> | null {
  const text = sources.get(REPORTS_FILE);
  if (text === undefined) return null;
  const parsed = parseReports(text, nameOf(REPORTS_FILE), stages);
  if (parsed.kind === 'invalid') throw new MappingError(parsed.problems);
  return parsed;
}
