import type { Target } from './fields.ts';

/** How lists and forms in English, German, French and Spanish name the fields. Compared by {@link headerKey}. */
const SYNONYMS: Readonly<Record<Target, string>> = {
  email: `
    email, e-mail, mail, email address, e-mail address, work email, business email, primary email,
    e-mail-adresse, mailadresse, e-mail geschäftlich, adresse e-mail, adresse mail, courriel, mél,
    correo, correo electrónico, dirección de correo, correo de trabajo`,
  firstName: `
    first name, firstname, given name, forename, fname, vorname, rufname, prénom, nombre,
    nombre de pila, primer nombre`,
  lastName: `
    last name, lastname, surname, family name, lname, nachname, familienname, zuname, nom,
    nom de famille, apellido, apellidos`,
  fullName: `
    name, full name, contact, contact name, person, vollständiger name, ansprechpartner, kontakt,
    kontaktperson, vor- und nachname, nom complet, nom et prénom, nombre completo,
    nombre y apellidos, contacto`,
  company: `
    company, company name, company / account, account, account name, organisation, organization,
    organisation name, organization name, employer, business, firma, firmenname, unternehmen,
    arbeitgeber, société, entreprise, raison sociale, empresa, compañía, razón social`,
  phone: `
    phone, phone number, telephone, telephone number, tel, tel., work phone, business phone,
    office phone, telefon, telefonnummer, rufnummer, telefon geschäftlich, téléphone,
    numéro de téléphone, téléphone fixe, teléfono, número de teléfono`,
  mobilePhone: `
    mobile, mobile phone, mobile phone number, mobile number, cell, cell phone, cellphone, handy,
    handynummer, mobil, mobiltelefon, mobilnummer, portable, téléphone portable, téléphone mobile,
    móvil, teléfono móvil, celular`,
  jobTitle: `
    job title, title, position, role, function, jobtitle, berufsbezeichnung, funktion, stelle,
    fonction, poste, intitulé du poste, cargo, puesto`,
  website: `
    website, web site, website url, url, web, homepage, domain, company domain name, webseite,
    internetseite, site web, site internet, sitio web, página web`,
  street: `
    street, street address, address, address line 1, mailing street, straße, strasse, anschrift,
    straße und hausnummer, straße / nr., rue, adresse postale, calle, dirección, domicilio`,
  city: 'city, town, locality, mailing city, ort, stadt, wohnort, ville, commune, ciudad, localidad',
  state: `
    state, state/region, state/province, province, region, county, mailing state, bundesland,
    kanton, région, département, provincia, región, comunidad autónoma`,
  postalCode: `
    postal code, post code, postcode, zip, zip code, zip/postal code, mailing zip, plz,
    postleitzahl, code postal, cp, código postal`,
  country: 'country, country/region, nation, mailing country, land, staat, pays, país',
  message: `
    message, comment, comments, notes, note, remarks, question, description, nachricht, bemerkung,
    bemerkungen, notiz, notizen, kommentar, anfrage, commentaire, commentaires, remarque, mensaje,
    comentario, comentarios, observaciones`,
  leadSource: `
    lead source, source, origin, original source, quelle, leadquelle, herkunft, origine,
    source du lead, origen, fuente`,
  campaign: 'campaign, campaign name, utm_campaign, kampagne, aktion, campagne, campaña',
  emailOptIn: `
    email opt in, opt in, newsletter, consent, marketing consent, subscribed, einwilligung,
    zustimmung, werbeeinwilligung, consentement, inscription newsletter, consentimiento,
    acepta correos`,
  occurredOn: `
    date, created, create date, created date, created at, submitted, submitted at,
    submission date, timestamp, visit date, datum, erstellt am, kontaktdatum, zeitstempel,
    date de création, horodatage, fecha, fecha de creación, marca temporal`,
};

/** A header without case, accents, spaces and punctuation: `Company / Account` → `companyaccount`. */
export const headerKey = (header: string): string =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');

const BY_KEY: ReadonlyMap<string, Target> = new Map(
  (Object.entries(SYNONYMS) as [Target, string][]).flatMap(([target, names]) =>
    [target, ...names.split(',')].map((name): [string, Target] => [headerKey(name), target]),
  ),
);

/** The field a header most likely means, or null. */
export const proposeTarget = (header: string): Target | null => BY_KEY.get(headerKey(header)) ?? null;
