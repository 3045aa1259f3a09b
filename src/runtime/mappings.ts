import { join } from 'node:path';
import type { Watched } from '../capture/poll-changes.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { ConfigFiles } from '../domain/file-change.ts';
import type { SystemName } from '../domain/record.ts';
import type { IdentityRules } from '../identity/rules.ts';
import { mappedFields } from '../mapping/fields.ts';
import { IDENTITY_FILE, parseIdentity } from '../mapping/identity-file/parse.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { parseMapping, type ParsedMapping } from '../mapping/parse.ts';
import { makeProblem, type Problem } from '../mapping/problem.ts';
import type { ExpressionSchema } from '../expression/types.ts';
import { parseRules } from '../rules/files/parse.ts';
import type { Rules } from '../rules/rules.ts';
import { readConfigFiles, versionOf } from './config-folder.ts';

/** The mapping files as one configuration. */
export interface Mappings {
  readonly byKind: ReadonlyMap<EntityKind, Mapping>;
  /** Each with what is needed to point into its file. */
  readonly files: readonly ParsedMapping[];
  /** What says which records are the same; null when the folder has no `identity.yaml`. */
  readonly identity: IdentityRules | null;
  /** Scoring and qualification; each is null in it when the folder has no file for it. */
  readonly rules: Rules;
  /** What rules files say that does nothing. */
  readonly ruleWarnings: readonly Problem[];
  /** Every file below the folder, those of others too. */
  readonly sources: ConfigFiles;
  /** A hash of them: every receipt names the version that made it. */
  readonly version: string;
  kindOf(system: SystemName, object: string): EntityKind | null;
  /** The objects of one system that are kept in step, with the fields each needs. */
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

/** Reads the folder; the mappings are the `*.yaml` in it, not those below. Throws a {@link MappingError} that names every problem by file, line and column. */
export async function loadMappings(folder: string): Promise<Mappings> {
  const sources = await readConfigFiles(folder);
  const byKind = new Map<EntityKind, Mapping>();
  const parsedFiles: ParsedMapping[] = [];
  const problems: Problem[] = [];
  let identity: IdentityRules | null = null;
  for (const [file, text] of sources) {
    if (file.includes('/')) continue;
    const path = join(folder, file);
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
  const { rules, problems: told } = parseRules(
    sources,
    { person: fieldsOf(byKind.get('person')), company: fieldsOf(byKind.get('company')) },
    (file) => join(folder, file),
  );
  if (rules === null) throw new MappingError(told);
  return {
    byKind,
    files: parsedFiles,
    identity,
    rules,
    ruleWarnings: told,
    sources,
    version: versionOf(sources),
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
          .filter((object) => object !== '*')
          .map((object) => ({ system, object, fields: mappedFields(mapping, system, object) })),
      ),
  };
}

/** What rules can ask for: the fields that records give. */
const fieldsOf = (mapping: Mapping | undefined): ExpressionSchema =>
  new Map(
    mapping?.fields.flatMap(({ name, type }) =>
      mapping.computed.has(name) ? [] : [[name, { type }] as const],
    ),
  );
