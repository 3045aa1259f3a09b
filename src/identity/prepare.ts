import type { Fields, Value } from '../domain/value.ts';
import type { Form } from './compare/comparator.ts';
import type { Comparison, EntityRules } from './rules.ts';

/** A record's values in the forms that comparisons need, by comparison. Blank ones are empty. */
export type Prepared = ReadonlyMap<string, readonly Form[]>;

/** Makes a record ready to be compared: once for each record, however many pairs it is in. */
export const prepare = (rules: EntityRules, fields: Fields): Prepared =>
  new Map([...rules.comparisons].map(([name, comparison]) => [name, formsOf(comparison, fields)]));

function formsOf({ fields: names, comparator }: Comparison, fields: Fields): readonly Form[] {
  const values = names.flatMap((name) => texts(fields[name]));
  const texted = comparator.fields === 'joined' && values.length > 0 ? [values.join(' ')] : values;
  const forms = texted.map((value) => comparator.form(value)).filter((form) => form !== null);
  return [...new Map(forms.map((form) => [form.text, form])).values()];
}

const texts = (value: Value | undefined): readonly string[] => {
  if (value === null || value === undefined || typeof value === 'boolean') return [];
  return typeof value === 'object' ? value : [String(value)];
};

/** The canonical fields that the rules look at. A record that lacks one is compared without it. */
export const neededFields = (rules: EntityRules): readonly string[] => [
  ...new Set([...rules.comparisons.values()].flatMap((comparison) => comparison.fields)),
];
