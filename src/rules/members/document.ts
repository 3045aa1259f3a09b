import { z } from 'zod';

/**
 * The shape of `mappings/rules/members.yaml`. The published JSON Schema is made from this, so descriptions here are what
 * editors show.
 */

const statusRule = z.strictObject({
  status: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .meta({ description: 'The status of the member, as the campaign has it in the system of sales.' }),
  when: z.string().min(1).meta({
    description:
      'For what a person did: an expression over kind, about, campaign, page, state, status, outcome, responded and system.',
  }),
});

export const membersDocument = z.strictObject({
  statuses: z.array(statusRule).min(1).max(100).meta({
    description:
      'What makes a person a member of the campaign that it names, and with which status: the first that fits anything they did there.',
  }),
});

export type MembersDocument = z.infer<typeof membersDocument>;

/** The keys that may stand at a place of the document. */
export const keysAt = (path: readonly PropertyKey[]): readonly string[] =>
  Object.keys(path.length === 0 ? membersDocument.shape : statusRule.shape);

/** The JSON Schema that editors check and complete `members.yaml` with. */
export const membersJsonSchema = (): unknown => ({
  ...z.toJSONSchema(membersDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop campaign members',
});
