import { z } from 'zod';
import { PRIORITIES } from '../score/scale.ts';

/**
 * The shape of `mappings/rules/scoring.yaml`. What the words mean, and what must fit together, is checked when it is
 * compiled. The published JSON Schema is made from this, so descriptions here are what editors show.
 */

export const LENGTH_OF_TIME = /^[1-9]\d{0,4}[wdhm]$/u;
const length = (description: string): z.ZodOptional<z.ZodString> =>
  z
    .string()
    .regex(LENGTH_OF_TIME, 'this must be a length of time, as 14d, 2w, 12h or 30m')
    .optional()
    .meta({ description });

const text = (description: string): z.ZodString => z.string().min(1).meta({ description });
const points = z.number().min(-1000).max(1000).meta({ description: 'What it gives; below 0 it takes away.' });

const conditionSignal = {
  name: text('What people call it; in decisions and reports.'),
  when: z.string().optional().meta({ description: 'An expression: the points are given while it holds.' }),
  points,
  reason: z.string().optional().meta({
    description: 'What the rep is told, with {fields} filled in; left out where one is blank.',
  }),
};

const fitSignal = z.strictObject({
  ...conditionSignal,
  when: text('An expression: the points are given while it holds.'),
});

const engagementSignal = z.strictObject({
  ...conditionSignal,
  activity: z.string().min(1).optional().meta({
    description: 'In place of `when`: the points are given for each of these that the person did.',
  }),
  containing: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Only those about something that contains this text.' }),
  'half-life': length('The time in which the points of each halve. They end where less than 1 % is left.'),
  within: length('In place of `half-life`: the time for which each gives its points, and then nothing.'),
});

const group = <Signal extends z.ZodType>(signal: Signal) =>
  z.strictObject({
    name: text('What people call it.'),
    cap: z.number().min(0).max(10_000).meta({
      description: 'The most that all its signals give together, and below 0 the least.',
    }),
    signals: z.array(signal).min(1).meta({ description: 'What gives points.' }),
  });

const axis = <Signal extends z.ZodType>(signal: Signal, description: string) =>
  z
    .strictObject({
      groups: z.array(group(signal)).min(1).meta({ description: 'Signals with a cap in common.' }),
    })
    .meta({ description });

const intent = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u, 'this must be lower-case words with hyphens between them')
    .meta({ description: 'What qualification.yaml asks for as intent("name").' }),
  when: text('An expression, most often a count in a time.'),
  reason: conditionSignal.reason,
});

const threshold = z.number().min(-10_000).max(10_000);
const row = z.array(z.enum(PRIORITIES)).length(4);

export const scoringDocument = z.strictObject({
  activities: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: 'Activities of your own, beside those that every system has.' }),
  fit: axis(fitSignal, 'Who they are.'),
  engagement: axis(engagementSignal, 'What they did.'),
  grades: z
    .strictObject({ A: threshold, B: threshold, C: threshold, D: threshold, E: threshold })
    .meta({ description: 'From how many points of fit on; what is below E is F.' }),
  levels: z
    .strictObject({ 1: threshold, 2: threshold, 3: threshold })
    .meta({ description: 'From how many points of engagement on; what is below 3 is 4.' }),
  matrix: z
    .strictObject({ A: row, B: row, C: row, D: row, E: row, F: row })
    .meta({ description: 'The priority of each grade, at level 1, 2, 3 and 4.' }),
  intents: z
    .array(intent)
    .optional()
    .meta({ description: 'What a person wants, as their activities show it.' }),
  facts: z.array(z.string().min(1)).optional().meta({
    description:
      'What the sentence for the rep ends with, with {fields} filled in; those with a blank are left out.',
  }),
});

export type ScoringDocument = z.infer<typeof scoringDocument>;
export type FitSignalDocument = z.infer<typeof fitSignal>;
export type EngagementSignalDocument = z.infer<typeof engagementSignal>;

/** The keys that may stand at a place of the document. */
export function scoringKeysAt(path: readonly PropertyKey[]): readonly string[] {
  const [top, below, , inner, , ...more] = path;
  if (top === undefined) return Object.keys(scoringDocument.shape);
  if (top === 'intents') return Object.keys(intent.shape);
  if (below === undefined) return ['groups'];
  if (inner === undefined) return Object.keys(group(fitSignal).shape);
  return more.length > 0 ? [] : Object.keys(top === 'fit' ? fitSignal.shape : engagementSignal.shape);
}

/** The JSON Schema that editors check and complete `scoring.yaml` with. */
export const scoringJsonSchema = (): unknown => ({
  ...z.toJSONSchema(scoringDocument, { target: 'draft-7', io: 'input' }),
  title: 'Leadloop scoring',
});
