import type { ASTNode } from '@marcbachmann/cel-js';
import { FAILED, graver, isHollow, LIMIT, passed, type Datum } from './datum.ts';
import type { Run } from './frame.ts';
import type { Builder, Built, Term } from './term.ts';
import { agree, BOOLEAN, common, wordFor, WRONG } from './types.ts';

/** Kleene's logic: false && unknown is false, true || unknown is true, and otherwise what is unknown stays so. */

const condition = (node: ASTNode, builder: Builder): Term => {
  const term = builder.term(node);
  const { kind } = term.type;
  if (kind !== 'boolean' && kind !== 'wrong') {
    const fix = kind === 'text' ? 'Compare it, as in: field == "value".' : 'Compare it, as in: field > 0.';
    builder.problem(term.start, `${wordFor(kind)} is not a condition`, fix);
  }
  return term;
};

/** A chain of one operator is one part, so that a rule may have hundreds of alternatives. */
export function buildJunction(node: ASTNode & { readonly op: '&&' | '||' }, builder: Builder): Built {
  const operands: ASTNode[] = [];
  let rest: ASTNode = node;
  while (rest.op === node.op) {
    const [left, right]: readonly [ASTNode, ASTNode] = rest.args;
    operands.push(right);
    rest = left;
  }
  operands.push(rest);
  const parts = operands.reverse().map((operand) => condition(operand, builder));
  return {
    type: BOOLEAN,
    run: junction(
      parts.map((part) => part.run),
      node.op === '||',
    ),
    parts,
  };
}

/** `settles` is the operand that settles it: true for ||, false for &&. */
export function junction(runs: readonly Run[], settles: boolean): Run {
  const [first, second] = runs;
  if (first !== undefined && second !== undefined && runs.length === 2) {
    return (frame) => {
      const { missing } = frame;
      const a = first(frame);
      if (a === settles) return settles;
      const b = second(frame);
      if (b === settles) {
        frame.missing = missing;
        return settles;
      }
      return isHollow(a) || isHollow(b) ? graver(a, b) : !settles;
    };
  }
  return (frame) => {
    const { missing } = frame;
    let result: Datum = !settles;
    for (const run of runs) {
      const value = run(frame);
      if (value === settles) {
        frame.missing = missing;
        return settles;
      }
      if (isHollow(value)) result = isHollow(result) ? graver(result, value) : passed(value);
    }
    return result;
  };
}

export function buildNot(node: ASTNode, builder: Builder): Built {
  const part = condition(node, builder);
  const { run } = part;
  return {
    type: BOOLEAN,
    run: (frame) => {
      const value = run(frame);
      return typeof value === 'boolean' ? !value : passed(value);
    },
    parts: [part],
  };
}

/** `condition ? a : b`. With an unknown condition it is known still when both give the same. */
export function buildChoice(nodes: readonly [ASTNode, ASTNode, ASTNode], builder: Builder): Built {
  const test = condition(nodes[0], builder);
  const [yes, no] = [builder.term(nodes[1]), builder.term(nodes[2])];
  const parts = [test, yes, no];
  if (!agree(yes.type, no.type)) {
    const cause = `one branch is ${wordFor(yes.type.kind)}, the other ${wordFor(no.type.kind)}`;
    return builder.problem(no.start, cause, 'Give both branches one type.');
  }
  const type = common(yes.type, no.type);
  if (type.kind === 'wrong') return { type: WRONG, run: () => FAILED, parts };
  const [runTest, runYes, runNo] = [test.run, yes.run, no.run];
  const run: Run = (frame) => {
    const { missing } = frame;
    const chosen = runTest(frame);
    if (chosen === true) return runYes(frame);
    if (chosen === false) return runNo(frame);
    if (chosen === LIMIT) return LIMIT;
    const a = runYes(frame);
    const b = runNo(frame);
    if (a !== b || typeof a === 'symbol') return graver(chosen, graver(a, b));
    if (a !== null) frame.missing = missing;
    return a;
  };
  return { type, run, parts };
}
