import { z } from 'zod';
import { calendarDocument, leaveDocument } from '../working-time/document.ts';
import { COLUMNS } from './cell.ts';
import { TARGETS } from './routing.ts';

/**
 * The shape of `mappings/rules/routing.yaml`. What the words mean, and what must fit together, is checked by `compile.ts`.
 * The published JSON Schema is made from this, so descriptions here are what editors show.
 */

const name = z.string().min(1);
const words = z.union([name, z.array(name).min(1)]);
const postcode = z.union([name, z.number()]);

const person = z.strictObject({
  calendar: name.optional().meta({ description: 'When they work. Default: the usual calendar.' }),
  languages: z.array(name).optional().meta({ description: 'ISO codes, as `de`.' }),
  skills: z.array(name).optional().meta({ description: 'Your own words, as `enterprise`.' }),
  leave: leaveDocument.optional(),
  capacity: z
    .strictObject({
      open: z.number().int().min(1).optional().meta({ description: 'Open hand-offs at most.' }),
      'per-day': z.number().int().min(1).optional().meta({ description: 'New hand-offs a day at most.' }),
    })
    .optional(),
});

const tell = z.strictObject({
  fields: z.array(name).meta({ description: 'Canonical fields that the partner may be told.' }),
  texts: z.array(name).optional().meta({ description: 'Texts of the hand-off that they may be told.' }),
});

const partner = z.strictObject({
  manager: z.email().meta({ description: 'Who looks after the partner, and gets what is theirs.' }),
  tell,
});

const target = {
  owner: z.email().optional().meta({ description: 'To this owner.' }),
  team: name.optional().meta({ description: 'To the member of this team whose turn it is.' }),
  queue: name.optional().meta({ description: 'Into this queue.' }),
  partner: name.optional().meta({ description: 'To whoever looks after this partner.' }),
} satisfies Record<(typeof TARGETS)[number], unknown>;

const when = z.string().optional();

const row = z.strictObject({
  country: words.optional().meta({ description: 'By code or by name in any language.' }),
  state: words.optional(),
  postcode: z
    .union([postcode, z.array(postcode).min(1)])
    .optional()
    .meta({ description: "How it begins: `'10'`, or a range: `10-14`. In quotes where it is a number." }),
  employees: words.optional().meta({ description: '`50-249`, or `250+`.' }),
  industry: words.optional(),
  interest: words.optional(),
  language: words.optional().meta({ description: '`de` takes `de-at` too.' }),
  company: words.optional().meta({ description: 'Named accounts, by name.' }),
  domain: words.optional().meta({ description: 'Named accounts, by domain.' }),
  when: when.meta({ description: 'A condition beside the columns.' }),
  ...target,
} satisfies Record<keyof typeof COLUMNS | 'when' | keyof typeof target, unknown>);

const rule = z.strictObject({
  name: name.meta({ description: 'What people are shown as the reason.' }),
  when: when.meta({ description: 'Who it is for: an expression over the person and `company.…`.' }),
  'previous-owner': z
    .string()
    .optional()
    .meta({ description: 'To the one who had the person last, up to this long ago: `90d`.' }),
  'owner-in': name.optional().meta({ description: 'To the owner in this field, as `company.owner`.' }),
  table: z.array(row).min(1).optional().meta({ description: 'To where the first row says that fits.' }),
  ...target,
  speaks: name.optional().meta({ description: 'The field with the language that a member must speak.' }),
  skills: z.array(name).min(1).optional().meta({ description: 'What a member must all be able to do.' }),
  'outside-hours': z
    .enum(['give', 'pass'])
    .optional()
    .meta({ description: '`give`: also to those who are not at work now. Default: `pass` them over.' }),
});

const columns = z.strictObject(
  Object.fromEntries(Object.keys(COLUMNS).map((column) => [column, name.optional()])) as Record<
    keyof typeof COLUMNS,
    z.ZodOptional<z.ZodString>
  >,
);

export const routingDocument = z.strictObject({
  calendars: z.record(name, calendarDocument).optional().meta({ description: 'Working hours, by name.' }),
  'usual-calendar': name.optional().meta({ description: 'Of everybody who names none.' }),
  people: z
    .record(name, person)
    .optional()
    .meta({ description: 'What is to be known of owners, by e-mail address.' }),
  teams: z
    .record(name, z.record(name, z.number().min(0)))
    .optional()
    .meta({ description: 'By team: e-mail address and weight of each member.' }),
  partners: z.record(name, partner).optional().meta({ description: 'Resellers, by name.' }),
  columns: columns.optional().meta({ description: 'The canonical fields that tables read.' }),
  rules: z.array(rule).meta({ description: 'In order: the first that finds somebody decides.' }),
  fallback: name.meta({ description: 'The queue for those whom no rule gives to anybody.' }),
  'fallback-owner': z
    .email()
    .optional()
    .meta({ description: 'The owner in place of a queue, of what a queue cannot own.' }),
});

export type RoutingDocument = z.infer<typeof routingDocument>;
export type RuleDocument = z.infer<typeof rule>;
export type RowDocument = z.infer<typeof row>;
export type PersonDocument = z.infer<typeof person>;

const SECTIONS: Readonly<Record<string, readonly { readonly shape: object }[]>> = {
  calendars: [calendarDocument],
  people: [person, person.shape.capacity.unwrap()],
  partners: [partner, tell],
  rules: [rule],
};

/** The keys that may stand at a place of the document. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [section] = path;
  if (section === undefined) return Object.keys(routingDocument.shape);
  if (section === 'columns') return Object.keys(COLUMNS);
  if (path.includes('table')) return Object.keys(row.shape);
  return Object.keys(SECTIONS[String(section)]?.[path.length - 2]?.shape ?? {});
}

/** The JSON Schema that editors check and complete `routing.yaml` with. */
export const routingJsonSchema = (): unknown => ({
  ...z.toJSONSchema(routingDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop routing',
});
