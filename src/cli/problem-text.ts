import { styleText } from 'node:util';
import type { Problem } from '../mapping/problem.ts';

/** The problems for people: by file, each with its line, a caret, what then, and what to do. */
export function problemText(problems: readonly Problem[], textOf: (file: string) => string): string {
  const blocks = [...Map.groupBy(problems, ({ file }) => file)].map(([file, ofFile]) => {
    const lines = textOf(file).split(/\r?\n/u);
    return [
      styleText('bold', file),
      ...ofFile.map((problem) => one(problem, lines[problem.line - 1] ?? '')),
    ].join('\n');
  });
  return blocks.join('\n\n');
}

function one(problem: Problem, line: string): string {
  const { severity, code, line: number, column, cause, consequence, fix } = problem;
  const gutter = `${' '.repeat(String(number).length)} |`;
  const shown = line.replaceAll('\t', ' ');
  const word = styleText(severity === 'error' ? 'red' : 'yellow', severity);
  return [
    '',
    `  ${number}:${column} ${word} ${code}: ${cause}`,
    `    ${number} | ${shown}`,
    `    ${gutter} ${' '.repeat(column - 1)}^`,
    `    Then: ${consequence}`,
    `    Do:   ${fix}`,
  ].join('\n');
}

/** `2 errors, 1 warning in 2 files`. */
export function summary(problems: readonly Problem[]): string {
  const count = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const counted = [several(count('error'), 'error'), several(count('warning'), 'warning')].filter(
    (part) => !part.startsWith('0'),
  );
  return `${counted.join(', ')} in ${several(new Set(problems.map(({ file }) => file)).size, 'file')}`;
}

export const several = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
