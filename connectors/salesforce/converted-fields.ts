import type { FieldSchema } from '../../src/domain/schema.ts';

export const LEAD = 'Lead';
export const CONVERTED = 'IsConverted';
export const ACCOUNT = 'ConvertedAccountId';

/**
 * Nobody can set these two fields of a lead. Here an update that says `IsConverted` converts the lead, into the account that
 * it names with it: so a conversion is a write as any other, on record before it is sent, and looked up when its answer is lost.
 */
const BY_CONVERSION: readonly string[] = [CONVERTED, ACCOUNT];

export const isByConversion = (object: string, field: string): boolean =>
  object === LEAD && BY_CONVERSION.includes(field);

/** A field as it is described: what a conversion sets can be written by an update. */
export const withConversion = (object: string, field: FieldSchema): FieldSchema =>
  isByConversion(object, field.name) ? { ...field, updatable: true } : field;
