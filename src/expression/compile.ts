import type { FieldType } from '../domain/schema.ts';
import type { Value } from '../domain/value.ts';
import { build, type BuiltTree } from './build.ts';
import type { Datum } from './datum.ts';
import { checkExpected } from './expect.ts';
import { explainTree } from './explain.ts';
import type { Expression, Inputs, Outcome } from './expression.ts';
import type { Frame, Trace } from './frame.ts';
import { intentText } from './intent-text.ts';
import { LIMITS } from './limits.ts';
import { missedSince } from './missing.ts';
import { FALSE, NOTHING, TRUE, unknownFor, writerFor } from './outcome.ts';
import { parseExpression } from './parse.ts';
import type { ExpressionProblem } from './problem.ts';
import type { ExpressionSchema } from './types.ts';

export interface CompileOptions {
  /** What it must give: a condition (`boolean`), or a value for a field of this type. */
  readonly expect?: FieldType;
  /** The activities that can be counted. Left out: any. */
  readonly activities?: readonly string[];
  /** The intents that can be asked for. Left out: none. */
  readonly intents?: readonly string[];
}

export type Compiled =
  | { readonly kind: 'ok'; readonly expression: Expression }
  | { readonly kind: 'invalid'; readonly problems: readonly ExpressionProblem[] };

/** Parses, checks and compiles an expression against the fields there are. Problems are returned, in the order of the text. */
export function compileExpression(
  text: string,
  schema: ExpressionSchema,
  { expect, activities, intents }: CompileOptions = {},
): Compiled {
  const parsed = parseExpression(text);
  if (parsed.kind === 'problem') return { kind: 'invalid', problems: [parsed.problem] };
  const options = { schema, activities: activities ?? null, intents: intents ?? null };
  const tree = build(text, parsed.tree, { ...options, traced: false });
  const problems = [...tree.problems, ...checkExpected(text, tree.term, expect ?? null)];
  if (problems.length > 0) {
    return { kind: 'invalid', problems: problems.toSorted((a, b) => a.offset - b.offset) };
  }
  const traced = lazily(() => build(text, parsed.tree, { ...options, traced: true }));
  return { kind: 'ok', expression: makeExpression(text, tree, traced, expect ?? null) };
}

function makeExpression(
  text: string,
  tree: BuiltTree,
  traced: () => BuiltTree,
  expect: FieldType | null,
): Expression {
  const { run, type } = tree.term;
  const write = writerFor(type, expect);
  const reads = Object.freeze([...tree.reads].sort());
  /** A condition without a value is no answer; a field without one is a blank. */
  const finish = (datum: Datum, frame: Frame): Outcome => {
    if (datum === true) return TRUE;
    if (datum === false) return FALSE;
    if (typeof datum === 'symbol' || (datum === null && expect === 'boolean'))
      return unknownFor(datum, missedSince(null, frame));
    return datum === null ? NOTHING : { kind: 'known', value: write(datum) };
  };
  return Object.freeze({
    text,
    reads,
    counts: Object.freeze(tree.counts),
    intents: Object.freeze([...tree.intents].sort()),
    usesNow: tree.usesNow,
    evaluate: (inputs: Inputs) => {
      const frame = frameFor(inputs, tree.loops, null);
      return finish(run(frame), frame);
    },
    explain: (inputs: Inputs) => {
      const { term, size } = traced();
      const trace: Trace = new Array<undefined>(size).fill(undefined);
      const frame = frameFor(inputs, tree.loops, trace);
      const outcome = finish(term.run(frame), frame);
      const input = (name: string, value: Value | undefined) => ({
        name,
        value: value ?? null,
        read: value !== undefined,
      });
      const part = explainTree(text, term, trace, frameFor(inputs, tree.loops, trace));
      return {
        outcome,
        tree: { ...part, outcome },
        inputs: [
          ...reads.map((name) => input(name, valueOf(inputs, name))),
          ...tree.counts.map((query) => input(query.text, inputs.counts?.(query) ?? undefined)),
          ...[...tree.intents].map((name) => input(intentText(name), inputs.intents?.(name))),
        ],
        now: Number.isNaN(frame.now) ? '' : inputs.now.toISOString(),
      };
    },
  });
}

const NO_FIELDS = Object.freeze({});
/** Expressions without list macros never write to it. */
const NO_LOCALS: Datum[] = [];

function frameFor({ fields, now, counts, intents }: Inputs, loops: boolean, trace: Trace | null): Frame {
  const called = typeof fields === 'function';
  return {
    fields: called ? NO_FIELDS : fields,
    read: called ? fields : null,
    counts: counts ?? null,
    intents: intents ?? null,
    now: now.getTime(),
    steps: LIMITS.steps,
    made: LIMITS.made,
    locals: loops ? [] : NO_LOCALS,
    missing: null,
    trace,
  };
}

function valueOf({ fields }: Inputs, name: string): Value | undefined {
  if (typeof fields === 'function') return fields(name);
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
