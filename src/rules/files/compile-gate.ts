import { didYouMean } from '../../domain/suggest.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import type { Gate, GateTest, RequiredField } from '../rules.ts';
import { checkNeverHeld } from './check-conditions.ts';
import { compileCondition, type Askable } from './compile-condition.ts';
import { compileTemplate } from './compile-template.ts';
import type { GateDocument } from './qualification-document.ts';

const TESTS = ['when', 'unless', 'required', 'listed'] as const;

/** What a gate means; null when it could not be understood. */
export function compileGate(
  source: GateDocument,
  stops: readonly string[],
  paths: readonly string[],
  askable: Askable,
  path: Path,
  report: Report,
): Gate | null {
  const { name, reason, until, instead } = source;
  const given = TESTS.filter((key) => source[key] !== undefined);
  if (given.length !== 1) {
    report(
      path,
      `gate "${name}" needs one of "when", "unless", "required" and "listed"`,
      'Say when it is closed.',
    );
    return null;
  }
  if (reason === undefined && source.required === undefined)
    report(path, `gate "${name}" does not say why`, 'Add "reason": it is what people are told.');
  if (instead !== undefined && !paths.includes(instead))
    report(
      [...path, 'instead'],
      `there is no path "${instead}"`,
      didYouMean(instead, paths, 'Add it to "paths".'),
    );
  const test = compileTest(source, askable, path, report);
  if (test === null) return null;
  return {
    name,
    stops: new Set(stops),
    test,
    reason:
      reason === undefined
        ? null
        : compileTemplate(reason, askable.fields, false, [...path, 'reason'], report),
    until: until ?? null,
    instead: instead ?? null,
  };
}

function compileTest(source: GateDocument, askable: Askable, path: Path, report: Report): GateTest | null {
  if (source.required !== undefined)
    return {
      kind: 'required',
      fields: compileRequired(source.required, askable, [...path, 'required'], report),
    };
  if (source.listed !== undefined)
    return { kind: 'listed', entries: compileList(source.listed, [...path, 'listed'], report) };
  const kind = source.when === undefined ? 'unless' : 'when';
  const condition = compileCondition(source[kind] ?? '', askable, [...path, kind], report);
  if (condition === null) return null;
  if (kind === 'when') checkNeverHeld(condition, [...path, kind], 'dead-rule', report);
  return { kind, condition };
}

function compileRequired(
  source: NonNullable<GateDocument['required']>,
  askable: Askable,
  path: Path,
  report: Report,
): readonly RequiredField[] {
  return Object.entries(source).map(([name, written]) => {
    const place = [...path, name];
    if (!askable.fields.has(name)) {
      const fix = didYouMean(
        name,
        askable.fields.keys(),
        'Name a field of the person or, as company.name, of the company.',
      );
      report(place, `there is no field "${name}"`, fix, 'key');
    }
    if (typeof written === 'string') return { name, valid: null, mend: written };
    const valid =
      written.valid === undefined
        ? null
        : compileCondition(written.valid, askable, [...place, 'valid'], report);
    return { name, valid, mend: written.mend };
  });
}

const ENTRY = /^(?:[^\s@]+@)?[^\s@.]+(?:\.[^\s@.]+)+$/u;

function compileList(source: readonly string[], path: Path, report: Report): ReadonlySet<string> {
  const entries = source.map((entry) => entry.trim().toLowerCase());
  for (const [index, entry] of entries.entries())
    if (!ENTRY.test(entry))
      report(
        [...path, index],
        `"${entry}" is no address and no domain`,
        'Write ada@rival.example or rival.example.',
      );
  return new Set(entries);
}
