import type { ASTNode } from '@marcbachmann/cel-js';
import { DAY_MS } from '../domain/clock.ts';
import { compileExpression, type CompileOptions } from './compile.ts';
import type { CountQuery, Expression } from './expression.ts';
import { parseExpression } from './parse.ts';
import { sourceOf } from './source.ts';
import type { ExpressionSchema } from './types.ts';

/** What can change the answer of a condition while time passes and nobody does anything. */
export interface Clocks {
  readonly crossings: readonly Crossing[];
  readonly falls: readonly Fall[];
  /** Counts of a window that are used in another way: each activity that leaves it may change the answer. */
  readonly leavings: readonly CountQuery[];
  /** The numbers that a decaying field is compared with. */
  readonly thresholds: readonly Threshold[];
  /** Characters before the first part of which it cannot be told when it changes; null: there is none. */
  readonly unclear: number | null;
}

/** A count of a window is compared with a number: the answer may turn when it falls below `least`. */
export interface Fall {
  readonly query: CountQuery;
  readonly least: number;
}

/** A comparison of which both sides move evenly: it may turn when `distance` is 0, and there only. */
export interface Crossing {
  /** Left side less right side, a number. */
  readonly distance: Expression;
  /** What the distance gains in a millisecond; never 0. */
  readonly perMs: number;
}

export interface Threshold {
  readonly field: string;
  readonly value: number;
  /** Whether the value itself is on the upper side, or only what is above it; `both` where it is a side of its own. */
  readonly side: 'upper' | 'lower' | 'both';
}

export interface ClockOptions extends CompileOptions {
  readonly schema: ExpressionSchema;
  /** Number fields that grow or fall evenly as time passes, with what they gain in a millisecond. */
  readonly growing: ReadonlyMap<string, number>;
  /** Number fields that change with time in another way. */
  readonly decaying: ReadonlySet<string>;
}

const RELATIONS = new Set(['<', '<=', '>', '>=', '==', '!=']);
const SIDES = { '>=': 'upper', '<': 'upper', '>': 'lower', '<=': 'lower' } as const;

/** The clocks of an expression that compiles. */
export function clocksOf(text: string, options: ClockOptions): Clocks {
  const crossings: Crossing[] = [];
  const falls: Fall[] = [];
  const leavings: CountQuery[] = [];
  const thresholds: Threshold[] = [];
  let unclear: number | null = null;

  const visit = (node: ASTNode): void => {
    const [moves, counts] = [isMoving(node, options), countsIn(node)];
    if (!moves && !counts) return;
    if (node.op === '&&' || node.op === '||' || node.op === '?:') node.args.forEach(visit);
    else if (node.op === '!_') visit(node.args);
    else if (!moves) {
      const found = isComparison(node) ? fallsOf(text, node, options) : null;
      if (found === null) leavings.push(...queriesIn(text, node, options));
      else falls.push(...found);
    } else {
      const found = isComparison(node) ? comparison(text, node, options) : null;
      if (found === null) unclear ??= node.start;
      else if ('field' in found) thresholds.push(found);
      else crossings.push(found);
    }
  };
  const parsed = parseExpression(text);
  if (parsed.kind === 'ok') visit(parsed.tree);
  return { crossings, falls, leavings, thresholds, unclear };
}

const isComparison = (node: ASTNode): node is Comparison => RELATIONS.has(node.op);

/** `count(…) >= 3`, either way round; null for any other comparison. */
function fallsOf(text: string, { op, args }: Comparison, options: ClockOptions): readonly Fall[] | null {
  const [left, right] = args;
  const value = numberOf(right) ?? numberOf(left);
  const counted = numberOf(right) === null ? right : left;
  if (value === null || counted.op !== 'call' || counted.args[0] !== 'count') return null;
  const [reached, passed] = [Math.ceil(value), Math.floor(value) + 1];
  const sides = { upper: [reached], lower: [passed], both: [reached, passed] } as const;
  const side = sideOf(counted === left ? op : MIRRORED[op]);
  return queriesIn(text, counted, options).flatMap((query) => sides[side].map((least) => ({ query, least })));
}

const sideOf = (relation: Comparison['op']): Threshold['side'] =>
  relation === '==' || relation === '!=' ? 'both' : SIDES[relation];

