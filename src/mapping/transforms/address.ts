import { normaliseDomain } from '../../identity/domain.ts';
import { normaliseEmail } from '../../identity/email.ts';
import { failed, onText, plainKind } from './kind.ts';

export const email = plainKind(
  {
    name: 'email',
    meaning: 'The bare address in small letters. Fails when it is no e-mail address.',
    examples: [
      { in: ' Anna Gruber <Anna@Acme.com>', out: 'anna@acme.com' },
      { in: 'anna at acme', fails: 'is not an e-mail address' },
    ],
  },
  onText((text) => normaliseEmail(text) ?? failed('is not an e-mail address')),
);

export const domain = plainKind(
  {
    name: 'domain',
    meaning: 'The registrable domain of a web address, e-mail address or domain. Fails when there is none.',
    examples: [
      { in: 'https://www.acme.co.uk/about', out: 'acme.co.uk' },
      { in: 'anna@mail.acme.com', out: 'acme.com' },
      { in: 'n/a', fails: 'is not a web domain' },
    ],
  },
  onText((text) => normaliseDomain(text) ?? failed('is not a web domain')),
);

export const url = plainKind(
  {
    name: 'url',
    meaning: 'A web address with its scheme; https:// where there is none.',
    examples: [
      { in: ' acme.com/about', out: 'https://acme.com/about' },
      { in: 'http://acme.com', out: 'http://acme.com' },
    ],
  },
  onText((text) => {
    const trimmed = text.trim();
    return trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//iu.test(trimmed) ? trimmed : `https://${trimmed}`;
  }),
);
