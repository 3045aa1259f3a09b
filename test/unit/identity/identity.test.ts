import { expect } from 'chai';
import { decideMatch, type MatchCandidate } from '../../../src/identity/decide-match.ts';
import { normaliseDomain } from '../../../src/identity/domain.ts';
import { normaliseEmail } from '../../../src/identity/email.ts';
import { isFreeMail } from '../../../src/identity/free-mail.ts';
import { normalisePhone } from '../../../src/identity/phone.ts';

describe('normalising an e-mail address', () => {
  const cases: Readonly<Record<string, string | null>> = {
    'anna@acme.com': 'anna@acme.com',
    '  Anna@ACME.com\n': 'anna@acme.com',
    'Anna Gruber <anna@acme.com>': 'anna@acme.com',
    'mailto:anna@acme.com': 'anna@acme.com',
    'anna.gruber+list@mail.acme.co.uk': 'anna.gruber+list@mail.acme.co.uk',
    'änna@größe.de': 'änna@größe.de',
    'anna@acme': null,
    'anna@@acme.com': null,
    'anna..g@acme.com': null,
    'a@x.com, b@x.com': null,
    'not provided': null,
    '': null,
  };
  for (const [text, expected] of Object.entries(cases)) {
    it(`${JSON.stringify(text)} → ${String(expected)}`, () => {
      expect(normaliseEmail(text)).to.equal(expected);
    });
  }
});

describe('normalising a domain', () => {
  const cases: Readonly<Record<string, string | null>> = {
    'acme.com': 'acme.com',
    'WWW.Acme.com.': 'acme.com',
    'https://shop.acme.co.uk/about?x=1': 'acme.co.uk',
    'http://acme.com:8080': 'acme.com',
    'anna@mail.acme.com': 'acme.com',
    'acme.github.io': 'acme.github.io',
    '192.168.0.1': null,
    'co.uk': null,
    localhost: null,
    'Acme Inc.': null,
    'n/a': null,
    '': null,
  };
  for (const [text, expected] of Object.entries(cases)) {
    it(`${JSON.stringify(text)} → ${String(expected)}`, () => {
      expect(normaliseDomain(text)).to.equal(expected);
    });
  }
});

describe('free-mail domains', () => {
  for (const domain of ['gmail.com', 'GMX.at', 'web.de', 'yahoo.co.uk', 'qq.com', 'proton.me']) {
    it(`${domain} is one`, () => {
      expect(isFreeMail(domain)).to.equal(true);
    });
  }
  for (const domain of ['acme.com', 'salesforce.com', 'google.com', 'mycompany.github.io', '']) {
    it(`${JSON.stringify(domain)} is none`, () => {
      expect(isFreeMail(domain)).to.equal(false);
    });
  }
});

describe('normalising a phone number', () => {
  const cases: readonly (readonly [text: string, country: string | undefined, expected: string | null])[] = [
    ['+43 (1) 515 15-0', undefined, '+431515150'],
    ['0043 1 515150', 'AT', '+431515150'],
    ['01 515150', 'AT', '+431515150'],
    ['01 515150', 'at', '+431515150'],
    ['01 515150', undefined, null],
    ['(650) 253-0000 x12', 'US', '+16502530000;ext=12'],
    ['+1 555', undefined, null],
    ['ask reception', 'AT', null],
    ['01 515150', 'XX', null],
  ];
  for (const [text, country, expected] of cases) {
    it(`${text} in ${country ?? 'no country'} → ${String(expected)}`, () => {
      expect(normalisePhone(text, country)).to.equal(expected);
    });
  }
});

describe('deciding which record is the one', () => {
  const candidate = (id: string, by: string, entity: string | null = null): MatchCandidate => ({
    ref: { system: 'salesforce', object: 'Lead', id },
    entity,
    by,
  });

  it('finds none among none', () => {
    expect(decideMatch([], 'me')).to.deep.equal({ kind: 'none' });
  });

  it('links the only one', () => {
    expect(decideMatch([candidate('1', 'email')], 'me')).to.deep.equal({
      kind: 'link',
      ref: candidate('1', '').ref,
      by: 'email',
    });
  });

  it('takes the external key before an e-mail address, and that before a domain', () => {
    const all = [candidate('3', 'domain'), candidate('2', 'email'), candidate('1', 'external-key')];
    expect(decideMatch(all, 'me')).to.deep.include({ by: 'external-key' });
    expect(decideMatch(all.slice(0, 2), 'me')).to.deep.include({ by: 'email' });
  });

  it('parks several with all candidates instead of guessing', () => {
    expect(
      decideMatch([candidate('1', 'email'), candidate('2', 'email'), candidate('3', 'domain')], 'me'),
    ).to.deep.equal({
      kind: 'park',
      candidates: [
        { ref: candidate('1', '').ref, by: 'email' },
        { ref: candidate('2', '').ref, by: 'email' },
      ],
    });
  });

  it('counts a record found twice once', () => {
    expect(decideMatch([candidate('1', 'email'), candidate('1', 'email')], 'me').kind).to.equal('link');
  });

  it('takes the record that is ours already before all others', () => {
    const decision = decideMatch([candidate('1', 'external-key'), candidate('2', 'email', 'me')], 'me');
    expect(decision).to.deep.include({ kind: 'link', by: 'email' });
  });

  it('trusts a key it does not know least', () => {
    expect(decideMatch([candidate('1', 'shoe-size'), candidate('2', 'phone')], 'me')).to.deep.include({
      by: 'phone',
    });
  });
});
