import { parseDuration } from '../../expression/time.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import type { SlaDocument } from './document.ts';
import { USUAL_TOUCHES, type Sla, type SlaStep } from './sla.ts';

/** What the `sla` part of a rules file means. What makes no sense is told, and counts as something harmless. */
export function compileSla(source: SlaDocument, path: Path, report: Report): Sla {
  const length = (priority: string, text: string): number => {
    const ms = parseDuration(text);
    if (ms > 0) return ms;
    const place = [...path, 'first-touch', priority];
    report(place, `"${text}" is no length of time`, 'Write e.g. 30m, 4h or 2d; a day is 24 working hours.');
    return Number.MAX_SAFE_INTEGER;
  };
  const { otherwise, ...priorities } = source['first-touch'];
  const steps = (source.steps ?? []).map((step, index): SlaStep => {
    const share = shareOf(step.at);
    if (share === null) {
      report([...path, 'steps', index, 'at'], `"${step.at}" is no share`, 'Write e.g. 50%.');
    }
    return toStep(step, share ?? 1);
  });
  for (const [index, { share }] of steps.entries()) {
    if (share < (steps[index - 1]?.share ?? 0)) {
      const cause = 'this comes before the step above it';
      report([...path, 'steps', index, 'at'], cause, 'Put the steps in the order of "at".');
    }
  }
  return {
    firstTouch: new Map(Object.entries(priorities).map(([name, text]) => [name, length(name, text)])),
    otherwise: length('otherwise', otherwise),
    touchedBy: source['touched-by'] ?? USUAL_TOUCHES,
    steps,
  };
}

function toStep(step: NonNullable<SlaDocument['steps']>[number], share: number): SlaStep {
  switch (step.do) {
    case 'remind':
      return { kind: 'remind', share };
    case 'escalate':
      return { kind: 'escalate', share, to: step.to };
    case 'reassign':
      return { kind: 'reassign', share, atMost: step['at-most'] };
  }
}

function shareOf(text: string): number | null {
  const [, percent] = /^(\d{1,4})%$/u.exec(text) ?? [];
  return percent === undefined || Number(percent) === 0 ? null : Number(percent) / 100;
}
