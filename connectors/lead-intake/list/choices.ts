import { z } from 'zod';
import { DATE_ORDERS } from '../dates.ts';
import { intakeError } from '../failures.ts';
import { DELIMITERS, ENCODINGS, type ListConfig } from '../source-config.ts';

const choicesSchema = z.strictObject({
  dates: z.enum(DATE_ORDERS).optional(),
  delimiter: z.preprocess((given) => (given === 'tab' ? '\t' : given), z.enum(DELIMITERS)).optional(),
  encoding: z.enum(ENCODINGS).optional(),
});

export type Choices = Pick<ListConfig, 'dates' | 'delimiter' | 'encoding'>;

/** What an import was told explicitly, over what the source's file says. */
export function readChoices(
  given: Readonly<Record<string, string>>,
  config: ListConfig | undefined,
): Choices {
  const parsed = choicesSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'choices'}: ${issue.message}`,
    );
    throw intakeError('choice-unknown', problems.join('; '));
  }
  const { dates, delimiter, encoding } = { ...config, ...parsed.data };
  return { dates, delimiter, encoding };
}
