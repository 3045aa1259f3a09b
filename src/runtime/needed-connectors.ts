import type { ConnectorDefinition } from '../connector/contract.ts';
import { findConnectors } from '../connector/registry.ts';
import { makeProblem, type Problem } from '../mapping/problem.ts';
import { didYouMean } from '../domain/suggest.ts';
import { hasCredentials } from './connect.ts';
import { MappingError, type Mappings } from './mappings.ts';

/**
 * The connectors the mappings name; those that only give need no credentials. Throws a {@link MappingError} for a system
 * that no connector is for, and a {@link MissingCredentialsError}.
 */
export async function neededConnectors(
  mappings: Mappings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly ConnectorDefinition[]> {
  const connectors = await findConnectors();
  const unknown = unknownSystems(
    mappings,
    connectors.map((definition) => definition.name),
  );
  if (unknown.length > 0) throw new MappingError(unknown);
  const named = new Set([...mappings.byKind.values()].flatMap((mapping) => [...mapping.objects.keys()]));
  const needed = connectors.filter((definition) => named.has(definition.name));
  const missing = needed.filter(
    (definition) => definition.capabilities.writable && !hasCredentials(definition, environment),
  );
  if (missing.length > 0) throw new MissingCredentialsError(missing);
  return needed;
}

const unknownSystems = ({ files }: Mappings, known: readonly string[]): readonly Problem[] =>
  files.flatMap(({ mapping, file, locate }) =>
    [...mapping.objects.keys()]
      .filter((name) => !known.includes(name))
      .map((name) =>
        makeProblem({
          code: 'unknown-system',
          file,
          ...locate(['systems', name], 'key'),
          path: `systems.${name}`,
          cause: `there is no connector "${name}"`,
          fix: didYouMean(name, known, `Choose one of: ${known.join(', ')}.`),
        }),
      ),
  );

/** A system that the mappings name has no settings at all. */
export class MissingCredentialsError extends Error {
  constructor(missing: readonly ConnectorDefinition[]) {
    const lines = missing.map(
      (definition) =>
        `  ${definition.title}: set ${definition.settings
          .filter((setting) => setting.secret)
          .map((setting) => setting.name)
          .join(' or ')}`,
    );
    super(
      `credentials are missing:\n${lines.join('\n')}\nPut them in the environment or in .env, or start without any to run in the sandbox.`,
    );
    this.name = 'MissingCredentialsError';
  }
}
