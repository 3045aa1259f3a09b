import { expect } from 'chai';
import type { Fields } from '../../../src/domain/value.ts';
import { decideIdentity, type IdentityDecision } from '../../../src/identity/decide-identity.ts';
import { ACME, ANNA, candidate, shippedRules } from './build.ts';

const person = shippedRules('person');
const company = shippedRules('company');

const told = (decision: IdentityDecision): string => {
  if (decision.kind === 'new') return 'new';
  return decision.kind === 'link'
    ? `link: ${decision.candidate.rule}`
    : `park: ${decision.candidates.map(({ rule }) => rule).join(', ')}`;
};

describe('deciding who a person is, by the shipped rules', () => {
  const only = (...names: readonly string[]): Fields =>
    Object.fromEntries(names.map((name) => [name, ANNA[name] ?? null]));
  const cases: Readonly<Record<string, readonly [ours: Fields, theirs: Fields, expected: string]>> = {
    'the same address': [only('email'), ANNA, 'link: same e-mail'],
    'the same address, one name misspelt': [
      ANNA,
      { ...only('email'), firstName: 'Ana', lastName: 'Grubr' },
      'link: same e-mail',
    ],
    'the same address after a wedding': [ANNA, { ...ANNA, lastName: 'Berger' }, 'link: same e-mail'],
    'the same address, quite another name': [
      ANNA,
      { ...only('email'), firstName: 'Peter', lastName: 'Moser' },
      'park: same e-mail',
    ],
    'a shared mailbox and the same name': [
      { ...only('firstName', 'lastName'), email: 'info@acme.example' },
      { ...only('firstName', 'lastName'), email: 'info@acme.example' },
      'link: same shared mailbox',
    ],
    'a shared mailbox alone': [{ email: 'info@acme.example' }, { email: 'info@acme.example' }, 'new'],
    'the same phone and name': [
      only('firstName', 'lastName', 'phone'),
      { ...only('firstName', 'lastName'), mobilePhone: '+4316641234' },
      'link: same phone and name',
    ],
    'the same phone and last name of somebody else in the family': [
      only('firstName', 'lastName', 'phone', 'street', 'city'),
      { ...only('lastName', 'phone', 'street', 'city'), firstName: 'Peter' },
      'park: alike',
    ],
    'the same phone alone': [only('phone'), only('phone'), 'new'],
    'two namesakes at one company': [
      only('firstName', 'lastName', 'email', 'company'),
      { ...only('firstName', 'lastName', 'company'), email: 'anna.gruber2@acme.example' },
      'park: same name at the same company',
    ],
    'the same name, and the web site of the same company': [
      only('firstName', 'lastName', 'email'),
      { ...only('firstName', 'lastName'), website: 'https://www.acme.example/' },
      'link: same name at the same company',
    ],
    'the same name at a free-mail provider': [
      { ...only('firstName', 'lastName'), email: 'anna.gruber@gmail.com' },
      { ...only('firstName', 'lastName'), email: 'a.gruber77@gmail.com' },
      'new',
    ],
    'the same name alone': [only('firstName', 'lastName'), only('firstName', 'lastName'), 'new'],
    'the same name and town': [
      only('firstName', 'lastName', 'city'),
      only('firstName', 'lastName', 'city'),
      'park: alike',
    ],
    'the same name and street, as of father and son': [
      only('firstName', 'lastName', 'street', 'city'),
      only('firstName', 'lastName', 'street', 'city'),
      'park: alike',
    ],
    'first and last name in each other’s place, and the same day of birth and street': [
      { ...only('firstName', 'lastName', 'street'), birthDate: '1980-03-04' },
      { firstName: 'Gruber', lastName: 'Anna', street: 'Hauptstr. 5', birthDate: '1980-03-04' },
      'link: alike',
    ],
    'two colleagues': [
      only('firstName', 'lastName', 'company', 'street', 'postalCode', 'city'),
      { ...only('company', 'street', 'postalCode', 'city'), firstName: 'Peter', lastName: 'Moser' },
      'new',
    ],
    'nothing at all': [{}, {}, 'new'],
  };
  for (const [name, [ours, theirs, expected]] of Object.entries(cases)) {
    it(`${name} → ${expected}`, () => {
      expect(told(decideIdentity(person, ours, [candidate('1', theirs)]))).to.equal(expected);
    });
  }
});

