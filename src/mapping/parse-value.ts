import type { FieldType } from '../domain/schema.ts';
import { isBlank, type Value } from '../domain/value.ts';
import { normaliseEmail } from '../identity/email.ts';
import { coerce } from './coerce.ts';
import { failed, ok, type Transformed } from './transform.ts';

/**
 * A value that a person typed, or sent as JSON, as a field's own type. Blank text is a blank; several options are set
 * apart by semicolons. Fails with what was expected: the reason never holds the value.
 */
export function parseValue(type: FieldType, given: Value): Transformed {
  if (isBlank(given) || (typeof given === 'string' && given.trim() === '')) return ok(null);
  const value = typeof given === 'string' ? given.trim() : given;
  if (typeof value === 'string') {
    const reason = misfit(type, value);
    if (reason !== null) return failed(reason);
    if (type === 'datetime') return ok(new Date(value).toISOString());
    if (type === 'options') return coerce(type, value.split(';').map(trimmed).filter(isSomething));
  }
  return coerce(type, value);
}

const trimmed = (text: string): string => text.trim();
const isSomething = (text: string): boolean => text !== '';

/** What text of this type lacks; null when it is well. */
function misfit(type: FieldType, text: string): string | null {
  switch (type) {
    case 'email':
    case 'owner':
      return normaliseEmail(text) === null ? 'is not an e-mail address' : null;
    case 'phone':
      return /\d/u.test(text) ? null : 'has no digit to dial';
    case 'url':
      return /^\S+\.\S+$/u.test(text) ? null : 'is not a web address';
    case 'number':
      return /^-?\d+(\.\d+)?$/u.test(text) ? null : 'is not a number (digits and a decimal point)';
    case 'date':
      return isDay(text) ? null : 'is not a date (YYYY-MM-DD)';
    case 'datetime':
      return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/u.test(text) &&
        isDay(text.slice(0, 10)) &&
        !Number.isNaN(Date.parse(text))
        ? null
        : 'is not a date and time with its zone (2026-11-21T18:30:00Z)';
    case 'reference':
      return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(text) ? null : 'is not an entity id';
    case 'boolean':
    case 'option':
    case 'options':
    case 'text':
      return null;
  }
}

/** There is no 31 February. */
function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
