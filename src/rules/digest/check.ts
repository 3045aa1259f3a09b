import type { Problem } from '../../mapping/problem.ts';
import { collect } from '../note.ts';
import type { ParsedFile } from '../read-file.ts';
import type { DigestRules } from './digest.ts';

/** Without these a record is no digest. */
const NEEDED = ['person', 'subject', 'body', 'status'] as const;

/** Tells what of a digest reaches nobody. `carried`: the fields of it that a mapping names. */
export const checkDigest = (
  parsed: ParsedFile<DigestRules>,
  carried: readonly string[],
): readonly Problem[] =>
  collect(parsed, (note) => {
    const lacking = NEEDED.filter((name) => !carried.includes(name));
    if (lacking.length === 0) return;
    const isNone = lacking.length === NEEDED.length;
    note(
      'digest-not-carried',
      [isNone ? 'body' : (lacking[0] ?? 'body')],
      isNone ? 'no mapping carries the digest' : `no mapping carries of the digest: ${lacking.join(', ')}`,
      'Take over the lines that speak of "digest" in the activity.yaml that Leadloop ships.',
      'key',
    );
  });
