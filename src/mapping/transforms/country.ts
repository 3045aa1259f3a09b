import countries from 'i18n-iso-countries';
import { z } from 'zod';
import { failed, kindWith, onText } from './kind.ts';

export const country = kindWith(
  {
    name: 'country',
    meaning:
      'A country given by code or by name in any language, as its English name or its ISO 3166 code. What is no country stays as it is as a name, and fails as a code.',
    argument: '`name`, `iso2` or `iso3`',
    examples: [
      { argument: 'name', in: 'Österreich', out: 'Austria' },
      { argument: 'name', in: 'usa', out: 'United States' },
      { argument: 'name', in: 'Lower Saxony', out: 'Lower Saxony' },
      { argument: 'iso2', in: 'Deutschland', out: 'DE' },
      { argument: 'iso3', in: 'ch', out: 'CHE' },
      { argument: 'iso2', in: 'Lower Saxony', fails: 'is not a country' },
    ],
  },
  z.enum(['name', 'iso2', 'iso3']),
  (form) => {
    const codes = countryCodes();
    const display = new Intl.DisplayNames(['en'], { type: 'region' });
    const inForm = (code: string): string => {
      if (form === 'iso2') return code;
      return (form === 'iso3' ? countries.alpha2ToAlpha3(code) : display.of(code)) ?? code;
    };
    const written = new Map([...new Set(codes.values())].map((code) => [code, inForm(code)]));
    return onText((text) => {
      const code = codes.get(simplified(text));
      const found = code === undefined ? undefined : written.get(code);
      return found ?? (form === 'name' ? text : failed('is not a country'));
    });
  },
);

/** Names in everyday use that are in no list of official names. */
const ALIASES: Readonly<Record<string, string>> = {
  us: 'US',
  usa: 'US',
  america: 'US',
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  britain: 'GB',
  'great britain': 'GB',
  holland: 'NL',
  uae: 'AE',
  korea: 'KR',
  'south korea': 'KR',
  russia: 'RU',
  czechia: 'CZ',
  'czech republic': 'CZ',
};

/** Case, accents and dots do not matter: `U.S.A.` is `usa`. */
const simplified = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}.]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();

/** Twenty thousand names take a tenth of a second, so they are put together once, when a mapping first asks for them. */
const countryCodes = once(countryIndex);

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}

/** Every name of every country → alpha-2 code. English wins where two languages name different countries alike. */
function countryIndex(): ReadonlyMap<string, string> {
  const index = new Map<string, string>(Object.entries(ALIASES));
  const add = (name: string, code: string): void => {
    const key = simplified(name);
    if (key !== '' && !index.has(key)) index.set(key, code);
  };
  const display = new Intl.DisplayNames(['en'], { type: 'region' });
  for (const [alpha2, alpha3] of Object.entries(countries.getAlpha2Codes())) {
    add(alpha2, alpha2);
    add(alpha3, alpha2);
    add(display.of(alpha2) ?? '', alpha2);
  }
  for (const language of ['en', ...countries.getSupportedLanguages()]) {
    for (const [code, names] of Object.entries(countries.getNames(language, { select: 'all' }))) {
      for (const name of names) add(name, code);
    }
  }
  return index;
}
