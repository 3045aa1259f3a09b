import { didYouMean } from '../../domain/suggest.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { readFile, type ParseResult } from '../read-file.ts';
import { PRIORITIES } from '../score/scale.ts';
import { compileSla } from '../sla/compile.ts';
import type { Sla } from '../sla/sla.ts';
import { planTally } from '../tally.ts';
import { askableIn, type Askable, type Beside } from './askable.ts';
import { compileKinds, compileLength } from './compile-kind.ts';
import { compileFirst, compileLines } from './compile-lines.ts';
import { compileText } from './compile-text.ts';
import {
  handOffDocument,
  keysAt,
  type HandOffDocument,
  type NoticeDocument,
  type TaskDocument,
} from './document.ts';
import type { HandOffRules, Message, NoticeRule, TaskRule } from './hand-off.ts';
import { readsOf } from './reads.ts';
import { RECORD_FIELDS } from './record-fields.ts';

/** Below the folder of the mappings. */
export const HAND_OFF_FILE = 'rules/handoff.yaml';

const GUIDE = { whole: 'the hand-off', page: 'docs/handoff.md', keysAt };

/**
 * Reads `handoff.yaml`, beside the fields, the scoring and the qualification there are. Every problem is told with its place,
 * its cause and its fix. `file` is only a name.
 */
export const parseHandOff = (text: string, file: string, beside: Beside): ParseResult<HandOffRules> =>
  readFile(text, file, handOffDocument, GUIDE, (source, report) => compile(source, beside, report));

function compile(source: HandOffDocument, beside: Beside, report: Report): HandOffRules {
  const named = Object.entries(source.texts ?? {});
  const askable = askableIn(
    beside,
    named.map(([name]) => name),
  );
  for (const [name] of named) checkTextName(name, report);
  const kinds = compileKinds(source.make, askable, report);
  const sla = source.sla === undefined ? null : compileSla(source.sla, ['sla'], report);
  for (const priority of sla?.firstTouch.keys() ?? [])
    checkPriority(priority, ['sla', 'first-touch', priority], report);
  const rules = {
    base: beside.rules,
    at: new Set(compileStages(source.at, askable, report)),
    kinds,
    texts: new Map(
      named.map(([name, text]) => [name, compileText(text, askable, ['texts', name], report)] as const),
    ),
    task: source.task === undefined ? null : compileTask(source.task, sla, askable, report),
    sla,
    notices: (source.notify ?? []).map((one, index) =>
      compileNotice(one, sla, askable, ['notify', index], report),
    ),
  };
  const queries = kinds.flatMap(({ when }) => when?.counts ?? []);
  return { ...rules, tally: planTally(queries), reads: readsOf(rules, queries) };
}

function checkTextName(name: string, report: Report): void {
  if (!/^[a-z][a-zA-Z0-9]*$/u.test(name))
    report(
      ['texts', name],
      `"${name}" cannot be a field of a record`,
      'Use letters and digits: `myText`.',
      'key',
    );
  else if (RECORD_FIELDS.has(name))
    report(['texts', name], `"${name}" is a field of the record already`, 'Give it another name.', 'key');
}

function compileStages(at: HandOffDocument['at'], { stages }: Askable, report: Report): readonly string[] {
  const names = [at].flat();
  for (const [index, name] of names.entries()) {
    if (stages.includes(name)) continue;
    const fix = didYouMean(name, stages, 'Add it to "stages" of qualification.yaml.');
    report(typeof at === 'string' ? ['at'] : ['at', index], `there is no stage "${name}"`, fix);
  }
  return names;
}

function compileTask(source: TaskDocument, sla: Sla | null, askable: Askable, report: Report): TaskRule {
  const { due, priority = {} } = source;
  if (due === 'first-touch' && sla === null)
    report(
      ['task', 'due'],
      'there is no "sla" that says when the first touch is due',
      'Add it, or write e.g. 4h.',
    );
  const { otherwise, ...of } = typeof priority === 'string' ? { otherwise: priority } : priority;
  for (const name of Object.keys(of)) checkPriority(name, ['task', 'priority', name], report);
  return {
    ...compileMessage(source, askable, ['task'], report),
    due:
      due === undefined || due === 'first-touch'
        ? (due ?? null)
        : compileLength(due, ['task', 'due'], report),
    priority: { of: new Map(Object.entries(of)), otherwise: otherwise ?? null },
  };
}

function checkPriority(name: string, path: Path, report: Report): void {
  const all: readonly string[] = PRIORITIES;
  if (!all.includes(name))
    report(
      path,
      `there is no priority "${name}"`,
      didYouMean(name, [...all, 'otherwise'], 'Remove it.'),
      'key',
    );
}

function compileNotice(
  source: NoticeDocument,
  sla: Sla | null,
  askable: Askable,
  path: Path,
  report: Report,
): NoticeRule {
  const { on } = source;
  const steps = { remind: 'remind', escalate: 'escalate', reassigned: 'reassign' } as const;
  for (const [index, occasion] of on.entries()) {
    const step = Object.entries(steps).find(([each]) => each === occasion)?.[1];
    if (step === undefined || sla?.steps.some(({ kind }) => kind === step) === true) continue;
    report(
      [...path, 'on', index],
      `no step of "sla" does ${step}, so this is never told`,
      'Add the step, or remove the notice.',
    );
  }
  if (source.to === 'escalation' && on.some((occasion) => occasion !== 'escalate'))
    report([...path, 'to'], 'only a step that escalates names whom to tell', 'Write "on: [escalate]".');
  return { ...compileMessage(source, askable, path, report), on: new Set(on), to: source.to };
}

const compileMessage = (
  { subject, body = '' }: Pick<TaskDocument, 'subject' | 'body'>,
  { inMessages }: Askable,
  path: Path,
  report: Report,
): Message => ({
  subject: compileFirst(subject, inMessages, [...path, 'subject'], report),
  body: compileLines(body, inMessages, [...path, 'body'], report),
});
