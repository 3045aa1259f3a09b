import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A phone number in E.164 with its extension (`+4316641234;ext=12`), the form in which numbers are compared.
 * `country` (ISO 3166 alpha-2) is that of numbers without a country prefix. Null when it is no valid number.
 */
export function normalisePhone(text: string, country?: string): string | null {
  const region = country?.toUpperCase();
  const number =
    region !== undefined && isSupportedCountry(region)
      ? parsePhoneNumberFromString(text, region)
      : parsePhoneNumberFromString(text);
  if (number?.isValid() !== true) return null;
  return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
}
