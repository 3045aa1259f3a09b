import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { CHANGE_KINDS } from '../../domain/change.ts';
import type { SyncPlan } from '../../domain/sync-plan.ts';

/** The form of the file; raised when an older Leadloop could misread it. */
const FORMAT = 1;

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
const fields = z.record(z.string(), value);
const ref = z.strictObject({ system: z.string(), object: z.string(), id: z.string() });

const planFile = z.strictObject({
  format: z.literal(FORMAT),
  id: z.uuid(),
  madeAt: z.iso.datetime(),
  mappingVersion: z.string(),
  accounts: z.record(z.string(), z.string()),
  selection: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('sample'), records: z.number().int().positive() }),
    z.strictObject({ kind: z.literal('record'), needle: z.string() }),
  ]),
  looked: z.number(),
  writes: z.array(
    z.strictObject({
      kind: z.enum(['create', 'update']),
      entityKind: z.string(),
      system: z.string(),
      object: z.string(),
      record: z.string().nullable(),
      before: fields,
      after: fields,
      sources: z.array(ref),
      changes: z.array(z.enum(CHANGE_KINDS)),
    }),
  ),
  conflicts: z.array(
    z.strictObject({
      field: z.string(),
      winner: z.string().nullable(),
      reason: z.string(),
      sides: z.array(z.strictObject({ ref, value, base: value.exactOptional() })),
    }),
  ),
  parks: z.array(
    z.strictObject({
      system: z.string(),
      code: z.string(),
      meaning: z.string(),
      fix: z.string(),
      records: z.array(ref),
    }),
  ),
  waiting: z.number(),
  cost: z.array(
    z.strictObject({ system: z.string(), writes: z.number(), calls: z.number(), seconds: z.number() }),
  ),
});

/** The file is no plan, or one of another version of Leadloop. */
export class PlanFileError extends Error {
  constructor(file: string, reason: string) {
    super(
      `${file} is not a plan that can be applied: ${reason}. Make one with "leadloop plan --out ${file}".`,
    );
    this.name = 'PlanFileError';
  }
}

/** The file holds values of records as they are: it is for whoever made it alone. */
export const writePlanFile = (file: string, plan: SyncPlan): Promise<void> =>
  writeFile(file, `${JSON.stringify({ format: FORMAT, ...plan })}\n`, { mode: 0o600 });

/** Throws a {@link PlanFileError} that says what is wrong with the file. */
export async function readPlanFile(file: string): Promise<SyncPlan> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new PlanFileError(file, missing ? 'there is no such file' : 'it is not JSON');
  }
  const parsed = planFile.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PlanFileError(
      file,
      `${issue?.path.join('.') || 'its content'}: ${issue?.message ?? 'wrong form'}`,
    );
  }
  const { format: _, ...plan } = parsed.data;
  return plan;
}
