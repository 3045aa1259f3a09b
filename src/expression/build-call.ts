import type { ASTNode } from '@marcbachmann/cel-js';
import { didYouMean } from '../domain/suggest.ts';
import { FAILED } from './datum.ts';
import { FUNCTIONS } from './functions/index.ts';
import { looping, MACROS, type Macro } from './macros.ts';
import { quoted } from './problem.ts';
import type { Builder, Built } from './term.ts';
import { wordFor, WRONG } from './types.ts';

/** `name(a, b)` and `a.name(b)` are the same call. `offset` of its problems is that of the name. */
export function buildCall(node: ASTNode, name: string, args: readonly ASTNode[], builder: Builder): Built {
  const macro = MACROS.get(name);
  if (macro !== undefined && node.op === 'rcall') return buildMacro(node, macro, args, builder);
  const kind = FUNCTIONS.get(name);
  const at = node.op === 'rcall' ? nameOffset(builder.text, args[0]?.end ?? node.start, name) : node.start;
  if (kind === undefined) {
    const names = [...FUNCTIONS.keys(), ...MACROS.keys()];
    const fix =
      macro === undefined
        ? didYouMean(name.slice(0, 100), names, 'The documentation lists all functions.')
        : `Write ${macro.form}.`;
    return builder.problem(at, `there is no function ${quoted(name)}`, fix);
  }
  return kind.build(
    args.map((arg) => builder.term(arg)),
    at,
    builder,
  );
}

/** Between what is before the point and the name may stand closing brackets, blanks and comments. */
function nameOffset(text: string, from: number, name: string): number {
  const dot = text.indexOf('.', from);
  const found = text.indexOf(name, dot === -1 ? from : dot);
  return found === -1 ? from : found;
}

function buildMacro(node: ASTNode, macro: Macro, args: readonly ASTNode[], builder: Builder): Built {
  const [list, variable, body] = args;
  if (list === undefined || variable?.op !== 'id' || body === undefined || args.length !== 3) {
    const at = nameOffset(builder.text, list?.end ?? node.start, macro.name);
    return builder.problem(at, `${macro.name} takes a name and what to do with it`, `Write ${macro.form}.`);
  }
  if (builder.variables.has(variable.args)) {
    const cause = `${quoted(variable.args)} already stands for an item`;
    return builder.problem(variable.start, cause, 'Use another name for the inner item.');
  }
  const range = builder.term(list);
  if (range.type.kind === 'wrong') return { type: WRONG, run: () => FAILED, parts: [range] };
  if (range.type.kind !== 'list') {
    const cause = `${wordFor(range.type.kind)} has no items`;
    return builder.problem(range.start, cause, `Write ${macro.form}, with a list.`);
  }
  const inner = builder.within(variable.args, range.type.of).term(body);
  if (macro.tests && inner.type.kind !== 'boolean' && inner.type.kind !== 'wrong') {
    return builder.problem(
      inner.start,
      `${wordFor(inner.type.kind)} is not a condition`,
      `Write ${macro.form}.`,
    );
  }
  if (inner.type.kind === 'null') {
    return builder.problem(inner.start, 'a list cannot hold null', 'Give each item a value.');
  }
  return {
    type: macro.gives(range.type.of, inner.type),
    run: looping(range.run, inner.run, builder.variables.size, macro.loop),
    parts: [range, inner],
  };
}
