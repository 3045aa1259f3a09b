import type { FieldType } from '../../domain/schema.ts';
import type { Value } from '../../domain/value.ts';
import type { Shown } from './show.ts';

interface DigestName {
  readonly type: FieldType;
  readonly meaning: string;
  readonly read: (shown: Shown) => Value;
}

/** What templates of the digest may ask for beside fields and the facts of qualification. */
export const DIGEST_NAMES = {
  touches: {
    type: 'text',
    meaning: 'The last things that the person did, newest first, a line for each.',
    read: ({ lines }) => lines.join('\n'),
  },
  lastTouch: { type: 'text', meaning: 'The newest of these lines.', read: ({ lines }) => lines[0] ?? null },
  count: {
    type: 'number',
    meaning: 'How many things they did in these days, also those that are not shown.',
    read: ({ count }) => count,
  },
} as const satisfies Readonly<Record<string, DigestName>>;

const NAMES: ReadonlyMap<string, DigestName> = new Map(Object.entries<DigestName>(DIGEST_NAMES));

export const digestName = (name: string): DigestName | null => NAMES.get(name) ?? null;
