import { RefusedError } from '../api/config-operations.ts';
import type { Mappings } from './mappings.ts';

/** What is asked of the files is refused while they have problems (null). */
export function orRefused(mappings: Mappings | null): Mappings {
  if (mappings === null)
    throw new RefusedError(
      'NO_MAPPINGS',
      409,
      "the mapping files have problems: 'leadloop check' tells which.",
    );
  return mappings;
}
