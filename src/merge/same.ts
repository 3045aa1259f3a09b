import type { FieldType } from '../domain/schema.ts';
import type { Value } from '../domain/value.ts';
import { normaliseEmail } from '../identity/email.ts';
import { normalisePhone } from '../identity/phone.ts';

/**
 * Whether two values of a field say the same. Systems respell what they are given (case of e-mail addresses, spaces in
 * phone numbers, line ends), so spelling alone is never a change; but what flows is always one side's own spelling.
 * `region` is the country of phone numbers without a prefix.
 */
export function same(type: FieldType, a: Value, b: Value, region: string | null = null): boolean {
  return a === b || comparable(type, a, region) === comparable(type, b, region);
}

/**
 * The form in which a value is compared, as a string; equal forms are the same value. Stable: the form of a form is
 * itself. A blank has the empty form.
 */
export function comparable(type: FieldType, value: Value, region: string | null = null): string {
  if (value === null) return '';
  if (typeof value === 'object') return [...new Set(value)].sort().join('\n');
  if (typeof value !== 'string') return String(value);
  switch (type) {
    case 'email':
    case 'owner':
      return normaliseEmail(value) ?? plain(value).toLowerCase();
    case 'phone':
      return normalisePhone(value, region ?? undefined) ?? dialled(value);
    case 'url':
      return address(value);
    case 'datetime':
      return wholeSeconds(value);
    case 'text':
      return plain(value);
    case 'number':
    case 'boolean':
    case 'date':
    case 'option':
    case 'options':
    case 'reference':
      return value;
  }
}

const plain = (text: string): string => text.normalize('NFC').replace(/\r\n?/gu, '\n').trim();

/** What is left to dial of text that is no valid number; text without digits is compared as text. */
function dialled(text: string): string {
  const digits = text.replace(/[^\d+]/gu, '');
  return /\p{L}/u.test(text) || digits === '' ? plain(text) : digits;
}

/** Without scheme, `www.` and trailing slashes; the host's case does not matter, that of the path does. */
function address(text: string): string {
  let rest = plain(text);
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest
      .replace(/^https?:\/\//iu, '')
      .replace(/^www\./iu, '')
      .replace(/\/+$/u, '')
      .trim();
  }
  const end = rest.search(/[/?#]/u);
  return end === -1 ? rest.toLowerCase() : rest.slice(0, end).toLowerCase() + rest.slice(end);
}

/** Systems keep different fractions of a second. */
const wholeSeconds = (text: string): string => text.replace(/\.\d+(?=Z$)/u, '');
