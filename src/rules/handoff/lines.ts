import { fillTemplate, parseTemplate, type ReadName, type Template } from '../template.ts';

/** A text of several lines, as paragraphs with a blank line between them. */
export type Lines = readonly (readonly Template[])[];

export const parseLines = (text: string): Lines =>
  text
    .trim()
    .split(/\n[ \t]*\n/u)
    .map((paragraph) => paragraph.split('\n').map((line) => parseTemplate(line.trimEnd())));

/**
 * The text with what its names stand for. A line with a name that has no value is left out, and a paragraph with names of
 * which none has one, too, so that no heading stands above nothing. Null when nothing is left.
 */
export function fillLines(lines: Lines, read: ReadName): string | null {
  const paragraphs = lines.flatMap((paragraph) => {
    const filled = paragraph.map((line) => fillTemplate(line, read));
    if (paragraph.some(hasNames) && !paragraph.some((line, at) => hasNames(line) && filled[at] !== null))
      return [];
    return filled.filter((line) => line !== null).join('\n');
  });
  const text = paragraphs.join('\n\n').trim();
  return text === '' ? null : text;
}

/** The first that can be filled; null: none can. */
export function fillFirst(all: readonly Lines[], read: ReadName): string | null {
  for (const lines of all) {
    const text = fillLines(lines, read);
    if (text !== null) return text;
  }
  return null;
}

export const namesInLines = (lines: Lines): readonly string[] =>
  lines
    .flat()
    .flatMap(({ pieces }) => pieces.flatMap((piece) => (piece.kind === 'name' ? [piece.name] : [])));

const hasNames = ({ pieces }: Template): boolean => pieces.some(({ kind }) => kind === 'name');
