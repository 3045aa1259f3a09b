import type { FieldType } from '../../src/domain/schema.ts';
import type { Value } from '../../src/domain/value.ts';

/**
 * A property's value as HubSpot gives it (always text) in neutral form. `undefined` means it cannot be understood as
 * this type, so the field counts as not read.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide
 */
export function decode(wire: string | null, type: FieldType): Value | undefined {
  if (wire === null || wire === '') return null;
  switch (type) {
    case 'number': {
      const number = Number(wire);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      return { true: true, false: false }[wire.toLowerCase()];
    case 'date':
      return instant(wire)?.slice(0, 10);
    case 'datetime':
      return instant(wire);
    case 'options': {
      const options = new Set(wire.split(';').filter((option) => option !== ''));
      return options.size === 0 ? null : [...options].sort();
    }
    default:
      return wire;
  }
}

/** A neutral value as HubSpot takes it. Blank is the empty text: `null` is not documented for writes. */
export function encode(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'boolean') return String(value);
  return value.join(';');
}

/** ISO 8601 or milliseconds, with or without a fraction: HubSpot gives all of them. */
function instant(wire: string): string | undefined {
  const at = new Date(/^-?\d+$/.test(wire) ? Number(wire) : wire);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** HubSpot takes digits and one point, no exponent. */
function plainNumber(value: number): string {
  const short = String(value);
  return short.includes('e')
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 100 })
    : short;
}
