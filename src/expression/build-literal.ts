import type { ASTNode } from '@marcbachmann/cel-js';
import { FAILED, type Datum, type Present } from './datum.ts';
import { made, strict2, strictAll } from './strict.ts';
import type { Builder, Built } from './term.ts';
import { parseDuration } from './time.ts';
import {
  agree,
  BOOLEAN,
  common,
  DURATION,
  listOf,
  NULL,
  NUMBER,
  TEXT,
  wordFor,
  WRONG,
  type Type,
} from './types.ts';

export const constant = (type: Type, value: Datum): Built => ({ type, run: () => value, constant: value });

export function buildLiteral(node: ASTNode, value: unknown, builder: Builder): Built {
  switch (typeof value) {
    case 'string':
      return constant(TEXT, value);
    case 'boolean':
      return constant(BOOLEAN, value);
    case 'number':
      return constant(NUMBER, value);
    case 'bigint':
      return Number.isSafeInteger(Number(value))
        ? constant(NUMBER, Number(value))
        : builder.problem(node.start, 'the number is too large to be exact', 'Write it with fewer digits.');
  }
  if (value === null) return constant(NULL, null);
  if (value instanceof Uint8Array) {
    return builder.problem(node.start, 'there are no bytes', 'Leave out the b before the quote.');
  }
  const ms = parseDuration(builder.text.slice(node.start, node.end));
  return Number.isNaN(ms)
    ? builder.problem(node.start, 'the length of time is too long', 'Write fewer weeks or days.')
    : constant(DURATION, ms);
}

/** A list that is written out. Its items are of one type and none is null; an item without a value leaves it unknown. */
export function buildList(nodes: readonly ASTNode[], builder: Builder): Built {
  const parts = nodes.map((node) => builder.term(node));
  let type: Type = WRONG;
  for (const part of parts) {
    if (part.type.kind === 'null') {
      return builder.problem(part.start, 'a list cannot hold null', 'Test for a blank with == null.');
    }
    if (!agree(type, part.type)) {
      const cause = `the list holds ${wordFor(type.kind)} and ${wordFor(part.type.kind)}`;
      return builder.problem(part.start, cause, 'Use items of one type.');
    }
    type = common(type, part.type);
  }
  if (parts.every((part) => part.constant !== undefined)) {
    const items = Object.freeze(parts.map((part) => part.constant ?? null));
    return { ...constant(listOf(type), items), parts };
  }
  const run = strictAll(
    parts.map((part) => part.run),
    (values, frame) => made(frame, values),
  );
  return { type: listOf(type), run, parts };
}

/** `list[0]`: no result when the list is shorter. */
export function buildIndex([list, index]: readonly [ASTNode, ASTNode], builder: Builder): Built {
  const parts = [builder.term(list), builder.term(index)] as const;
  const [{ type }, at] = parts;
  if (type.kind === 'wrong' || at.type.kind === 'wrong') return { type: WRONG, run: () => FAILED, parts };
  if (type.kind !== 'list') {
    return builder.problem(parts[0].start, `${wordFor(type.kind)} has no items`, 'Use [ ] on a list.');
  }
  if (at.type.kind !== 'number') {
    return builder.problem(at.start, 'the place of an item must be a number', 'Write list[0] for the first.');
  }
  const run = strict2(
    parts[0].run,
    at.run,
    (items: readonly Present[], place: number) => items[place] ?? FAILED,
  );
  return { type: type.of, run, parts };
}
