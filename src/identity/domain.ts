import { getDomain } from 'tldts';

/**
 * The registrable domain of a domain, web address or e-mail address, e.g. `acme.co.uk` for `https://shop.acme.co.uk/x`.
 * Sections of the public suffix list run by providers count as suffixes, so that two tenants of one host stay two.
 * Null for IP addresses, bare suffixes, single labels and anything else.
 */
export function normaliseDomain(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || /\s/u.test(trimmed)) return null;
  const host = /^[^/?#]*@[^/?#]*$/u.test(trimmed) ? trimmed.slice(trimmed.lastIndexOf('@') + 1) : trimmed;
  return getDomain(host, { allowPrivateDomains: true, validateHostname: true });
}
