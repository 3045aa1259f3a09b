import domains from './data/free-mail-domains.json' with { type: 'json' };

const FREE_MAIL: ReadonlySet<string> = new Set(domains);

/**
 * Whether a registrable domain (as `normaliseDomain` gives it) gives mailboxes to anyone, so that two people who share it
 * need not share an employer.
 */
export const isFreeMail = (domain: string): boolean => FREE_MAIL.has(domain.toLowerCase());
