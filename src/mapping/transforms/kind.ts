import { z } from 'zod';
import type { Value } from '../../domain/value.ts';
import { failed, ok, type Transform, type Transformed } from '../transform.ts';

/** A transform as it is offered in mapping files. Its examples are the documentation and are run as tests. */
export interface TransformKind {
  readonly name: string;
  readonly meaning: string;
  /** Null: it takes none, and is written as its name alone. */
  readonly argument: Argument | null;
  readonly examples: readonly Example[];
  /** The step for an argument as it stands in the file (undefined when none does), or what is wrong with it. */
  readonly compile: (argument: unknown) => Transform | string;
}

export interface Argument {
  readonly meaning: string;
  readonly schema: z.ZodType;
  /** Whether it may be left out. */
  readonly optional: boolean;
}

/** `out` is what comes of `in`; `fails` is the reason why nothing does. */
export type Example = { readonly argument?: string | number; readonly in: Value } & (
  { readonly out: Value } | { readonly fails: string }
);

interface Definition {
  readonly name: string;
  readonly meaning: string;
  readonly examples: readonly Example[];
}

type Step = (value: Value) => Transformed;

export const plainKind = (definition: Definition, step: Step): TransformKind => ({
  ...definition,
  argument: null,
  compile: (argument) =>
    argument === undefined
      ? { name: definition.name, apply: step }
      : 'takes no argument: write its name alone',
});

/** Give the schema a default to make the argument optional. */
export function kindWith<A extends string | number | undefined>(
  definition: Definition & { readonly argument: string },
  schema: z.ZodType<A>,
  make: (argument: A) => Step,
): TransformKind {
  const { name, argument } = definition;
  return {
    ...definition,
    argument: { meaning: argument, schema, optional: schema.safeParse(undefined).success },
    compile: (given) => {
      const parsed = schema.safeParse(given);
      if (!parsed.success) return `needs an argument: ${argument}`;
      const step = { name, apply: make(parsed.data) };
      return parsed.data === undefined ? step : { ...step, argument: parsed.data };
    },
  };
}

/** A step that changes text. Text that becomes empty is a blank; anything but text passes untouched. */
export const onText =
  (change: (text: string) => string | Transformed): Step =>
  (value) => {
    if (typeof value !== 'string') return ok(value);
    const changed = change(value);
    if (typeof changed !== 'string') return changed;
    return ok(changed === '' ? null : changed);
  };

export { failed, ok };
