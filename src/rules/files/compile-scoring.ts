import { didYouMean } from '../../domain/suggest.ts';
import { TOUCHPOINT_KINDS } from '../../domain/touchpoint.ts';
import { parseDuration } from '../../expression/time.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { PERSON_FACTS, withFacts } from '../facts.ts';
import {
  AXES,
  type Intent,
  type ScoringRules,
  type Signal,
  type SignalLife,
  type SignalSource,
} from '../rules.ts';
import { toMillionths } from '../score/points.ts';
import type { Template } from '../template.ts';
import { checkNeverHeld } from './check-conditions.ts';
import { checkScale } from './check-scale.ts';
import { compileCondition, type Askable } from './compile-condition.ts';
import { compileTemplate } from './compile-template.ts';
import type { EngagementSignalDocument, FitSignalDocument, ScoringDocument } from './scoring-document.ts';

type SignalDocument = FitSignalDocument | EngagementSignalDocument;

/** What the scoring file means. What could not be understood is told, and left out. */
export function compileScoring(
  source: ScoringDocument,
  fields: ExpressionSchema,
  report: Report,
): ScoringRules {
  const askable: Askable = {
    fields: withFacts(fields, PERSON_FACTS),
    activities: activitiesOf(source),
  };
  const groups: ScoringRules['groups'][number][] = [];
  const signals: Signal[] = [];
  const reasons = new Map<string, Template>();
  const seen = new Set<string>();
  for (const axis of AXES) {
    for (const [index, { name, cap, signals: listed }] of source[axis].groups.entries()) {
      const path: Path = [axis, 'groups', index];
      if (cap === 0)
        report(
          [...path, 'cap'],
          `no signal of "${name}" can give points`,
          'Give the group a cap above 0.',
          'value',
          'idle-signal',
        );
      const group = groups.push({ name, axis, cap: toMillionths(cap) }) - 1;
      for (const [place, signal] of listed.entries()) {
        const at: Path = [...path, 'signals', place];
        reportTwice(seen, signal.name, at, 'signal', report);
        const compiled = compileSignal(signal, group, askable, at, report);
        if (compiled === null) continue;
        signals.push(compiled);
        const reason = reasonOf(signal.reason, askable, compiled.gives.kind === 'activity', at, report);
        if (reason !== null) reasons.set(signal.name, reason);
      }
    }
  }
  const rules: ScoringRules = {
    groups,
    signals,
    scale: {
      grades: Object.values(source.grades).map(toMillionths),
      // Keys that are numbers come in their order.
      levels: Object.values(source.levels).map(toMillionths),
      matrix: Object.values(source.matrix),
    },
    intents: compileIntents(source, askable, report),
    reasons,
    facts: (source.facts ?? []).map((text, index) =>
      compileTemplate(text, askable.fields, false, ['facts', index], report),
    ),
  };
  checkScale(rules, report);
  return rules;
}

export const activitiesOf = (source: ScoringDocument | null): readonly string[] => [
  ...TOUCHPOINT_KINDS,
  ...(source?.activities ?? []),
];

function compileSignal(
  source: SignalDocument,
  group: number,
  askable: Askable,
  path: Path,
  report: Report,
): Signal | null {
  const gives = compileSource(source, askable, path, report);
  if (gives === null) return null;
  if (source.points === 0)
    report(
      [...path, 'points'],
      `"${source.name}" gives no points`,
      'Give it points, or remove it.',
      'value',
      'idle-signal',
    );
  return { name: source.name, group, points: toMillionths(source.points), gives };
}

function compileSource(
  source: SignalDocument,
  askable: Askable,
  path: Path,
  report: Report,
): SignalSource | null {
  const { activity, containing, 'half-life': halfLife, within } = withActivity(source);
  if ((source.when === undefined) === (activity === undefined)) {
    report(path, `signal "${source.name}" needs either "when" or "activity"`, 'Say when it gives points.');
    return null;
  }
  if (source.when !== undefined) {
    for (const [key, value] of Object.entries({ containing, 'half-life': halfLife, within }))
      if (value !== undefined)
        report([...path, key], `"${key}" has no meaning in a signal with "when"`, 'Remove it.', 'key');
    const condition = compileCondition(source.when, askable, [...path, 'when'], report);
    if (condition === null) return null;
    checkNeverHeld(condition, [...path, 'when'], 'idle-signal', report);
    return { kind: 'condition', condition };
  }
  if (halfLife !== undefined && within !== undefined)
    report([...path, 'within'], 'points either decay or end at once', 'Keep "half-life" or "within".', 'key');
  const wanted = activity ?? '';
  if (!askable.activities.includes(wanted)) {
    const fix = didYouMean(
      wanted,
      askable.activities,
      'Add it to "activities" at the top, if it is one of yours.',
    );
    report([...path, 'activity'], `there is no activity "${wanted}"`, fix);
  }
  const about = containing ?? null;
  return {
    kind: 'activity',
    query: Object.freeze({ activity: wanted, windowMs: null, containing: about, text: source.name }),
    lasts: lifeOf(halfLife, within),
  };
}

/** Who they are is no activity, so a signal of fit has none of these keys. */
const withActivity = (source: SignalDocument): Partial<EngagementSignalDocument> => source;

function lifeOf(halfLife: string | undefined, within: string | undefined): SignalLife {
  if (halfLife !== undefined) return { kind: 'half-life', ms: parseDuration(halfLife) };
  return within === undefined ? { kind: 'ever' } : { kind: 'within', ms: parseDuration(within) };
}

function compileIntents(source: ScoringDocument, askable: Askable, report: Report): readonly Intent[] {
  const seen = new Set<string>();
  return (source.intents ?? []).flatMap(({ name, when, reason }, index): readonly Intent[] => {
    const path: Path = ['intents', index];
    reportTwice(seen, name, path, 'intent', report);
    const condition = compileCondition(when, askable, [...path, 'when'], report);
    if (condition === null) return [];
    checkNeverHeld(condition, [...path, 'when'], 'dead-rule', report);
    const counted = condition.whole.counts.length > 0;
    return [{ name, condition, reason: reasonOf(reason, askable, counted, path, report) }];
  });
}

const reasonOf = (
  text: string | undefined,
  { fields }: Askable,
  counted: boolean,
  path: Path,
  report: Report,
): Template | null =>
  text === undefined ? null : compileTemplate(text, fields, counted, [...path, 'reason'], report);

/** Decisions name rules, so each needs a name of its own. */
export function reportTwice(
  seen: Set<string>,
  name: string,
  path: Path,
  what: 'signal' | 'intent' | 'recipe' | 'gate',
  report: Report,
): void {
  if (seen.has(name))
    report([...path, 'name'], `another ${what} is named "${name}"`, 'Give each its own name.');
  seen.add(name);
}
