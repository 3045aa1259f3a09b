import { z } from 'zod';

/**
 * The shape of `mappings/rules/outcomes.yaml`. What the words mean, and what must fit together, is checked when it is
 * compiled. The published JSON Schema is made from this, so descriptions here are what editors show.
 */

const name = z.string().min(1);
const text = (description: string): z.ZodString => name.meta({ description });

const answer = z.strictObject({
  name: z
    .string()
    .regex(/^[^#]+$/u, 'a name has no # in it')
    .meta({ description: 'What people call it; in decisions and reports.' }),
  when: text('An expression: what sales did. What is not known to hold does not count.'),
  from: z
    .union([name, z.array(name).min(1)])
    .optional()
    .meta({
      description:
        'The stages it is heard in. Default: all from which the moves of qualification.yaml lead on.',
    }),
  to: name.optional().meta({ description: 'The stage the person comes into.' }),
  reason: name.optional().meta({ description: 'In place of `to`: where this reason of "reasons" leads.' }),
  'reason-from': name
    .optional()
    .meta({ description: 'In place of `to`: where the reason leads that stands in this field.' }),
  required: z.boolean().optional().meta({
    description: 'Without a reason the person stays where they are, and sales is asked for it.',
  }),
});

const reason = z.strictObject({
  to: text('The stage the person comes into.'),
  'return-in': z
    .string()
    .regex(/^[1-9]\d{0,3}[dw]$/u, 'this must be a number of days or weeks, as 30d or 4w')
    .optional()
    .meta({ description: 'When they come back: `daysUntilReturn` of qualification.yaml is 0 then.' }),
  nurture: name
    .optional()
    .meta({ description: 'What marketing does until then: the name of a list or a workflow.' }),
  notify: z.literal('rejected').optional().meta({
    description: '`rejected`: people are told of it, by the notices of handoff.yaml on that occasion.',
  }),
});

export const outcomesDocument = z.strictObject({
  answers: z.array(answer).min(1).meta({
    description: 'What sales did. In order: of those that are new, the first is carried out.',
  }),
  reasons: z
    .record(name, reason)
    .optional()
    .meta({ description: 'By reason, as it stands in the field; `otherwise` is every other and a blank.' }),
  lifecycle: z
    .record(name, name)
    .optional()
    .meta({ description: 'By stage: the life-cycle stage of the marketing system.' }),
});

export type OutcomesDocument = z.infer<typeof outcomesDocument>;
export type AnswerDocument = z.infer<typeof answer>;

/** The keys that may stand at a place of the document. */
export function keysAt([top]: readonly PropertyKey[]): readonly string[] {
  if (top === undefined) return Object.keys(outcomesDocument.shape);
  if (top === 'answers') return Object.keys(answer.shape);
  return top === 'reasons' ? Object.keys(reason.shape) : [];
}

/** The JSON Schema that editors check and complete `outcomes.yaml` with. */
export const outcomesJsonSchema = (): unknown => ({
  ...z.toJSONSchema(outcomesDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop outcomes',
});
