import { z } from 'zod';
import { ENTITY_NAME, ENTITY_NAME_LENGTH } from '../domain/entity.ts';
import { FIELD_TYPES } from '../domain/schema.ts';
import { COME_BACK, NULL_POLICIES, ON_DELETE } from './mapping.ts';
import { TRANSFORMS } from './transforms/index.ts';

/**
 * The shape of `mappings/<entity>.yaml`. What the words mean, and what must fit together, is checked by `compile.ts`.
 * The published JSON Schema is made from this, so descriptions here are what editors show.
 */

/** Names of another form are told of by `compile.ts`, in the reader's words. */
const entity = (description: string): z.ZodString =>
  z.string().meta({
    description,
    pattern: ENTITY_NAME.source,
    maxLength: ENTITY_NAME_LENGTH,
    examples: ['person', 'company', 'machine'],
  });

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const transform = z
  .union([
    z.string().meta({
      enum: [...TRANSFORMS.values()]
        .filter((kind) => kind.argument?.optional !== false)
        .map((kind) => kind.name),
    }),
    z.record(z.string(), z.union([z.string(), z.number()])).meta({
      minProperties: 1,
      maxProperties: 1,
      propertyNames: {
        enum: [...TRANSFORMS.values()].filter((kind) => kind.argument !== null).map((kind) => kind.name),
      },
    }),
  ])
  .meta({ description: 'A transform by name, or `name: argument`.' });

const columnOptions = z.strictObject({
  field: z.string().min(1).meta({ description: "The system's own field name." }),
  object: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .meta({
      description: 'For references: the object of this system that the ids belong to, or several of them.',
    }),
  read: z.array(transform).optional().meta({ description: 'Applied, in order, to what is read.' }),
  write: z.array(transform).optional().meta({ description: 'Applied, in order, to what is written.' }),
  values: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .optional()
    .meta({ description: "Our value: the system's value, or several; the first is the one written." }),
  'write-as': z.record(z.string(), z.string()).optional().meta({
    description:
      "Our further values that the system does not tell apart: the system's value that is written for each.",
  }),
  otherwise: z.string().optional().meta({
    description:
      "Our value for the system's values that are not in `values`; without it they are unreadable.",
  }),
  'on-create': scalar
    .optional()
    .meta({ description: 'Written in place of a blank when a record is created in this system.' }),
  value: z.string().optional().meta({
    description: 'An expression over other fields: what is written here is computed from them.',
  }),
});

const perObject = z.record(z.string(), z.union([z.string().min(1), columnOptions]));

export const column = z.union([z.string().min(1), columnOptions, perObject]).meta({
  description: "The system's field name, or its options, or either of these per object.",
});

const variant = z.strictObject({
  when: z.string().meta({ description: 'An expression: for which records the variant is.' }),
  authority: z.string().optional().meta({ description: "In place of the row's authority." }),
  direction: z
    .string()
    .optional()
    .meta({ description: "In place of the row's direction, which it narrows." }),
  nulls: z.enum(NULL_POLICIES).optional().meta({ description: "In place of the row's null policy." }),
});

export const row = z
  .object({
    type: z.enum(FIELD_TYPES).meta({ description: 'What kind of values the field holds.' }),
    entity: entity('For references: what they point at.').optional(),
    authority: z
      .string()
      .optional()
      .meta({
        description: 'Who is right when both sides changed.',
        examples: [
          'latest',
          'fill-blank',
          'union',
          'max',
          'min',
          'manual',
          'stricter',
          '<system>',
          '<system>-unless-blank',
        ],
      }),
    direction: z
      .string()
      .optional()
      .meta({
        description: '`both`, `to <system>` (it only takes), or `from <system>` (it alone gives).',
        examples: ['both', 'to <system>', 'from <system>'],
      }),
    nulls: z
      .enum(NULL_POLICIES)
      .optional()
      .meta({ description: '`clear`: clearing travels. `keep`: a blank never overwrites a value.' }),
    'on-create': scalar
      .optional()
      .meta({ description: 'Written in place of a blank when a record is created, in every system.' }),
    'opt-in': z
      .strictObject({
        from: z.string().meta({ description: 'The system that says so.' }),
        basis: z
          .string()
          .meta({ description: 'The field of this file that says on which legal basis; it must be filled.' }),
      })
      .optional()
      .meta({
        description:
          'With authority `stricter`: whose withdrawn opt-out is taken for the person opting in again.',
      }),
    region: z.string().optional().meta({
      description: 'For phones: the country, as two capital letters, of numbers without a country prefix.',
    }),
    variants: z
      .array(variant)
      .optional()
      .meta({ description: 'What holds instead for some records: the first variant whose condition holds.' }),
  })
  .catchall(column);