describe('deciding which company it is, by the shipped rules', () => {
  const cases: Readonly<Record<string, readonly [ours: Fields, theirs: Fields, expected: string]>> = {
    'the same domain, and a name without legal form': [
      ACME,
      { domain: 'www.acme.example', name: 'ACME Research' },
      'link: same domain and name',
    ],
    'the same domain without a name': [ACME, { domain: 'acme.example' }, 'link: same domain and name'],
    'the same domain, another brand': [
      ACME,
      { domain: 'acme.example', name: 'Zenith Tools' },
      'park: same domain, another name',
    ],
    'a free-mail domain': [{ domain: 'gmail.com' }, { domain: 'gmail.com' }, 'new'],
    'the same phone and name': [
      ACME,
      { name: 'Acme Research Ltd', phone: '+4316641234' },
      'link: same phone and name',
    ],
    'the same name and address': [
      ACME,
      { name: 'Acme Research', street: 'Hauptstr. 5', city: 'Wien' },
      'link: same name and address',
    ],
    'the same name, another domain': [
      ACME,
      { ...ACME, domain: 'acme-research.example' },
      'park: same phone and name',
    ],
    'departments of one house': [
      { ...ACME, name: 'Grand Hotel Acme Restaurant', domain: null },
      { ...ACME, name: 'Grand Hotel Acme Dining Room', domain: null },
      'park: alike',
    ],
    'the same name alone': [{ name: 'Acme Research' }, { name: 'Acme Research' }, 'new'],
  };
  for (const [name, [ours, theirs, expected]] of Object.entries(cases)) {
    it(`${name} → ${expected}`, () => {
      expect(told(decideIdentity(company, ours, [candidate('1', theirs)]))).to.equal(expected);
    });
  }
});

describe('deciding among several candidates', () => {
  it('parks when two could be linked, the surer one first', () => {
    const phoneOnly = { ...ANNA, email: null };
    const decision = decideIdentity(person, ANNA, [candidate('1', phoneOnly), candidate('2', ANNA)]);
    expect(decision.kind === 'park' && decision.candidates.map(({ ref }) => ref.id)).to.deep.equal([
      '2',
      '1',
    ]);
  });

  it('counts records of one entity as one', () => {
    const twins = [candidate('1', ANNA, 'e1'), candidate('2', ANNA, 'e1')];
    expect(told(decideIdentity(person, ANNA, twins))).to.equal('link: same e-mail');
    const strangers = [candidate('1', ANNA, 'e1'), candidate('2', ANNA, 'e2')];
    expect(decideIdentity(person, ANNA, strangers).kind).to.equal('park');
  });

  it('links the one that passes though another would only be parked', () => {
    const namesake = { firstName: 'Anna', lastName: 'Gruber', city: 'Wien' };
    const decision = decideIdentity(person, ANNA, [candidate('1', namesake), candidate('2', ANNA)]);
    expect(decision.kind === 'link' && decision.candidate.ref.id).to.equal('2');
  });

  it('says why for each comparison, with weights, and without values', () => {
    const decision = decideIdentity(person, ANNA, [candidate('1', { ...ANNA, city: 'Graz' })]);
    if (decision.kind !== 'link') throw new Error(decision.kind);
    const { reasons, score, heldBackBy } = decision.candidate;
    expect(reasons.find(({ comparison }) => comparison === 'email')).to.deep.include({
      level: 'same',
      similarity: 1,
    });
    expect(reasons.find(({ comparison }) => comparison === 'city')?.weight).to.be.lessThan(0);
    expect(reasons.find(({ comparison }) => comparison === 'birthDate')).to.deep.include({
      level: 'blank',
      weight: 0,
    });
    expect(score?.probability).to.be.greaterThan(0.999);
    expect(heldBackBy).to.deep.equal([]);
    expect(JSON.stringify(decision.candidate).toLowerCase()).to.not.match(/gruber|anna|haupt|4316641234/);
  });

  it('says what turned a link into a park', () => {
    const other = { ...ANNA, firstName: 'Peter', lastName: 'Moser' };
    const decision = decideIdentity(person, ANNA, [candidate('1', other)]);
    expect(decision.kind === 'park' && decision.candidates[0]?.heldBackBy).to.deep.equal([
      'firstName',
      'lastName',
    ]);
  });
});
