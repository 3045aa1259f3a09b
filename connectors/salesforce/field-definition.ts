import type { OwnField } from '../../src/connector/setup.ts';

/** The most characters that a Text field, a long text area as we make it, and a label take. */
const TEXT = 255;
const LONG_TEXT = 32_768;
const LABEL = 40;

const KINDS = {
  number: { type: 'Number', precision: 18, scale: 2 },
  boolean: { type: 'Checkbox', defaultValue: false },
  date: { type: 'Date' },
  datetime: { type: 'DateTime' },
} as const;

/** Custom fields of these are fields of Activity, and stand on both. */
const ACTIVITIES: readonly string[] = ['Task', 'Event'];

/** The object that a custom field is made on. */
export const homeOf = (object: string): string => (ACTIVITIES.includes(object) ? 'Activity' : object);

/**
 * How a field of Leadloop's own is asked for. What Salesforce has no kind of that takes any value is kept as text.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm
 */
export function fieldDefinition(
  object: string,
  { name, type, label, forPeople, maxLength, options }: OwnField,
): object {
  const text =
    maxLength === null || maxLength > TEXT
      ? { type: 'LongTextArea', length: LONG_TEXT, visibleLines: 5 }
      : { type: 'Text', length: TEXT };
  return {
    FullName: `${homeOf(object)}.${name}`,
    Metadata: {
      ...(type in KINDS ? KINDS[type as keyof typeof KINDS] : options.length > 0 ? picklist(options) : text),
      label: label.slice(0, LABEL),
      description: forPeople ? 'Made by Leadloop, which reads it.' : 'Kept by Leadloop. Do not edit.',
    },
  };
}

/** One that takes nothing else, in the order given. */
const picklist = (options: readonly string[]): object => ({
  type: 'Picklist',
  valueSet: {
    restricted: true,
    valueSetDefinition: { sorted: false, value: options.map(picklistValue) },
  },
});

export const picklistValue = (name: string): object => ({
  valueName: name,
  label: name,
  default: false,
  isActive: true,
});
