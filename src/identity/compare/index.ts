import type { Comparator } from './comparator.ts';
import { anyEmail, domain, email, phone } from './contacts.ts';
import { companyName, familyName, givenName, personName } from './names.ts';
import { exact, postalCode, street, text } from './places.ts';
import { date, number } from './quantities.ts';

/** Every way to compare, by the name it has in `identity.yaml`. */
export const COMPARATORS: Readonly<Record<string, Comparator>> = {
  email,
  'any-email': anyEmail,
  phone,
  domain,
  'given-name': givenName,
  'family-name': familyName,
  'person-name': personName,
  'company-name': companyName,
  street,
  'postal-code': postalCode,
  text,
  exact,
  date,
  number,
};
