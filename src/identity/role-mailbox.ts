/** Mailboxes that several people read, in the languages our users write in. */
const ROLES: ReadonlySet<string> = new Set(
  (
    'info information office contact contacts contactus kontakt hello hallo hi mail email post team all admin administrator ' +
    'webmaster postmaster hostmaster root abuse noreply no-reply donotreply support help helpdesk service customerservice sales ' +
    'vertrieb verkauf ventas vente marketing press presse media pr hr jobs job karriere career careers bewerbung recruiting ' +
    'accounting buchhaltung rechnung invoice invoices billing finance finanzen bestellung order orders einkauf purchasing ' +
    'procurement reception empfang sekretariat secretary legal privacy datenschutz newsletter enquiries inquiries general ' +
    'contacto contato accueil'
  ).split(' '),
);

/**
 * Whether a normalised address is one of a role (`info@…`), not of a person: who shares it need not be the same person.
 */
export const isRoleMailbox = (email: string): boolean =>
  ROLES.has((email.split('@')[0] ?? '').replace(/\+.*$/u, '').replaceAll('.', ''));
