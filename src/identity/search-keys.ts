import type { Fields } from '../domain/value.ts';
import { prepare } from './prepare.ts';
import { BLANK, DIFFERENT, type Comparison, type EntityRules, type ExactRule } from './rules.ts';

/** One look-up in a system: records whose canonical field has this value are candidates. */
export interface IdentitySearch {
  /** The rule that wants to know. */
  readonly rule: string;
  readonly comparison: string;
  readonly field: string;
  /** Normalised; a system may store it in another spelling. */
  readonly value: string;
}

/**
 * What the exact rules would look up for a record in a system: for each rule the first of its conditions that wants
 * equality of a value that systems can be asked for. Its other conditions are judged on what is found. The look-up is
 * by every field of the comparison, as a phone number may stand in the other record's mobile number. Rules without such
 * a condition find their candidates by {@link blockKeys} alone.
 */
export function identitySearches(rules: EntityRules, fields: Fields): readonly IdentitySearch[] {
  const wholes = new Set(
    [...rules.comparisons.values()]
      .filter(({ comparator }) => comparator.lookup === 'whole')
      .flatMap((comparison) => comparison.fields),
  );
  const found = new Map<string, IdentitySearch>();
  for (const rule of rules.rules) {
    const comparison = rule.kind === 'exact' ? lookedUp(rules, rule) : undefined;
    if (comparison === undefined) continue;
    const { name, comparator } = comparison;
    const asked = comparison.fields.filter((field) => comparator.lookup === 'whole' || !wholes.has(field));
    for (const { text } of prepare(rules, fields).get(name) ?? []) {
      for (const field of asked) {
        const key = `${field}=${text}`;
        if (!found.has(key)) found.set(key, { rule: rule.name, comparison: name, field, value: text });
      }
    }
  }
  return [...found.values()];
}

const lookedUp = (rules: EntityRules, { when }: ExactRule): Comparison | undefined =>
  when
    .filter(({ levels }) => !levels.has(DIFFERENT) && !levels.has(BLANK))
    .map(({ comparison }) => rules.comparisons.get(comparison))
    .find((comparison) => comparison?.comparator.lookup !== undefined);
