import { BLOCK_PARTS, type Block, type BlockPart, type Comparison } from '../../identity/rules.ts';
import type { Path, Report } from '../problem.ts';
import { didYouMean } from '../../domain/suggest.ts';

/**
 * `lastName sound + firstName initial`: comparisons, each with how it is looked at (`same` when it does not say). Null
 * when it is not understood.
 */
export function compileBlock(
  text: string,
  comparisons: readonly Comparison[],
  path: Path,
  report: Report,
): Block | null {
  const parts = text.split('+').flatMap((part) => {
    const [name = '', how = 'same', ...more] = part.trim().split(/\s+/u);
    const comparison = comparisons.find((candidate) => candidate.name === name);
    const names = comparisons.map((candidate) => candidate.name);
    if (comparison === undefined) {
      report(path, `no comparison is named "${name}"`, didYouMean(name, names, 'Add it to "compare".'));
      return [];
    }
    if (!isPart(how) || more.length > 0) {
      const given = [how, ...more].join(' ');
      report(
        path,
        `"${given}" is no way to look at ${name}`,
        didYouMean(given, BLOCK_PARTS, 'Leave it out.'),
      );
      return [];
    }
    return [{ comparison, part: how }];
  });
  if (parts.length !== text.split('+').length) return null;
  const name = parts.map(({ comparison, part }) =>
    part === 'same' ? comparison.name : `${comparison.name} ${part}`,
  );
  return { name: name.join(' + '), parts };
}

const isPart = (word: string): word is BlockPart => (BLOCK_PARTS as readonly string[]).includes(word);
