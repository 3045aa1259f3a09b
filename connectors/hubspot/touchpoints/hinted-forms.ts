import type { WireProperties } from '../wire.ts';

export interface Form {
  readonly id: string;
  readonly name?: string;
}

/** What a contact tells of the forms it filled in. */
export const CONVERSIONS = ['hs_calculated_form_submissions', 'recent_conversion_event_name'] as const;

/** Submissions that a contact made so close together are asked for together. */
const TOGETHER_MS = 5 * 60_000;

/** `Page: Form` names a form by its end, as pages and forms may have colons in their names. Several forms may share a name. */
export const formsNamed = (conversion: string, forms: readonly Form[]): readonly string[] =>
  forms
    .filter(({ name }) => name !== undefined && (conversion === name || conversion.endsWith(`: ${name}`)))
    .map(({ id }) => id);

/** The forms of a contact's last submissions: by `form::time;form::time`, or else by the name of the last conversion. */
export function formsOf(properties: WireProperties, forms: readonly Form[]): readonly string[] {
  const made = (properties['hs_calculated_form_submissions'] ?? '').split(';').map((entry) => {
    const [form = '', at = ''] = entry.split('::');
    return { form, at: Number(at) || 0 };
  });
  const last = Math.max(...made.map(({ at }) => at));
  const ids = new Set(made.filter(({ at }) => last - at <= TOGETHER_MS).map(({ form }) => form));
  const known = forms.filter(({ id }) => ids.has(id)).map(({ id }) => id);
  return known.length > 0 ? known : formsNamed(properties['recent_conversion_event_name'] ?? '', forms);
}
