import { RefusedError } from '../api/config-operations.ts';
import type { Model } from '../attribution/model.ts';
import { MODELS } from '../attribution/models/index.ts';
import { didYouMean } from '../domain/suggest.ts';

/** The choice that was asked for; refused, with what there is, when there is none of that name. */
export function oneOf<T extends string>(option: string, given: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === given) ?? refuse(option, given, choices);
}

export const modelOf = (name: string): Model => MODELS.get(name) ?? refuse('model', name, [...MODELS.keys()]);

function refuse(option: string, given: string, choices: readonly string[]): never {
  throw new RefusedError(
    'UNKNOWN_CHOICE',
    409,
    `there is no ${option} "${given}". ${didYouMean(given, choices, `Choose one of: ${choices.join(', ')}.`)}`,
  );
}
