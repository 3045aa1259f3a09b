import { z } from 'zod';

/**
 * The shape of `mappings/reports.yaml`. The published JSON Schema is made from this, so descriptions here are what editors
 * show.
 */

const touchRule = z.strictObject({
  channel: z.string().trim().min(1).max(100).meta({ description: 'What the touch is called in reports.' }),
  when: z.string().min(1).meta({
    description:
      'Which touches: an expression over kind, about, campaign, page, state, status, outcome, responded and system.',
  }),
});

export const reportsDocument = z.strictObject({
  touches: z.array(touchRule).min(1).max(100).meta({
    description:
      'Which touches count, and the channel of each: the first that fits. What fits none does not count.',
  }),
  model: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'The model that reports use when none is asked for. Default: w-shaped.' }),
  'half-life': z
    .string()
    .regex(/^[1-9]\d{0,3}d$/)
    .optional()
    .meta({
      description: 'Of the model time-decay: after how many days a touch is worth half. Default: 7d.',
    }),
  qualified: z.string().min(1).optional().meta({
    description:
      'The stage by whose people the cost of a campaign is told. Default: mql, if there is such a stage.',
  }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .meta({
      description: 'The currency of amounts and costs that name none, as ISO 4217 calls it: EUR.',
    }),
  won: z.string().min(1).optional().meta({
    description: 'The stage whose share is told as conversion. Default: customer.',
  }),
});

export type ReportsDocument = z.infer<typeof reportsDocument>;

/** The keys that may stand at a place of the document. */
export const keysAt = (path: readonly PropertyKey[]): readonly string[] =>
  Object.keys(path.length === 0 ? reportsDocument.shape : touchRule.shape);

/** The JSON Schema that editors check and complete `reports.yaml` with. */
export const reportsJsonSchema = (): unknown => ({
  ...z.toJSONSchema(reportsDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop reports',
});
