import { z } from 'zod';

/**
 * The shape of `mappings/rules/qualification.yaml`. What the words mean, and what must fit together, is checked when it is
 * compiled. The published JSON Schema is made from this, so descriptions here are what editors show.
 */

const text = (description: string): z.ZodString => z.string().min(1).meta({ description });
const stage = z.string().min(1);
const stagesOf = (description: string) => z.union([stage, z.array(stage).min(1)]).meta({ description });

const recipe = z.strictObject({
  name: text('What people call it; in decisions and reports.'),
  from: stagesOf('The stage the person is in, or a list of them.'),
  to: stage.meta({ description: 'The stage the person comes into.' }),
  when: text('An expression. What is not known to hold does not count.'),
});

const required = z.union([
  z.string().min(1),
  z.strictObject({
    valid: z.string().optional().meta({ description: 'An expression: what a value must be to count.' }),
    mend: text('What to do when it is missing.'),
  }),
]);

const gate = z.strictObject({
  name: text('What people call it; in decisions and reports.'),
  stops: stagesOf('The stages that nobody gets into while it is closed.'),
  when: z.string().optional().meta({ description: 'Closed while this is known to hold.' }),
  unless: z.string().optional().meta({ description: 'Closed until this is known to hold.' }),
  required: z
    .record(z.string(), required)
    .optional()
    .meta({ description: 'Closed while one of these fields is missing; to each, what to do about it.' }),
  listed: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: 'Closed for these e-mail addresses and domains.' }),
  reason: z.string().optional().meta({ description: 'Why it is closed, with {fields} filled in.' }),
  until: z.string().optional().meta({ description: 'What opens it, in words.' }),
  instead: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'The path the person takes in place of the one to sales, as support or press.' }),
});

const move = z.strictObject({
  from: stagesOf('The stage the person is in, or a list of them.'),
  to: stagesOf('The stages that people and their answers can bring the person into.'),
});

export const qualificationDocument = z.strictObject({
  stages: z
    .array(stage)
    .min(2)
    .meta({ description: 'Where a person can be; everybody begins in the first.' }),
  recipes: z
    .array(recipe)
    .min(1)
    .meta({ description: 'Changes of stage by rule. In order: the first that holds and is not stopped.' }),
  moves: z
    .array(move)
    .optional()
    .meta({ description: 'Changes of stage that people and their answers make, as accepting or rejecting.' }),
  'new-cycle': z
    .strictObject({
      from: stagesOf('When a person leaves one of these …'),
      to: stagesOf('… for one of these, a new round begins.'),
    })
    .optional()
    .meta({ description: 'What begins a new round.' }),
  gates: z.array(gate).optional().meta({ description: 'What stops a change of stage, and why.' }),
  paths: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: 'Where gates can lead people in place of sales.' }),
  'complete-with': z.array(z.string().min(1)).optional().meta({
    description: 'The fields that a complete record has: `completeness` is the share that is filled.',
  }),
});

export type QualificationDocument = z.infer<typeof qualificationDocument>;
export type GateDocument = z.infer<typeof gate>;

const SHAPES: Readonly<Record<string, { readonly shape: object }>> = {
  recipes: recipe,
  gates: gate,
  moves: move,
};

/** The keys that may stand at a place of the document. */
export function qualificationKeysAt(path: readonly PropertyKey[]): readonly string[] {
  const [top, , key] = path;
  if (top === undefined) return Object.keys(qualificationDocument.shape);
  if (top === 'new-cycle') return ['from', 'to'];
  if (key === 'required') return ['valid', 'mend'];
  return Object.keys(SHAPES[String(top)]?.shape ?? {});
}

/** The JSON Schema that editors check and complete `qualification.yaml` with. */
export const qualificationJsonSchema = (): unknown => ({
  ...z.toJSONSchema(qualificationDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop qualification',
});
