import type { OwnField } from '../../src/connector/setup.ts';

/** Text of more characters gets a field of several lines. */
const ONE_LINE = 255;

const KINDS = {
  number: { type: 'number', fieldType: 'number' },
  date: { type: 'date', fieldType: 'date' },
  datetime: { type: 'datetime', fieldType: 'date' },
  boolean: {
    type: 'bool',
    fieldType: 'booleancheckbox',
    options: [
      { label: 'Yes', value: 'true', displayOrder: 0 },
      { label: 'No', value: 'false', displayOrder: 1 },
    ],
  },
} as const;

/**
 * How a property of Leadloop's own is asked for. What HubSpot has no kind of, as references, is kept as text.
 * https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export function propertyDefinition(
  { name, type, label, forPeople, maxLength, options }: OwnField,
  groupName: string,
): object {
  const text = {
    type: 'string',
    fieldType: maxLength === null || maxLength > ONE_LINE ? 'textarea' : 'text',
  };
  return {
    groupName,
    name,
    label,
    description: forPeople ? 'Made by Leadloop, which reads it.' : 'Made and kept by Leadloop; do not edit.',
    ...(type in KINDS ? KINDS[type as keyof typeof KINDS] : options.length > 0 ? choice(options) : text),
  };
}

const choice = (options: readonly string[]): object => ({
  type: 'enumeration',
  fieldType: 'select',
  options: options.map((value, index) => propertyOption(value, index)),
});

export const propertyOption = (value: string, displayOrder: number): object => ({
  label: value,
  value,
  displayOrder,
  hidden: false,
});