const anonymised = z.strictObject({
  anonymise: z
    .record(z.string(), z.union([scalar, z.null()]))
    .meta({ description: 'By the names of the system: what each field holds afterwards; null blanks it.' }),
});

const erasing = z.union([z.literal('delete'), anonymised]);

const system = z.strictObject({
  object: z.string().min(1).optional().meta({ description: 'The object that holds this kind of entity.' }),
  objects: z.array(z.string().min(1)).min(1).optional().meta({
    description: "Several objects: the one that is created, then what it can become. '*' is any object.",
  }),
  create: z.boolean().optional().meta({ description: 'Whether the system gets a record when it has none.' }),
  'create-as': z.record(z.string(), z.string()).optional().meta({
    description:
      '`Object: expression`: the first object whose expression holds is created; when none does, the first of `objects`.',
  }),
  erase: z
    .union([z.literal('delete'), z.record(z.string(), erasing)])
    .optional()
    .meta({
      description:
        'What `leadloop erase` does with a person’s records here: `delete`, or per object `delete` or `anonymise`. Default: delete.',
    }),
});

export const document = z.strictObject({
  entity: entity('What the records are about; for objects of your own, a word of your own.'),
  systems: z
    .record(z.string(), system)
    .meta({ description: 'The systems that take part, and their objects.' }),
  match: z.array(z.string()).optional().meta({ description: 'The fields that identify, best first.' }),
  'on-delete': z
    .enum(ON_DELETE)
    .optional()
    .meta({ description: 'What becomes of the twins of a deleted record. Default: unlink.' }),
  'come-back': z.enum(COME_BACK).optional().meta({
    description:
      'Of an erased person’s address that comes in again. `hold`: a person decides. `form`: whoever fills in a form of Leadloop’s own is taken as new. Default: hold.',
  }),
  scope: z
    .record(z.string(), z.string())
    .optional()
    .meta({
      description: '`to <system>`: an expression. Only records for which it holds cross into that system.',
      propertyNames: { pattern: '^to \\S+$' },
    }),
  history: z
    .strictObject({
      field: z.string().meta({ description: 'The field that says when it was: a date or datetime.' }),
      days: z.int().min(1).max(36_500).meta({ description: 'Nothing older is created in another system.' }),
    })
    .optional()
    .meta({ description: 'How far back records are carried over. Default: all of them.' }),
  fields: z.record(z.string(), row).meta({ description: 'One row per field, by our own name for it.' }),
});

export type MappingDocument = z.infer<typeof document>;
export type RowDocument = z.infer<typeof row>;
export type ColumnDocument = z.infer<typeof column>;
export type ColumnOptions = z.infer<typeof columnOptions>;

/** The keys that may stand at a place of the document. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(document.shape);
  if (path[0] === 'systems' && path.length < 4) return Object.keys(system.shape);
  if (path[0] === 'systems') return Object.keys(anonymised.shape);
  if (path[0] === 'history') return ['field', 'days'];
  if (path[2] === 'variants') return Object.keys(variant.shape);
  return Object.keys(columnOptions.shape);
}

export const ROW_KEYS: readonly string[] = Object.keys(row.shape);

/** The JSON Schema that editors check and complete mapping files with. */
export const mappingJsonSchema = (): unknown => ({
  ...z.toJSONSchema(document, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop mapping',
});
