import type { ExplainedPart, Outcome } from './expression.ts';
import type { Frame, Trace } from './frame.ts';
import { missedSince } from './missing.ts';
import { NOTHING, unknownFor, writerFor } from './outcome.ts';
import { sourceOf } from './source.ts';
import type { Term } from './term.ts';

/** What is written out says its value itself. */
const isShown = (part: Term): boolean => !part.perItem && part.constant === undefined;

/** The tree of parts. Those that the evaluation passed over are evaluated now, with what `spare` has left, and marked. */
export function explainTree(text: string, term: Term, trace: Trace, spare: Frame): ExplainedPart {
  const needed = trace.map((noted) => noted !== undefined);
  const visit = (part: Term): ExplainedPart => ({
    text: sourceOf(text, part.start, part.end),
    offset: part.start,
    outcome: outcomeOf(part, trace, spare),
    needed: needed[part.index] ?? false,
    parts: part.parts.filter(isShown).map(visit),
  });
  return visit(term);
}

function outcomeOf(part: Term, trace: Trace, spare: Frame): Outcome {
  const { missing: before } = spare;
  const { datum, missing } = trace[part.index] ?? {
    datum: part.run(spare),
    missing: missedSince(before, spare),
  };
  if (datum === null) return NOTHING;
  if (typeof datum === 'symbol') return unknownFor(datum, missing);
  return { kind: 'known', value: writerFor(part.type, null)(datum) };
}
