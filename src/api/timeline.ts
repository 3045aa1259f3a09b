import type { EntityAnswer } from './operations.ts';

/** Where people's timelines are, below the address of Leadloop. */
export const TIMELINES = '/people';

/** The address below which each person's timeline is, by the id of the person. */
export const timelinesUrl = (base: string): string => `${base.replace(/\/+$/, '')}${TIMELINES}`;

/** All that is known of a person, for their page in the browser. */
export interface Timeline {
  readonly person: EntityAnswer;
  /** What the person's fields hold, in words, in the order of the mapping. */
  readonly fields: readonly { readonly name: string; readonly label: string; readonly text: string }[];
  /** The links of the person, each with the address of the record in its system; null: not known. */
  readonly records: readonly { readonly link: EntityAnswer['links'][number]; readonly page: string | null }[];
}
