import { normaliseDomain } from '../domain.ts';
import { normaliseEmail } from '../email.ts';
import { isFreeMail } from '../free-mail.ts';
import { normalisePhone } from '../phone.ts';
import { isRoleMailbox } from '../role-mailbox.ts';
import { textForm, type Comparator, type Form } from './comparator.ts';
import { jaroWinkler } from './jaro-winkler.ts';

/** The most that addresses which are not equal can reach. */
const NEARLY = 0.95;
/** The same mailbox name at another provider: mostly it only repeats the name. Short ones (`anna`) prove nothing. */
const SAME_MAILBOX = 0.8;
const LONG_MAILBOX = 6;

function emailForm(value: string): Form | null {
  const email = normaliseEmail(value);
  if (email === null) return null;
  const at = email.lastIndexOf('@');
  return { text: email, words: [email.slice(0, at), email.slice(at + 1)], joined: email };
}

function emailSimilarity(a: Form, b: Form): number {
  if (a.text === b.text) return 1;
  const [nameA = '', domainA = ''] = a.words;
  const [nameB = '', domainB = ''] = b.words;
  if (nameA === nameB) return nameA.length >= LONG_MAILBOX ? SAME_MAILBOX : 0.5;
  return Math.min(NEARLY, jaroWinkler(nameA, nameB), jaroWinkler(domainA, domainB));
}

export const anyEmail: Comparator = {
  meaning: 'an e-mail address, also of a role such as `info@`',
  fields: 'any',
  lookup: 'whole',
  form: emailForm,
  similarity: emailSimilarity,
};

export const email: Comparator = {
  meaning: "a person's own e-mail address; that of a role such as `info@` counts as blank",
  fields: 'any',
  lookup: 'whole',
  form: (value) => {
    const form = emailForm(value);
    return form === null || isRoleMailbox(form.text) ? null : form;
  },
  similarity: emailSimilarity,
};

export const domain: Comparator = {
  meaning: 'the domain of an address or web site; one that gives mailboxes to anyone counts as blank',
  fields: 'any',
  lookup: 'part',
  form: (value) => {
    const found = normaliseDomain(value);
    return found === null || isFreeMail(found) ? null : textForm(found);
  },
  similarity: (a, b) => (a.text === b.text ? 1 : 0),
};

export const phone: Comparator = {
  meaning: 'a phone number in E.164; with another extension, or one of two without, it is nearly the same',
  fields: 'any',
  lookup: 'whole',
  form: (value) => textForm(normalisePhone(value)),
  similarity: (a, b) => {
    if (a.text === b.text) return 1;
    return withoutExtension(a) === withoutExtension(b) ? 0.8 : 0;
  },
};

const withoutExtension = (form: Form): string => form.text.replace(/;ext=.*$/u, '');
