import { country } from '../../mapping/transforms/country.ts';

const toCode = country.compile('iso2');

/** The ISO 3166 code of a country that is given by code or by name in any language; null for anything else. */
export function countryCode(text: string): string | null {
  if (typeof toCode === 'string') throw new Error(toCode);
  const code = toCode.apply(text);
  return code.kind === 'value' && typeof code.value === 'string' ? code.value : null;
}
