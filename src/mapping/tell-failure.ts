import type { Value } from '../domain/value.ts';
import type { ExplainedPart, Explanation } from '../expression/expression.ts';

/** Why a condition is not met, in plain words: the smallest parts that fail, and the values of what they read. */
export function tellFailure(expression: string, { outcome, tree, inputs }: Explanation): string {
  if (outcome.kind === 'unknown') {
    const missing = inputs.filter(({ name }) => outcome.missing.includes(name));
    if (missing.length === 0) return `${tree.text} has no result`;
    return missing.map(({ name, read }) => `${name} ${read ? 'is blank' : 'could not be read'}`).join(', ');
  }
  return failing(expression, tree)
    .map((part) => {
      const read = inputs.filter(({ name }) => new RegExp(`\\b${name}\\b`, 'u').test(part.text));
      const values = read.map(({ name, value }) => `${name} is ${shown(value)}`);
      return `${part.text} does not hold${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
    })
    .join('; ');
}

/** Of parts joined by "and" or "or", those that are false; of anything else, all of it. */
function failing(expression: string, part: ExplainedPart): readonly ExplainedPart[] {
  if (!isJoined(expression, part)) return [part];
  const parts = part.parts.filter(({ outcome }) => outcome.kind === 'known' && outcome.value === false);
  return parts.length === 0 ? [part] : parts.flatMap((inner) => failing(expression, inner));
}

/** Whether "and" or "or" stands before the second part. */
const isJoined = (expression: string, { parts: [, second] }: ExplainedPart): boolean =>
  second !== undefined && /(?:&&|\|\|)[\s(]*$/u.test(expression.slice(0, second.offset));

const shown = (value: Value): string => (value === null ? 'blank' : JSON.stringify(value));