/** The counts of a window that a part asks for. */
function queriesIn(text: string, node: ASTNode, options: ClockOptions): readonly CountQuery[] {
  if (node.op !== 'call' || node.args[0] !== 'count')
    return operandsOf(node.args).flatMap((operand) => queriesIn(text, operand, options));
  const compiled = compileExpression(sourceOf(text, node.start, node.end), options.schema, {
    ...options,
    expect: 'number',
  });
  return compiled.kind === 'ok' ? compiled.expression.counts.filter(({ windowMs }) => windowMs !== null) : [];
}

type Comparison = ASTNode & { readonly op: '<' | '<=' | '>' | '>=' | '==' | '!=' };

function comparison(text: string, node: Comparison, options: ClockOptions): Crossing | Threshold | null {
  const [left, right] = node.args;
  const [name, other] = isDecaying(left, options) ? [nameOf(left), right] : [nameOf(right), left];
  if (isDecaying(left, options) || isDecaying(right, options)) {
    const value = numberOf(other);
    if (name === null || value === null) return null;
    const relation = name === nameOf(left) ? node.op : MIRRORED[node.op];
    return { field: name, value, side: sideOf(relation) };
  }
  if (countsIn(left) || countsIn(right)) return null;
  const [rises, falls] = [gain(left, options), gain(right, options)];
  if (rises === null || falls === null || rises === falls) return null;
  const difference = `(${sided(text, left)}) - (${sided(text, right)})`;
  for (const form of [difference, `(${difference}) / 1s`]) {
    const compiled = compileExpression(form, options.schema, { ...options, expect: 'number' });
    if (compiled.kind === 'ok') {
      const scale = form === difference ? 1 : 0.001;
      return { distance: compiled.expression, perMs: (rises - falls) * scale };
    }
  }
  return null;
}

const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' } as const;

/** Text beside a date is a date. */
function sided(text: string, node: ASTNode): string {
  const source = sourceOf(text, node.start, node.end);
  if (node.op !== 'value' || typeof node.args !== 'string') return source;
  return `${node.args.length === 10 ? 'date' : 'timestamp'}(${source})`;
}

/** What a side gains in a millisecond: moments and lengths of time in milliseconds. Null: it does not move evenly. */
function gain(node: ASTNode, options: ClockOptions): number | null {
  if (!isMoving(node, options)) return 0;
  const name = nameOf(node);
  if (name !== null) return name === 'now' ? 1 : (options.growing.get(name) ?? null);
  switch (node.op) {
    case '+':
    case '-': {
      const [a, b] = [gain(node.args[0], options), gain(node.args[1], options)];
      if (a === null || b === null) return null;
      return node.op === '+' ? a + b : a - b;
    }
    case '-_': {
      const a = gain(node.args, options);
      return a === null ? null : -a;
    }
    case 'call': {
      const [argument] = node.args[1];
      const a = node.args[0] === 'days' && argument !== undefined ? gain(argument, options) : null;
      return a === null ? null : a / DAY_MS;
    }
    default:
      return null;
  }
}

/** Whether a part asks for the time or for a field that moves with it. */
function isMoving(node: ASTNode, options: ClockOptions): boolean {
  const name = nameOf(node);
  if (name !== null) return name === 'now' || options.growing.has(name) || options.decaying.has(name);
  return operandsOf(node.args).some((operand) => isMoving(operand, options));
}

const isDecaying = (node: ASTNode, options: ClockOptions): boolean => {
  const name = nameOf(node);
  if (name !== null) return options.decaying.has(name);
  return operandsOf(node.args).some((operand) => isDecaying(operand, options));
};

const countsIn = (node: ASTNode): boolean =>
  (node.op === 'call' && node.args[0] === 'count') || operandsOf(node.args).some(countsIn);

const operandsOf = (args: unknown): readonly ASTNode[] =>
  Array.isArray(args) ? args.flatMap(operandsOf) : isNode(args) ? [args] : [];

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

function nameOf(node: ASTNode): string | null {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return null;
  const above = nameOf(node.args[0]);
  return above === null ? null : `${above}.${node.args[1]}`;
}

function numberOf(node: ASTNode): number | null {
  if (node.op === '-_') {
    const value = numberOf(node.args);
    return value === null ? null : -value;
  }
  if (node.op !== 'value') return null;
  const { args } = node;
  return typeof args === 'number' || typeof args === 'bigint' ? Number(args) : null;
}
