import type { FieldType } from '../domain/schema.ts';
import { isBlank, type Value } from '../domain/value.ts';
import { failed, ok, type Transformed } from './transform.ts';

/**
 * A system's value as the field's own type. Systems keep some values as text (a revenue, a tick box), which is fine as
 * long as nothing is lost; what does not fit fails with the type that was expected. Text of spaces alone is a blank.
 */
export function coerce(type: FieldType, value: Value): Transformed {
  if (isBlank(value) || (typeof value === 'string' && value.trim() === '')) return ok(null);
  switch (type) {
    case 'number':
      return number(value);
    case 'boolean':
      return boolean(value);
    case 'date':
      return shaped(value, /^\d{4}-\d{2}-\d{2}$/u, 'a date (YYYY-MM-DD)');
    case 'datetime':
      return shaped(value, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/u, 'a date and time in UTC');
    case 'options':
      return options(value);
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
    case 'option':
    case 'owner':
    case 'reference':
      return typeof value === 'object'
        ? failed('has several values where one is expected')
        : ok(String(value));
  }
}

function number(value: Value): Transformed {
  const parsed = typeof value === 'string' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? ok(parsed) : failed('is not a number');
}

function boolean(value: Value): Transformed {
  if (typeof value === 'boolean') return ok(value);
  if (value === 'true') return ok(true);
  return value === 'false' ? ok(false) : failed('is neither true nor false');
}

const shaped = (value: Value, shape: RegExp, what: string): Transformed =>
  typeof value === 'string' && shape.test(value) ? ok(value) : failed(`is not ${what}`);

function options(value: Value): Transformed {
  const items = typeof value === 'object' && value !== null ? value : [String(value)];
  return ok(items.length === 0 ? null : [...new Set(items)].sort());
}
