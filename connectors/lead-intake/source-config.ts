import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Document, isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { DATE_ORDERS } from './dates.ts';
import { intakeError } from './failures.ts';
import { TARGETS, type Target } from './fields.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const text = z.string().min(1).max(255);
const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'is the NAME of an environment variable, e.g. INTAKE_FAIR_KEY');
const target = z.enum(TARGETS);
const eachOnce = (columns: Readonly<Record<string, Target | null>>): boolean => {
  const taken = Object.values(columns).filter((name) => name !== null);
  return new Set(taken).size === taken.length;
};

const listSchema = z.strictObject({
  columns: z
    .record(z.string(), target.nullable())
    .refine(eachOnce, 'takes two columns as the same field')
    .default({}),
  dates: z.enum(DATE_ORDERS).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  encoding: z.enum(ENCODINGS).optional(),
});

const formSchema = z
  .strictObject({
    fields: z.record(z.string(), target).refine(eachOnce, 'takes two form fields as the same field'),
    required: z.array(z.string()).default([]),
    key: variable.optional(),
    secret: variable.optional(),
    honeypot: z.string().min(1).optional(),
    ratePerMinute: z.int().min(1).max(10_000).default(30),
    dates: z.enum(DATE_ORDERS).optional(),
  })
  .refine((form) => (form.key === undefined) !== (form.secret === undefined), 'needs either key or secret')
  .refine(
    (form) => form.required.every((name) => Object.hasOwn(form.fields, name)),
    'requires a field that is not in fields',
  )
  .refine(
    (form) => form.honeypot === undefined || !Object.hasOwn(form.fields, form.honeypot),
    'takes its honeypot as a field',
  );

const sourceSchema = z.strictObject({
  leadSource: text.optional(),
  campaign: text.optional(),
  list: listSchema.optional(),
  form: formSchema.optional(),
});

export type SourceConfig = z.infer<typeof sourceSchema>;
export type FormConfig = z.infer<typeof formSchema>;
export type ListConfig = z.infer<typeof listSchema>;

/** Header → what the column is taken as, or null for a column that is left out. */
export type Columns = Readonly<Record<string, Target | null>>;

const SOURCE_NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;
export const isSourceName = (name: string): boolean => SOURCE_NAME.test(name);

const sourceFile = (configDir: string, source: string): string => join(configDir, 'intake', `${source}.yaml`);

/** Reads `<configDir>/intake/<source>.yaml`; null when there is none. Throws a config failure that lists every problem. */
export async function loadSource(configDir: string, source: string): Promise<SourceConfig | null> {
  const file = sourceFile(configDir, source);
  const content = await readIfPresent(file);
  if (content === null) return null;
  const document = parseDocument(content);
  const broken = document.errors.map((error) => error.message);
  if (broken.length > 0) throw intakeError('source-config-invalid', `${file}: ${broken.join('; ')}`);
  const parsed = sourceSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw intakeError('source-config-invalid', `${file}: ${problems.join('; ')}`);
}

/**
 * Writes the columns that the source's file does not name yet into it, keeping all else, comments included.
 * Returns the file's path.
 */
export async function saveColumns(
  configDir: string,
  source: string,
  fresh: ReadonlyMap<string, Target | null>,
): Promise<string> {
  const file = sourceFile(configDir, source);
  if (fresh.size === 0) return file;
  const content = await readIfPresent(file);
  const document = content === null ? new Document({}) : parseDocument(content);
  if (content === null) document.commentBefore = PREAMBLE;
  if (!isMap(document.getIn(['list', 'columns'])))
    document.setIn(['list', 'columns'], document.createNode({}));
  for (const [header, name] of fresh) document.setIn(['list', 'columns', header], name);
  await mkdir(dirname(file), { recursive: true });
  // Written beside and renamed: a crash never leaves half a file where people's edits were.
  const draft = `${file}.draft`;
  await writeFile(draft, document.toString({ nullStr: '~', lineWidth: 0 }));
  await rename(draft, file);
  return file;
}

const PREAMBLE = ` How lists of this source are read. Edit freely: the next import goes by it.
 list.columns: header of the column, then the field it is taken as; ~ leaves the column out.
 Fields: ${TARGETS.join(', ')}.
 list.dates: DMY or MDY, where dates are written with slashes. list.delimiter, list.encoding: what detection gets wrong.
 leadSource, campaign: for rows that do not say.`;

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
