import { didYouMean } from '../../domain/suggest.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { checkField } from '../routing/compile-rule.ts';
import type { Askable } from './askable.ts';
import { compileFirst, compileLines } from './compile-lines.ts';
import type { TextDocument } from './document.ts';
import type { Text } from './hand-off.ts';
import { parseLines, type Lines } from './lines.ts';

const FORMS = ['first', 'by', 'touches', 'campaigns', 'signals'] as const;
/** What has a meaning only beside one of them. */
const BESIDE = { of: 'by', otherwise: 'by', kinds: 'touches', words: 'touches' } as const;

/** What a text of the file means. What makes no sense is told, and says nothing. */
export function compileText(
  source: string | TextDocument,
  askable: Askable,
  path: Path,
  report: Report,
): Text {
  if (typeof source === 'string')
    return { kind: 'words', first: compileFirst(source, askable.inTexts, path, report) };
  const [form, ...more] = FORMS.filter((key) => source[key] !== undefined);
  if (form === undefined || more.length > 0) {
    const cause = `this text is made in ${more.length > 0 ? 'several ways' : 'no way'}`;
    report(path, cause, `Use one of: ${FORMS.join(', ')}; or write out the text.`);
  }
  for (const [key, owner] of Object.entries(BESIDE))
    if (source[key as keyof typeof BESIDE] !== undefined && form !== owner)
      report([...path, key], `"${key}" has no meaning without "${owner}"`, 'Remove it.', 'key');
  const { first = [], by, touches, campaigns, signals } = source;
  if (by !== undefined) return compileBy(by, source, askable, path, report);
  if (touches !== undefined) return compileTouches(touches, source, askable, path, report);
  if (campaigns !== undefined) return { kind: 'campaigns', most: campaigns };
  if (signals !== undefined) return { kind: 'signals', most: signals };
  return { kind: 'words', first: compileFirst({ first }, askable.inTexts, path, report) };
}

function compileBy(
  field: string,
  { of = {}, otherwise }: TextDocument,
  askable: Askable,
  path: Path,
  report: Report,
): Text {
  checkField(field, askable, [...path, 'by'], report);
  const linesAt = (written: string | readonly string[], place: Path): Lines => {
    if (typeof written === 'string') return compileLines(written, askable.inTexts, place, report);
    written.forEach((line, index) => compileLines(line, askable.inTexts, [...place, index], report));
    return parseLines(written.join('\n'));
  };
  if (Object.keys(of).length === 0) report(path, 'no value has a text', 'Add "of": to each value its text.');
  return {
    kind: 'by',
    field,
    of: new Map(
      Object.entries(of).map(([value, written]) => [
        value.trim().toLowerCase(),
        linesAt(written, [...path, 'of', value]),
      ]),
    ),
    otherwise: otherwise === undefined ? null : linesAt(otherwise, [...path, 'otherwise']),
  };
}

function compileTouches(
  most: number,
  { kinds, words = {} }: TextDocument,
  { activities }: Askable,
  path: Path,
  report: Report,
): Text {
  const check = (kind: string, place: Path, part: 'key' | 'value'): void => {
    if (activities.includes(kind)) return;
    report(place, `there is no activity "${kind}"`, didYouMean(kind, activities, 'Name one that is.'), part);
  };
  kinds?.forEach((kind, index) => check(kind, [...path, 'kinds', index], 'value'));
  for (const kind of Object.keys(words)) check(kind, [...path, 'words', kind], 'key');
  return {
    kind: 'touches',
    most,
    kinds: kinds === undefined ? null : new Set(kinds),
    words: new Map(Object.entries(words)),
  };
}
