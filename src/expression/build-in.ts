import type { ASTNode } from '@marcbachmann/cel-js';
import { checkOption, sameItem } from './build-compare.ts';
import { FAILED, graver, isHollow, LIMIT, passed, type Datum, type Present } from './datum.ts';
import type { Run } from './frame.ts';
import { strict1, strictPair, worked } from './strict.ts';
import type { Builder, Built, Term } from './term.ts';
import { agree, BOOLEAN, wordFor, WRONG } from './types.ts';

/** `item in list`. */
export function buildIn([left, right]: readonly [ASTNode, ASTNode], builder: Builder): Built {
  const [item, list] = [builder.term(left), builder.term(right)];
  const parts = [item, list];
  if (item.type.kind === 'wrong' || list.type.kind === 'wrong')
    return { type: WRONG, run: () => FAILED, parts };
  if (list.type.kind !== 'list') {
    const fix = list.type.kind === 'text' ? 'Write: text.contains("part").' : 'Write: field in ["a", "b"].';
    return builder.problem(list.start, `${wordFor(list.type.kind)} is not a list`, fix);
  }
  if (item.type.kind === 'null') {
    return builder.problem(item.start, 'a list never holds null', 'Test for a blank with == null.');
  }
  if (!agree(item.type, list.type.of)) {
    const cause = `the list holds ${wordFor(list.type.of.kind)}, not ${wordFor(item.type.kind)}`;
    return builder.problem(item.start, cause, 'Look for something of the type of its items.');
  }
  checkOptions(item, list, builder);
  if (list.constant === undefined && isWrittenOut(right)) {
    return { type: BOOLEAN, run: amongParts(item.run, list.parts), parts: [item, ...list.parts] };
  }
  return { type: BOOLEAN, run: membership(item, list), parts };
}

/** The items of a list against a field's options, and one item against the options that a list is made of. */
function checkOptions(item: Term, list: Term, builder: Builder): void {
  if (item.type.kind === 'text' && item.type.choice !== null) {
    for (const part of list.parts) {
      if (typeof part.constant === 'string')
        checkOption(part.constant, item.type.choice, part.start, builder);
    }
  }
  if (list.type.kind !== 'list' || list.type.of.kind !== 'text') return;
  const { choice } = list.type.of;
  if (choice !== null && typeof item.constant === 'string') {
    checkOption(item.constant, choice, item.start, builder);
  }
}

const isWrittenOut = (node: ASTNode): boolean => node.op === 'list';

function membership(item: Term, list: Term): Run {
  if (Array.isArray(list.constant)) {
    const items = list.constant as readonly Datum[];
    if (items.every((value) => !Array.isArray(value))) {
      const set = new Set(items);
      return strict1(item.run, (value) => set.has(value));
    }
  }
  return strictPair(list, item, (items: readonly Datum[], value: Present, frame) => {
    if (!worked(frame, items.length)) return LIMIT;
    return Array.isArray(value) ? items.some((other) => sameItem(value, other)) : items.includes(value);
  });
}

/** In a list that is written out, an item without a value matters only when no other is the one. */
function amongParts(run: Run, parts: readonly Term[]): Run {
  return (frame) => {
    const value = run(frame);
    if (isHollow(value)) return passed(value);
    const { missing } = frame;
    let result: Datum = false;
    for (const part of parts) {
      const other = part.run(frame);
      if (isHollow(other)) result = result === false ? passed(other) : graver(result, other);
      else if (sameItem(value, other)) {
        frame.missing = missing;
        return true;
      }
    }
    return result;
  };
}
