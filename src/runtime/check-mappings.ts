import type { Connected } from '../capture/hydrate.ts';
import type { Log } from '../connector/contract.ts';
import { FailureError, type FailureKind } from '../domain/failure.ts';
import type { SystemName } from '../domain/record.ts';
import type { ObjectSchema } from '../domain/schema.ts';
import { checkMappings } from '../mapping/check/check-mappings.ts';
import type { LiveSystem } from '../mapping/check/live-system.ts';
import { inOrder, type Problem } from '../mapping/problem.ts';
import { checkReasons } from '../rules/outcomes/check-reasons.ts';
import { formatProblem, MappingError, type Mappings } from './mappings.ts';

/** How a system says that it has no such object, or shows it to nobody like us. */
const UNSEEN: ReadonlySet<FailureKind> = new Set(['not-found', 'config', 'invalid-record']);

/** Compares the mappings with what every system looks like now. Only describes; rejects when a system can not be asked. */
export async function findProblems(
  mappings: Mappings,
  systems: ReadonlyMap<SystemName, Connected>,
): Promise<readonly Problem[]> {
  const described = await Promise.all(
    [...systems].map(async ([name, system]): Promise<[SystemName, LiveSystem]> => [
      name,
      await describe(system, objectsOf(mappings, name)),
    ]),
  );
  const live = new Map(described);
  const { outcomes } = mappings;
  return inOrder([
    ...checkMappings(mappings.files, live),
    ...mappings.ruleWarnings,
    ...(outcomes === null ? [] : checkReasons(outcomes, mappings.byKind, live)),
  ]);
}

/**
 * Throws a {@link MappingError} with all errors, so that nothing is written by a mapping that does not fit. Warnings are
 * only logged, as each write that then does not fit is parked and told.
 */
export function refuseErrors(problems: readonly Problem[], log: Log): void {
  const { error: errors = [], warning: warnings = [] } = Object.groupBy(problems, ({ severity }) => severity);
  for (const warning of warnings) log.debug(formatProblem(warning));
  if (warnings.length > 0)
    log.info(`the mappings have ${warnings.length} warnings; 'leadloop check' tells each with its place`);
  if (errors.length > 0) throw new MappingError(errors);
}

const objectsOf = (mappings: Mappings, system: SystemName): readonly string[] => [
  ...new Set([...mappings.byKind.values()].flatMap((mapping) => mapping.objects.get(system) ?? [])),
];

async function describe(
  { definition, connection }: Connected,
  objects: readonly string[],
): Promise<LiveSystem> {
  const found = await Promise.all(
    objects.map(async (object): Promise<readonly [string, ObjectSchema][]> => {
      try {
        return [[object, await connection.describe(object, { lane: 'live' })]];
      } catch (error) {
        if (error instanceof FailureError && UNSEEN.has(error.failure.kind)) return [];
        throw error;
      }
    }),
  );
  const { writable, ownFields } = definition.capabilities;
  return { objects: new Map(found.flat()), writable, ownFields };
}
