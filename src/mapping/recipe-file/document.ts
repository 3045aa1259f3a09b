import { z } from 'zod';

/**
 * The shape of an import recipe: how a file of past leads is read to learn scores from it. The published JSON Schema
 * is made from this, so descriptions here are what editors show.
 */

const column = z.string().min(1);
const columns = z.array(column).min(1);
const word = z.union([z.string(), z.number(), z.boolean()]);

export const recipeDocument = z.strictObject({
  outcome: z
    .strictObject({
      column: column.meta({ description: 'The column that tells what came of the lead.' }),
      won: z.array(word).min(1).optional().meta({
        description:
          'Its values that mean won; every other value means lost, and a blank that it is not decided. Left out: won when it is filled, else lost.',
      }),
    })
    .meta({ description: 'What is to be foretold.' }),
  id: column.meta({
    description: 'The column that names a lead. It decides by a fixed toss what is measured on.',
  }),
  time: column.optional().meta({
    description:
      'When the lead was made: a column of dates, or of numbers that grow. The latest leads are measured on.',
  }),
  join: z
    .strictObject({
      file: z.string().min(1).meta({ description: 'Another CSV file, in the same folder.' }),
      by: column.meta({ description: 'The column of both that names the lead.' }),
    })
    .optional()
    .meta({ description: 'A second file with further columns for some of the leads.' }),
  missing: z.array(word).min(1).optional().meta({
    description:
      'What stands where nothing is known, in any case. Default: Select, unknown, n/a. An empty cell always is.',
  }),
  'known-after': columns.optional().meta({
    description: 'Columns that are filled only when the outcome is known: nothing is learned from them.',
  }),
  'leave-out': columns
    .optional()
    .meta({ description: 'Columns that say nothing about other leads, such as further ids and names.' }),
  fields: z
    .record(column, z.string().regex(/^[A-Za-z_]\w*$/u))
    .optional()
    .meta({
      description: 'Column → canonical field that conditions name it by. Default: the column in camelCase.',
    }),
});

export type RecipeDocument = z.infer<typeof recipeDocument>;

/** The keys that may stand at a place of the document. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const { shape } = recipeDocument;
  if (path[0] === 'outcome') return Object.keys(shape.outcome.shape);
  if (path[0] === 'join') return Object.keys(shape.join.unwrap().shape);
  return Object.keys(shape);
}

/** The JSON Schema that editors check and complete a recipe with. */
export const recipeJsonSchema = (): unknown => ({
  ...z.toJSONSchema(recipeDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop import recipe',
});
