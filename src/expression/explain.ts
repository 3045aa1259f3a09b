import { isHollow, type Datum } from './datum.ts';
import type { ExplainedPart, Outcome } from './expression.ts';
import type { Frame } from './frame.ts';
import { NOTHING, unknownFor, writerFor } from './outcome.ts';
import { sourceOf } from './source.ts';
import type { Term } from './term.ts';

export type Trace = readonly (Datum | undefined)[];

/** The inputs without which a part gave no answer: those that were read, were blank or missing, and mattered. */
export function missingIn(term: Term, trace: Trace): readonly string[] {
  const names: string[] = [];
  const visit = (part: Term): void => {
    const datum = trace[part.index];
    if (datum === undefined || !isHollow(datum)) return;
    if (part.input !== null && !names.includes(part.input)) names.push(part.input);
    for (const inner of part.parts) visit(inner);
  };
  visit(term);
  return names.length > 1 ? names.sort() : names;
}

/** What is written out says its value itself. */
const isShown = (part: Term): boolean => !part.perItem && part.constant === undefined;

/** The tree of parts. Those that the evaluation passed over are evaluated now, with what `spare` has left, and marked. */
export function explainTree(
  text: string,
  term: Term,
  trace: (Datum | undefined)[],
  spare: Frame,
): ExplainedPart {
  const needed = trace.map((datum) => datum !== undefined);
  const visit = (part: Term): ExplainedPart => ({
    text: sourceOf(text, part.start, part.end),
    offset: part.start,
    outcome: outcomeOf(part, trace, spare),
    needed: needed[part.index] ?? false,
    parts: part.parts.filter(isShown).map(visit),
  });
  return visit(term);
}

function outcomeOf(part: Term, trace: (Datum | undefined)[], spare: Frame): Outcome {
  const datum = (trace[part.index] ??= part.run(spare));
  if (datum === null) return NOTHING;
  if (typeof datum === 'symbol') return unknownFor(datum, missingIn(part, trace));
  return { kind: 'known', value: writerFor(part.type, null)(datum) };
}
