import type { PersonsChoice } from '../domain/conflict.ts';
import type { SystemName } from '../domain/record.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { withVariants } from '../mapping/variants.ts';
import { mergeEntity, type Verdict } from '../merge/merge.ts';
import type { Side } from '../merge/sides.ts';
import { valuesOf } from './field-values.ts';

/**
 * The verdicts on an entity, and the mapping as it is for this one. Which variants hold is read from what its fields
 * would be without any, so that no variant decides about itself.
 */
export function mergeByVariants(
  mapping: Mapping,
  sides: ReadonlyMap<string, readonly Side[]>,
  writable: (system: SystemName) => boolean,
  choices: ReadonlyMap<string, PersonsChoice>,
): { readonly mapping: Mapping; readonly verdicts: readonly Verdict[] } {
  const verdicts = mergeEntity(mapping, sides, writable, choices);
  const own = withVariants(mapping, valuesOf(verdicts));
  return { mapping: own, verdicts: own === mapping ? verdicts : mergeEntity(own, sides, writable, choices) };
}
