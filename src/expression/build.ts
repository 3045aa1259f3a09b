import type { ASTNode } from '@marcbachmann/cel-js';
import { buildArithmetic, buildMinus } from './build-arithmetic.ts';
import { buildCall } from './build-call.ts';
import { buildCompare, buildEquals } from './build-compare.ts';
import { buildIn } from './build-in.ts';
import { buildIndex, buildList, buildLiteral } from './build-literal.ts';
import { buildChoice, buildJunction, buildNot } from './build-logic.ts';
import { buildName } from './build-name.ts';
import { FAILED, isHollow } from './datum.ts';
import type { Run } from './frame.ts';
import type { CountQuery } from './expression.ts';
import { LIMITS } from './limits.ts';
import { missedSince } from './missing.ts';
import { problemAt, type ExpressionProblem } from './problem.ts';
import type { Builder, Built, Term, Variable } from './term.ts';
import { WRONG, type ExpressionSchema } from './types.ts';

export interface BuildOptions {
  readonly schema: ExpressionSchema;
  readonly activities: readonly string[] | null;
  readonly intents: readonly string[] | null;
  /** Parts note what they give in the frame's trace. Costs time; gives the same. */
  readonly traced: boolean;
}

export interface BuiltTree {
  readonly term: Term;
  readonly size: number;
  readonly problems: readonly ExpressionProblem[];
  readonly reads: ReadonlySet<string>;
  readonly counts: readonly CountQuery[];
  readonly intents: ReadonlySet<string>;
  readonly usesNow: boolean;
  /** Whether it has list macros, which need places for their items. */
  readonly loops: boolean;
}

const MOST_PROBLEMS = 20;

/** Checks and compiles a syntax tree, from the leaves up. `text` is what was written, for the words of messages. */
export function build(
  text: string,
  tree: ASTNode,
  { schema, activities, intents, traced }: BuildOptions,
): BuiltTree {
  const problems: ExpressionProblem[] = [];
  const reads = new Set<string>();
  const counts = new Map<string, CountQuery>();
  const asked = new Set<string>();
  let size = 0;
  let depth = 0;
  let usesNow = false;
  let loops = false;

  const builderWith = (variables: ReadonlyMap<string, Variable>): Builder => {
    const builder: Builder = {
      text,
      schema,
      activities,
      intents,
      variables,
      reads,
      counts,
      asked,
      term(node) {
        depth += 1;
        const index = size;
        size += 1;
        const built = depth > LIMITS.depth ? tooDeep(node) : buildNode(node, builder);
        depth -= 1;
        return finish(node, index, built, variables.size > 0);
      },
      within(name, type) {
        loops = true;
        return builderWith(new Map([...variables, [name, { type, slot: variables.size }]]));
      },
      problem(offset, cause, fix) {
        if (problems.length < MOST_PROBLEMS) problems.push(problemAt(text, offset, cause, fix));
        return { type: WRONG, run: () => FAILED };
      },
      usesNow: () => (usesNow = true),
    };
    const tooDeep = (node: ASTNode): Built =>
      builder.problem(
        node.start,
        `more than ${LIMITS.depth} parts within each other`,
        'Split it into several.',
      );
    return builder;
  };

  const finish = (node: ASTNode, index: number, built: Built, perItem: boolean): Term => ({
    index,
    start: node.start,
    end: node.end,
    type: built.type,
    run: traced ? noting(built.run, index) : built.run,
    parts: built.parts ?? [],
    input: built.input ?? null,
    constant: built.constant,
    perItem,
  });

  const term = builderWith(new Map()).term(tree);
  return { term, size, problems, reads, counts: [...counts.values()], intents: asked, usesNow, loops };
}

/** Of several rounds the trace keeps one that gave no answer, if there is one: that is what is asked of it. */
const noting =
  (run: Run, index: number): Run =>
  (frame) => {
    const { missing } = frame;
    const datum = run(frame);
    if (frame.trace !== null) {
      const noted = frame.trace[index];
      if (noted === undefined || !isHollow(noted.datum))
        frame.trace[index] = { datum, missing: missedSince(missing, frame) };
    }
    return datum;
  };

function buildNode(node: ASTNode, builder: Builder): Built {
  switch (node.op) {
    case 'value':
      return buildLiteral(node, node.args, builder);
    case 'id':
    case '.':
      return buildName(node, builder);
    case '&&':
    case '||':
      return buildJunction(node, builder);
    case '!_':
      return buildNot(node.args, builder);
    case '?:':
      return buildChoice(node.args, builder);
    case '==':
    case '!=':
      return buildEquals(node.op, node.args, builder);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return buildCompare(node.op, node.args, builder);
    case 'in':
      return buildIn(node.args, builder);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return buildArithmetic(node.op, node.args, builder);
    case '-_':
      return buildMinus(node.args, builder);
    case 'list':
      return buildList(node.args, builder);
    case '[]':
      return buildIndex(node.args, builder);
    case 'call':
      return buildCall(node, node.args[0], node.args[1], builder);
    case 'rcall':
      return buildCall(node, node.args[0], [node.args[1], ...node.args[2]], builder);
    default:
      return builder.problem(
        node.start,
        node.op === 'map' ? 'there are no maps in { }' : `${node.op} is not part of the language`,
        'Write a list in [ ], or leave it out.',
      );
  }
}
