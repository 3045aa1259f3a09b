import type { Value } from '../../src/domain/value.ts';
import { readDate, type DateOrder } from './dates.ts';
import type { FailureCode } from './failures.ts';
import { INTAKE_FIELDS, type IntakeFieldName } from './fields.ts';

export type ValueReading =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'problem'; readonly code: FailureCode; readonly message: string };

// Deliberately simple: one @, no spaces or list separators, a dotted domain. Whether it is delivered only a mail tells.
const EMAIL = /^[^\s@"<>(),;:\\[\]]+@[^\s@"<>(),;:\\[\].]+(?:\.[^\s@"<>(),;:\\[\].]+)+$/;
const SHORTENED_NUMBER = /^\d([.,]\d+)?E\+\d+$/i;
const YES = new Set([
  'yes',
  'y',
  'true',
  '1',
  'x',
  'on',
  'ja',
  'j',
  'wahr',
  'oui',
  'o',
  'vrai',
  'si',
  's',
  'sí',
]);
const NO = new Set(['no', 'n', 'false', '0', 'off', 'nein', 'falsch', 'non', 'faux']);

/** Text as a person wrote it → the neutral value of a field. Blank is null. The message names the field, not the value. */
export function readValue(name: IntakeFieldName, given: string, order: DateOrder | null): ValueReading {
  const text = given.trim();
  if (text === '') return { kind: 'value', value: null };
  const { type, maxLength } = INTAKE_FIELDS[name];
  if (text.length > maxLength) {
    return problem('value-too-long', `${name} has ${text.length} characters; ${maxLength} are allowed`);
  }
  switch (type) {
    case 'email':
      return EMAIL.test(text) ? { kind: 'value', value: text } : invalid(name, 'is not an e-mail address');
    case 'phone':
      if (SHORTENED_NUMBER.test(text)) return invalid(name, 'was shortened by a spreadsheet (1.23E+11)');
      return /\d/.test(text) ? { kind: 'value', value: text } : invalid(name, 'has no digit');
    case 'boolean': {
      const word = text.toLowerCase();
      if (YES.has(word)) return { kind: 'value', value: true };
      return NO.has(word) ? { kind: 'value', value: false } : invalid(name, 'is neither yes nor no');
    }
    case 'date': {
      const reading = readDate(text, order);
      if (reading.kind === 'date') return { kind: 'value', value: reading.value };
      return invalid(
        name,
        reading.kind === 'ambiguous'
          ? 'can be read day first or month first; write YYYY-MM-DD'
          : 'is not a date with a four-digit year',
      );
    }
    case 'text':
    case 'url':
      return { kind: 'value', value: text };
  }
}

const problem = (code: FailureCode, message: string): ValueReading => ({ kind: 'problem', code, message });
const invalid = (name: string, why: string): ValueReading => problem('value-invalid', `${name} ${why}`);
