import { z } from 'zod';
import { EDITABLE } from './roles.ts';

/**
 * The shape of `mappings/rules/roles.yaml`. The published JSON Schema is made from this, so descriptions here are what
 * editors show.
 */

const companyFunction = z.strictObject({
  people: z
    .array(z.email())
    .optional()
    .meta({ description: 'E-mail addresses of owners, as both systems have them.' }),
  queues: z.array(z.string().min(1)).optional().meta({ description: 'Names of queues.' }),
  edit: z
    .array(z.enum(EDITABLE))
    .optional()
    .meta({ description: 'The files of the configuration that they may edit.' }),
});

const step = z.strictObject({
  owner: z.string().min(1).meta({ description: 'The function that owns the step, and hears of it.' }),
  notify: z.array(z.string().min(1)).optional().meta({ description: 'Functions that hear of it as well.' }),
});

export const rolesDocument = z.strictObject({
  functions: z
    .record(z.string().min(1), companyFunction)
    .meta({ description: 'The parts of your company, under your own names, e.g. `marketing` or `inside`.' }),
  steps: z
    .record(z.string().min(1), step)
    .meta({ description: 'By step, as a stage: which function owns it.' }),
});

export type RolesDocument = z.infer<typeof rolesDocument>;

/** The keys that may stand at a place of the document. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(rolesDocument.shape);
  return Object.keys(path[0] === 'functions' ? companyFunction.shape : step.shape);
}

/** The JSON Schema that editors check and complete `roles.yaml` with. */
export const rolesJsonSchema = (): unknown => ({
  ...z.toJSONSchema(rolesDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop roles',
});
