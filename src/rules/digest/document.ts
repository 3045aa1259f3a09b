import { z } from 'zod';
import { TOUCHPOINT_KINDS } from '../../domain/touchpoint.ts';
import { line, words } from '../handoff/document.ts';

/**
 * The shape of `mappings/rules/digest.yaml`. The published JSON Schema is made from this, so descriptions here are what
 * editors show.
 */

const name = z.string().trim().min(1);
const kind = z.enum(TOUCHPOINT_KINDS);

export const digestDocument = z.strictObject({
  when: name.optional().meta({
    description:
      'Who gets one: an expression over fields, the stage, the score and what people did. Default: everybody.',
  }),
  kinds: z.array(kind).min(1).optional().meta({
    description:
      'What is told. Default: forms, pages, mails that were opened, clicked or answered, events and lists.',
  }),
  touches: z.number().int().min(1).max(100).default(10).meta({ description: 'At most so many lines.' }),
  days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .meta({ description: 'What happened so many days ago is told.' }),
  words: z
    .partialRecord(kind, name)
    .optional()
    .meta({ description: 'Your words for kinds of things, as `form_submit: Form`.' }),
  zone: name.optional().meta({ description: 'By whose days, as `Europe/Berlin`. Default: UTC.' }),
  'at-most-every': name
    .default('1h')
    .meta({ description: 'It is written no more often, whatever happens: `30m`, `1h`, `1d`.' }),
  status: name.max(255).meta({
    description:
      'What it is made with: `Completed` for something to read, `Not Started` for something to do.',
  }),
  subject: line.meta({ description: 'One line.' }),
  body: words,
});

export type DigestDocument = z.infer<typeof digestDocument>;

/** The keys that may stand at a place of the document. */
export const keysAt = (path: readonly PropertyKey[]): readonly string[] =>
  path[0] === 'words'
    ? TOUCHPOINT_KINDS
    : path[0] === 'subject'
      ? ['first']
      : Object.keys(digestDocument.shape);

/** The JSON Schema that editors check and complete `digest.yaml` with. */
export const digestJsonSchema = (): unknown => ({
  ...z.toJSONSchema(digestDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop digest',
});
