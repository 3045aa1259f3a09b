import { z } from 'zod';
import { slaDocument } from '../sla/document.ts';
import { OCCASIONS, RECORDS } from './hand-off.ts';

/**
 * The shape of `mappings/rules/handoff.yaml`. What the words mean, and what must fit together, is checked when it is compiled.
 * The published JSON Schema is made from this, so descriptions here are what editors show.
 */

const name = z.string().min(1);
const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);

export const words = z.string().meta({ description: 'A text with {names} filled in.' });
const first = z.array(words).min(1).meta({ description: 'Texts: the first that can be filled.' });
export const line = z.union([words, z.strictObject({ first })]);

const most = (description: string) => z.number().int().min(1).max(100).optional().meta({ description });

const text = z.strictObject({
  first: first.optional(),
  by: name.optional().meta({ description: 'A canonical field whose value says which text of `of` it is.' }),
  of: z
    .record(name, oneOrMore(words))
    .optional()
    .meta({ description: 'With `by`: to each value a text, or a list of lines.' }),
  otherwise: oneOrMore(words)
    .optional()
    .meta({ description: 'With `by`: for any other value and for none.' }),
  touches: most('So many of the last things that the person did, newest first.'),
  kinds: z.array(name).min(1).optional().meta({ description: 'With `touches`: only these kinds of things.' }),
  words: z
    .record(name, name)
    .optional()
    .meta({ description: 'With `touches`: your words for kinds of things, as `form_submit: Form`.' }),
  campaigns: most('So many of the campaigns that the person had a part in, newest first.'),
  signals: most('So many of the signals that give most points.'),
});

const opportunity = z.strictObject({
  name: line.meta({ description: 'What it is called.' }),
  stage: name.max(255).meta({ description: 'The stage it begins in, as the SFA system calls it.' }),
  'close-in': name.meta({ description: 'When it should be closed: `90d` from now.' }),
  amount: z
    .union([z.number().min(0), name])
    .optional()
    .meta({ description: 'An amount, or the canonical field that holds it.' }),
  'record-type': name.max(255).optional().meta({ description: 'The record type, where there are several.' }),
  role: name
    .max(255)
    .optional()
    .meta({ description: 'The part the person has in it: makes a contact role.' }),
});

const kind = z.strictObject({
  name: name.meta({ description: 'What people call it.' }),
  when: z
    .string()
    .optional()
    .meta({ description: 'An expression. The last kind has none: it is for the rest.' }),
  record: z.enum(RECORDS).meta({ description: 'What the person is made in the SFA system.' }),
  status: name.max(255).optional().meta({
    description: 'For a lead: the status it is given, so that an old answer does not stand any more.',
  }),
  convert: z
    .literal('on-acceptance')
    .optional()
    .meta({ description: 'For a lead: it is converted as soon as sales accepts it.' }),
  'converted-opportunity': line.optional().meta({
    description:
      'For a lead that is converted: the name of the opportunity that comes of it; else there is none.',
  }),
  opportunity: opportunity.optional().meta({ description: 'For a contact: an opportunity is made, too.' }),
});

const message = {
  subject: line.meta({ description: 'One line.' }),
  body: words.optional(),
};

const task = z.strictObject({
  ...message,
  due: name.optional().meta({
    description: '`first-touch`: as `sla` says; or `4h` of the working time of whoever gets the person.',
  }),
  priority: z
    .union([name, z.record(name, name)])
    .optional()
    .meta({ description: 'One word, or one to each priority and `otherwise`.' }),
});

const notice = z.strictObject({
  on: z.array(z.enum(OCCASIONS)).min(1).meta({ description: 'When it is told.' }),
  to: name.meta({
    description:
      '`owner`, `previous-owner`, `channel`, `escalation` (whom the step of `sla` names), or a function of roles.yaml.',
  }),
  ...message,
});

export const handOffDocument = z.strictObject({
  at: oneOrMore(name).meta({ description: 'Whoever comes into this stage is handed to sales.' }),
  make: z.array(kind).min(1).meta({ description: 'In order: the first that holds is made.' }),
  texts: z
    .record(name, z.union([words, text]))
    .optional()
    .meta({ description: 'What the rep reads, by name: `{text.name}` in the task and in notices.' }),
  task: task.optional().meta({ description: 'The task that whoever gets the person is given.' }),
  sla: slaDocument.optional().meta({ description: 'The time until the first touch.' }),
  notify: z.array(notice).optional().meta({ description: 'Who is told what, and when.' }),
});

export type HandOffDocument = z.infer<typeof handOffDocument>;
export type KindDocument = z.infer<typeof kind>;
export type OpportunityDocument = z.infer<typeof opportunity>;
export type TextDocument = z.infer<typeof text>;
export type TaskDocument = z.infer<typeof task>;
export type NoticeDocument = z.infer<typeof notice>;
export type LineDocument = z.infer<typeof line>;

const SHAPES: Readonly<Record<string, { readonly shape: object }>> = {
  make: kind,
  texts: text,
  task,
  sla: slaDocument,
  notify: notice,
};

/** The keys that may stand at a place of the document. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [top] = path;
  if (top === undefined) return Object.keys(handOffDocument.shape);
  if (path.includes('opportunity')) return Object.keys(opportunity.shape);
  return Object.keys(SHAPES[String(top)]?.shape ?? {});
}

/** The JSON Schema that editors check and complete `handoff.yaml` with. */
export const handOffJsonSchema = (): unknown => ({
  ...z.toJSONSchema(handOffDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop hand-off',
});
