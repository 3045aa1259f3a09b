import { hash } from 'node:crypto';
import type { SystemRecord } from '../../src/domain/record.ts';
import { isBlank, type Fields, type Value } from '../../src/domain/value.ts';
import type { DateOrder } from './dates.ts';
import type { FailureCode } from './failures.ts';
import { INTAKE_FIELD_NAMES, type IntakeFieldName, type Target } from './fields.ts';
import { readValue } from './values.ts';

export const SYSTEM = 'lead-intake';

/** One thing given: as what, and the text as it came. */
export type Given = readonly (readonly [target: Target, text: string])[];

/** What a source says of all its people; each yields to what a person's own row or form says. */
export interface SourceDefaults {
  readonly leadSource: string | null;
  readonly campaign: string | null;
}

export type PersonReading =
  | { readonly kind: 'person'; readonly record: SystemRecord }
  | {
      readonly kind: 'problem';
      readonly code: FailureCode;
      readonly message: string;
      readonly fields: readonly string[];
    };

/**
 * A row or form → the record of a person. Every field is in the record: what was not given is known to be blank here,
 * and no one else will ever tell. The id comes from the e-mail address or else from all that was given, so the same
 * person from the same source is the same record however often it is sent.
 */
export function readPerson(
  source: string,
  given: Given,
  defaults: SourceDefaults,
  order: DateOrder | null,
  now: Date,
): PersonReading {
  const fields: Record<IntakeFieldName, Value> = { ...BLANK };
  for (const [target, text] of withNamesSplit(given)) {
    const reading = readValue(target, text, order);
    if (reading.kind === 'problem') return { ...reading, fields: [target] };
    fields[target] = reading.value;
  }
  if (isBlank(fields.email) && (isBlank(fields.lastName) || isBlank(fields.company))) {
    return {
      kind: 'problem',
      code: 'identity-missing',
      message: 'neither email nor lastName with company',
      fields: ['email', 'lastName', 'company'],
    };
  }
  const id = personId(fields);
  fields.leadSource ??= defaults.leadSource;
  fields.campaign ??= defaults.campaign;
  return {
    kind: 'person',
    record: { ref: { system: SYSTEM, object: source, id }, fields, externalKey: null, modifiedAt: now },
  };
}

const BLANK = Object.freeze(
  Object.fromEntries(INTAKE_FIELD_NAMES.map((name) => [name, null])) as Record<IntakeFieldName, Value>,
);

/** 32 hex digits: 128 bits leave no room for two people to meet. */
function personId(fields: Fields): string {
  const { email } = fields;
  const known =
    typeof email === 'string'
      ? normalised(email)
      : JSON.stringify(
          Object.values(fields).map((value) => (typeof value === 'string' ? normalised(value) : value)),
        );
  return hash('sha256', known, 'hex').slice(0, 32);
}

const normalised = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();

function withNamesSplit(given: Given): readonly (readonly [IntakeFieldName, string])[] {
  const named = given.filter((entry): entry is readonly [IntakeFieldName, string] => entry[0] !== 'fullName');
  const full = given.find(([target]) => target === 'fullName')?.[1].trim() ?? '';
  if (full === '' || named.some(([target, text]) => target === 'lastName' && text.trim() !== ''))
    return named;
  const others = named.filter(([target]) => target !== 'firstName' && target !== 'lastName');
  const [last = '', first] = full.split(',', 2);
  if (first !== undefined) return [...others, ['firstName', first], ['lastName', last]];
  const words = full.split(/\s+/);
  return [...others, ['firstName', words.slice(0, -1).join(' ')], ['lastName', words.at(-1) ?? '']];
}
