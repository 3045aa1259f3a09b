import { z } from 'zod';
import { COMPARATORS } from '../../identity/compare/index.ts';
import { IDENTITY_KINDS, OUTCOMES } from '../../identity/rules.ts';

/**
 * The shape of `mappings/identity.yaml`. What the words mean, and what must fit together, is checked by `compile.ts`.
 * The published JSON Schema is made from this, so descriptions here are what editors show.
 */

const chance = z.number().gt(0).lt(1);

const level = z.strictObject({
  from: z
    .number()
    .gt(0)
    .max(1)
    .meta({ description: 'The similarity from which on two records are on this level; 1 is equal.' }),
  m: chance.meta({ description: 'Of pairs that are the same, the share on this level.' }),
  u: chance.meta({ description: 'Of pairs that are not the same, the share on this level.' }),
});

const comparison = z.strictObject({
  fields: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: 'Canonical fields. Default: the one of the same name.' }),
  as: z
    .enum(Object.keys(COMPARATORS) as [string, ...string[]])
    .meta({ description: 'What kind of values they are, which says how they are compared.' }),
  'swapped-with': z
    .string()
    .optional()
    .meta({ description: 'The comparison whose fields are sometimes filled in place of these.' }),
  levels: z.record(z.string(), level).meta({ description: 'Best first. Below the last is `different`.' }),
});

const conditions = z.record(z.string(), z.string()).meta({
  description: 'By comparison: the least level, `different` or `blank`; `or blank` may follow.',
});

const rule = z.strictObject({
  name: z.string().min(1).meta({ description: 'What `why` and the list of parked records show.' }),
  when: conditions.optional().meta({ description: 'All must hold.' }),
  then: z.enum(OUTCOMES).optional().meta({ description: '`link`: automatically. `park`: a person decides.' }),
  score: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({ description: 'In place of `when`: the comparisons whose weights are added.' }),
  together: z
    .array(z.array(z.string()).min(2))
    .optional()
    .meta({ description: 'Comparisons that tell of the same thing; only the strongest of each set counts.' }),
  prior: chance
    .optional()
    .meta({ description: 'The chance that a pair is the same before anything of it is known.' }),
  link: chance.optional().meta({ description: 'The probability from which on a pair is linked.' }),
  park: chance.optional().meta({ description: 'The probability from which on a person decides.' }),
  unless: z
    .array(conditions)
    .min(1)
    .optional()
    .meta({ description: 'Where all conditions of one set hold, a link becomes a park.' }),
});

const entity = z.strictObject({
  compare: z.record(z.string(), comparison).meta({ description: 'How records are held against each other.' }),
  rules: z
    .array(rule)
    .min(1)
    .meta({ description: 'In order: the first that holds for a pair decides about it.' }),
  block: z.array(z.string().min(1)).min(1).meta({
    description: 'What two records must share to be compared, e.g. `lastName sound + firstName initial`.',
  }),
  'largest-block': z
    .number()
    .int()
    .min(2)
    .max(10_000)
    .optional()
    .meta({ description: 'Larger blocks are left out, and told. Default: 200.' }),
});

export const identityDocument = z.strictObject({
  person: entity.optional(),
  company: entity.optional(),
} satisfies Record<(typeof IDENTITY_KINDS)[number], unknown>);

export type IdentityDocument = z.infer<typeof identityDocument>;
export type EntityDocument = z.infer<typeof entity>;
export type ComparisonDocument = z.infer<typeof comparison>;
export type RuleDocument = z.infer<typeof rule>;

/** The keys that may stand at a place of the document. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return IDENTITY_KINDS;
  if (path.length === 1) return Object.keys(entity.shape);
  if (path[1] === 'rules') return Object.keys(rule.shape);
  return Object.keys(path[3] === 'levels' ? level.shape : comparison.shape);
}

/** The JSON Schema that editors check and complete `identity.yaml` with. */
export const identityJsonSchema = (): unknown => ({
  ...z.toJSONSchema(identityDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop identity rules',
});
