import type { FieldSchema, FieldType, ObjectSchema } from '../../src/domain/schema.ts';

/** What a form or a list may say about a person. Fixed: an unknown name is refused, never guessed. */
export const INTAKE_FIELDS = {
  email: { label: 'E-mail', type: 'email', maxLength: 254 },
  firstName: { label: 'First name', type: 'text', maxLength: 100 },
  lastName: { label: 'Last name', type: 'text', maxLength: 100 },
  company: { label: 'Company', type: 'text', maxLength: 255 },
  phone: { label: 'Phone', type: 'phone', maxLength: 40 },
  mobilePhone: { label: 'Mobile phone', type: 'phone', maxLength: 40 },
  jobTitle: { label: 'Job title', type: 'text', maxLength: 128 },
  website: { label: 'Website', type: 'url', maxLength: 255 },
  street: { label: 'Street', type: 'text', maxLength: 255 },
  city: { label: 'City', type: 'text', maxLength: 100 },
  state: { label: 'State or region', type: 'text', maxLength: 100 },
  postalCode: { label: 'Postal code', type: 'text', maxLength: 20 },
  country: { label: 'Country', type: 'text', maxLength: 100 },
  message: { label: 'Message', type: 'text', maxLength: 32_000 },
  leadSource: { label: 'Lead source', type: 'text', maxLength: 255 },
  campaign: { label: 'Campaign', type: 'text', maxLength: 255 },
  emailOptIn: { label: 'Agrees to e-mails', type: 'boolean', maxLength: 10 },
  occurredOn: { label: 'Day the details were given', type: 'date', maxLength: 40 },
} as const satisfies Readonly<Record<string, IntakeField>>;

interface IntakeField {
  readonly label: string;
  readonly type: FieldType;
  /** Characters of the text as given; more is refused, never cut. */
  readonly maxLength: number;
}

export type IntakeFieldName = keyof typeof INTAKE_FIELDS;

export const INTAKE_FIELD_NAMES = Object.keys(INTAKE_FIELDS) as readonly IntakeFieldName[];

/**
 * What a column or form field can be taken as. `fullName` is not kept: it is split into first and last name,
 * at the comma of "Last, First" or else before the last word, where no last name is given beside it.
 */
export const TARGETS = [...INTAKE_FIELD_NAMES, 'fullName'] as const satisfies readonly string[];
export type Target = IntakeFieldName | 'fullName';

/** The same fields for every source: an object is a source's name. Nothing is written, so nothing is creatable. */
export function describeSource(source: string): ObjectSchema {
  const fields = INTAKE_FIELD_NAMES.map((name): [string, FieldSchema] => [
    name,
    {
      name,
      label: INTAKE_FIELDS[name].label,
      type: INTAKE_FIELDS[name].type,
      creatable: false,
      updatable: false,
      required: false,
      unique: false,
      maxLength: INTAKE_FIELDS[name].maxLength,
      options: [],
      restricted: false,
      references: [],
      calculated: false,
    },
  ]);
  return { object: source, label: source, fields: new Map(fields) };
}
