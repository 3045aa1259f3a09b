import type { Form } from './compare/comparator.ts';
import type { Prepared } from './prepare.ts';
import type { Block, BlockPart, EntityRules } from './rules.ts';
import { sound } from './text/sound.ts';

const START = 4;

/**
 * The blocks a record is in, as strings such as `lastName sound + firstName initial=625|a`. Two records are worth
 * comparing when they share one. They are stable, so an index of them may be kept; they hold values, so keep them like
 * the values themselves, or hash them.
 */
export const blockKeys = (rules: EntityRules, record: Prepared): readonly string[] => [
  ...new Set(
    rules.blocks.flatMap((block) => valuesOf(block, record).map((value) => `${block.name}=${value}`)),
  ),
];

/** A record with several values (two phones) is in several blocks; one with a blank part is in none. */
const valuesOf = ({ parts }: Block, record: Prepared): readonly string[] =>
  parts
    .map(({ comparison, part }) => [
      ...new Set((record.get(comparison.name) ?? []).flatMap((form) => seen(form, part))),
    ])
    .reduce<readonly string[]>(
      (before, values, index) =>
        index === 0 ? values : before.flatMap((left) => values.map((right) => `${left}|${right}`)),
      [],
    );

function seen({ text, words, joined }: Form, part: BlockPart): readonly string[] {
  switch (part) {
    case 'same':
      return [text];
    case 'words':
      return words.filter((word) => word.length > 2);
    case 'sound':
      return [sound(joined)];
    case 'start':
      return [joined.slice(0, START)];
    case 'initial':
      return [joined.slice(0, 1)];
  }
}
