import type { Connected } from '../capture/hydrate.ts';
import type { Log } from '../connector/contract.ts';
import { DIGEST } from '../domain/digest.ts';
import { FailureError } from '../domain/failure.ts';
import { RULES, type SystemName } from '../domain/record.ts';
import { mappedFields } from '../mapping/fields.ts';
import { PROBLEM_KINDS } from '../mapping/problem-kinds.ts';
import type { Problem } from '../mapping/problem.ts';
import { directoryOf } from '../rules/directory.ts';
import { checkDigest } from '../rules/digest/check.ts';
import { checkHandOff, checkToldTexts } from '../rules/handoff/check.ts';
import { checkRoles } from '../rules/roles/check.ts';
import { NO_ROLES } from '../rules/roles/roles.ts';
import { checkOwnable, checkRouting } from '../rules/routing/check.ts';
import { formatProblem, type Mappings } from './mappings.ts';

/**
 * Compares who gets people and who does what with the owners and queues that there are now, and what is told with who there is
 * to be told. Nothing of it keeps Leadloop from
 * starting: people come and go. Rejects when a system can not be asked.
 */
export async function findRuleProblems(
  {
    routing,
    roles,
    handOff,
    rules,
    digest,
    byKind,
  }: Pick<Mappings, 'routing' | 'roles' | 'handOff' | 'rules' | 'digest' | 'byKind'>,
  systems: ReadonlyMap<SystemName, Pick<Connected, 'connection'>>,
  now: Date,
): Promise<readonly Problem[]> {
  const handedOff = handOff === null ? [] : checkHandOff(handOff, roles?.value ?? NO_ROLES);
  const told = handOff === null || routing === null ? [] : checkToldTexts(routing, handOff.value);
  const unowned = handOff === null || routing === null ? [] : checkOwnable(routing, handOff.value);
  const carriers = [...byKind.values()].filter(
    ({ objects }) => objects.get(RULES)?.includes(DIGEST) === true,
  );
  const carried = carriers.flatMap((mapping) => mappedFields(mapping, RULES, DIGEST));
  const digested = digest === null ? [] : checkDigest(digest, carried);
  if (routing === null && roles === null) return [...handedOff, ...digested];
  const owners = await Promise.all(
    [...systems.values()].map(({ connection }) => connection.owners({ lane: 'live' })),
  );
  const directory = directoryOf(owners.flat());
  return [
    ...(routing === null ? [] : checkRouting(routing, directory, now)),
    ...(roles === null ? [] : checkRoles(roles, directory, rules.qualification?.stages ?? [])),
    ...handedOff,
    ...told,
    ...unowned,
    ...digested,
  ];
}

/** The same while Leadloop runs: none of it keeps records from flowing. */
export const findRuleWarnings = async (
  ...asked: Parameters<typeof findRuleProblems>
): Promise<readonly Problem[]> =>
  (await findRuleProblems(...asked)).map((problem) => ({ ...problem, severity: 'warning' }));

/** What a start has to say of it; it goes on whatever that is. */
export async function tellRuleProblems(
  find: () => Promise<readonly Problem[]>,
  log: Log,
): Promise<readonly Problem[]> {
  try {
    const found = await find();
    const [first, ...more] = found.filter(({ code }) => PROBLEM_KINDS[code].severity === 'error');
    if (first !== undefined)
      log.warn(
        `the rules name who or what is not there: ${formatProblem(first)}${more.length === 0 ? '' : ` There are ${more.length} more; 'leadloop check' tells each.`}`,
      );
    return found;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { code } = error.failure;
    log.warn('whom the rules name could not be compared with the owners there are', { code });
    return [];
  }
}
