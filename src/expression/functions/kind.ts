import type { Value } from '../../domain/value.ts';
import { FAILED, type Datum, type Present } from '../datum.ts';
import type { Frame, Run } from '../frame.ts';
import { strictAll } from '../strict.ts';
import type { Builder, Built, Term } from '../term.ts';
import { wordFor, WRONG, type Kind, type Type } from '../types.ts';

/** A function as it is offered in expressions. Its examples are the documentation and are run as tests. */
export interface FunctionKind {
  readonly name: string;
  /** How it is written. */
  readonly form: string;
  readonly meaning: string;
  readonly examples: readonly FunctionExample[];
  /** Checks the arguments and compiles the call. `offset` is where its name, or what is before the point, begins. */
  readonly build: (args: readonly Term[], offset: number, builder: Builder) => Built;
}

/** `gives` is what comes of the expression for the person that the documentation shows; `unknown`: no answer. */
export type FunctionExample =
  { readonly text: string; readonly gives: Value } | { readonly text: string; readonly unknown: true };

interface Definition {
  readonly name: string;
  readonly form: string;
  readonly meaning: string;
  readonly examples: readonly FunctionExample[];
}

interface Signature {
  /** The kinds that each argument may have. */
  readonly takes: readonly (readonly Kind[])[];
  /** How many of the last arguments may be left out; none. */
  readonly optional?: number;
  readonly gives: Type | ((types: readonly Type[]) => Type);
}

/** A function whose arguments are all needed: a blank among them leaves its result unknown. */
export function plainFunction(
  definition: Definition,
  { takes, optional = 0, gives }: Signature,
  /** Gets values of the kinds that `takes` says. */
  apply: (args: readonly Present[], frame: Frame) => Datum,
): FunctionKind {
  return {
    ...definition,
    build: (args, offset, builder) => {
      const wrong = wrongArguments(definition, takes, optional, args, offset, builder);
      if (wrong !== null) return { ...wrong, parts: args };
      const type = typeof gives === 'function' ? gives(args.map((arg) => arg.type)) : gives;
      return {
        type,
        run: strictAll(
          args.map((arg) => arg.run),
          apply,
        ),
        parts: args,
      };
    },
  };
}

/** A problem for arguments that are too few, too many or of another kind; null when they are right. */
export function wrongArguments(
  { name, form }: Pick<FunctionKind, 'name' | 'form'>,
  takes: readonly (readonly Kind[])[],
  optional: number,
  args: readonly Term[],
  offset: number,
  builder: Builder,
): Built | null {
  const fix = `Write ${form}.`;
  if (args.length > takes.length || args.length < takes.length - optional) {
    const wanted = optional === 0 ? `${takes.length}` : `${takes.length - optional} to ${takes.length}`;
    return builder.problem(offset, `${name} takes ${wanted} arguments, not ${args.length}`, fix);
  }
  for (const [index, arg] of args.entries()) {
    const kinds = takes[index] ?? [];
    if (arg.type.kind === 'wrong') return { type: WRONG, run: nothing };
    if (kinds.includes(arg.type.kind)) continue;
    const wanted = kinds.map(wordFor).join(' or ');
    return builder.problem(arg.start, `${name} needs ${wanted} here, not ${wordFor(arg.type.kind)}`, fix);
  }
  return null;
}

const nothing: Run = () => FAILED;
