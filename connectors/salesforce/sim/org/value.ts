import type { FieldDescribe, FieldValue, SaveError } from '../org.ts';
import { to18 } from './ids.ts';
import { datetime, isDate, parseDatetime } from './time.ts';

export type Coerced = { readonly value: FieldValue } | { readonly error: SaveError };

const refuse = (statusCode: string, message: string, field: FieldDescribe): Coerced => ({
  error: { statusCode, message, fields: [field.name] },
});

/** What is stored for a value sent for a field, or why it is refused. Blank text is null, as in Salesforce. */
export function coerce(field: FieldDescribe, sent: unknown): Coerced {
  if (sent === null || sent === undefined || sent === '') {
    if (field.type !== 'boolean') return { value: null };
    return refuse('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: `, field);
  }
  switch (field.type) {
    case 'boolean':
      return coerceBoolean(field, sent);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return coerceNumber(field, sent);
    case 'date':
      if (typeof sent === 'string' && isDate(sent.slice(0, 10))) return { value: sent.slice(0, 10) };
      return wrongType(field, sent);
    case 'datetime': {
      const ms = typeof sent === 'string' ? parseDatetime(sent) : null;
      return ms === null ? wrongType(field, sent) : { value: datetime(ms) };
    }
    case 'id':
    case 'reference': {
      const id = typeof sent === 'string' ? to18(sent) : null;
      if (id !== null || field.referenceTo.length === 0) return { value: id ?? plain(sent) };
      return refuse('MALFORMED_ID', `${field.label}: id value of incorrect type: ${plain(sent)}`, field);
    }
    default:
      return coerceText(field, sent);
  }
}

const wrongType = (field: FieldDescribe, sent: unknown): Coerced =>
  refuse(
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    `${field.label}: value not of required type: ${JSON.stringify(sent)}`,
    field,
  );

function coerceBoolean(field: FieldDescribe, sent: unknown): Coerced {
  if (typeof sent === 'boolean') return { value: sent };
  if (sent === 'true' || sent === '1' || sent === 1) return { value: true };
  if (sent === 'false' || sent === '0' || sent === 0) return { value: false };
  return wrongType(field, sent);
}

function coerceNumber(field: FieldDescribe, sent: unknown): Coerced {
  const value = typeof sent === 'number' ? sent : typeof sent === 'string' ? Number(sent) : Number.NaN;
  if (!Number.isFinite(value)) return wrongType(field, sent);
  const whole = field.type === 'int' ? 9 : field.precision - field.scale;
  if (Math.abs(value) >= 10 ** Math.min(whole === 0 ? 18 : whole + 1, 18)) {
    return refuse(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.label}: value outside of valid range on numeric field: ${value}`,
      field,
    );
  }
  const unit = 10 ** (field.type === 'int' ? 0 : field.scale);
  return { value: field.type === 'int' || field.scale > 0 ? Math.round(value * unit) / unit : value };
}

function coerceText(field: FieldDescribe, sent: unknown): Coerced {
  if (typeof sent === 'object') return wrongType(field, sent);
  // Salesforce trims both ends of text on saving.
  const text = plain(sent).trim();
  if (text === '') return { value: null };
  if (field.length > 0 && text.length > field.length) {
    return refuse(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${text} (max length=${field.length})`,
      field,
    );
  }
  if (field.type === 'email' && !/^[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]+$/.test(text)) {
    return refuse('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field);
  }
  if (field.type === 'picklist' || field.type === 'multipicklist') {
    const parts = field.type === 'picklist' ? [text] : text.split(';').map((part) => part.trim());
    return coerceOptions(field, parts);
  }
  return { value: text };
}

function coerceOptions(field: FieldDescribe, parts: readonly string[]): Coerced {
  const known = parts.map((part) => field.picklistValues.find((option) => sameText(option.value, part)));
  const wrong = parts.find((_, index) => known[index] === undefined);
  if (wrong !== undefined && field.restrictedPicklist) {
    return refuse(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${field.label}: bad value for restricted picklist field: ${wrong}`,
      field,
    );
  }
  return { value: parts.map((part, index) => known[index]?.value ?? part).join(';') };
}

const plain = (sent: unknown): string => (typeof sent === 'string' ? sent : JSON.stringify(sent));

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
