import { z } from 'zod';
import { TOUCHPOINT_KINDS } from '../../domain/touchpoint.ts';

/** The shape of `sla` in a rules file. What the texts mean is checked by `compile.ts`. */

const share = z
  .string()
  .meta({ description: 'Share of the time until the first touch is due: `50%`, `100%`, `200%`.' });

const step = z.discriminatedUnion('do', [
  z.strictObject({
    at: share,
    do: z.literal('remind').meta({ description: 'Tell whoever has the person.' }),
  }),
  z.strictObject({
    at: share,
    do: z.literal('escalate').meta({ description: 'Tell a function of `roles.yaml`.' }),
    to: z.string().min(1),
  }),
  z.strictObject({
    at: share,
    do: z.literal('reassign').meta({ description: 'Give the person to somebody else.' }),
    'at-most': z.number().int().min(1).meta({ description: 'How often in one cycle.' }),
  }),
]);

export const slaDocument = z.strictObject({
  'first-touch': z
    .object({
      otherwise: z.string().meta({ description: 'For any other priority, and for none.' }),
    })
    .catchall(z.string())
    .meta({ description: 'By priority: the working time within which the first touch is due, e.g. `30m`.' }),
  'touched-by': z.array(z.enum(TOUCHPOINT_KINDS)).min(1).optional().meta({
    description:
      'The kinds of things that are a first touch when sales does them. Default: call, email_sent, meeting, message and task.',
  }),
  steps: z
    .array(step)
    .optional()
    .meta({ description: 'What is done while nobody has touched the person, in order of `at`.' }),
});

export type SlaDocument = z.infer<typeof slaDocument>;
