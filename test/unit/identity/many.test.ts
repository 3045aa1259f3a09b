import { expect } from 'chai';
import { agreementsOf } from '../../../src/identity/agreement.ts';
import { blockKeys } from '../../../src/identity/block-keys.ts';
import { candidatePairs } from '../../../src/identity/candidate-pairs.ts';
import { estimateChances, patternsOf, type Pattern } from '../../../src/identity/estimate.ts';
import { neededFields, prepare } from '../../../src/identity/prepare.ts';
import { identitySearches } from '../../../src/identity/search-keys.ts';
import { ACME, ANNA, shippedRules } from './build.ts';

const person = shippedRules('person');

describe('finding candidates', () => {
  const keysOf = (fields: Parameters<typeof prepare>[1]): readonly string[] =>
    blockKeys(person, prepare(person, fields));

  it('gives a record one key for each block and value, and none where a part is blank', () => {
    expect(keysOf({ email: 'Anna@acme.example' })).to.deep.equal(['email=anna@acme.example']);
    expect(keysOf({ phone: '+431515150', mobilePhone: '+4316641234' })).to.deep.equal([
      'phone=+431515150',
      'phone=+4316641234',
    ]);
    expect(keysOf({ firstName: 'Anna' })).to.not.include.members(['name=']);
    expect(keysOf({})).to.deep.equal([]);
  });

  it('lets misspelt and exchanged names share a key', () => {
    const shared = (a: typeof ANNA, b: typeof ANNA): readonly string[] =>
      keysOf(a).filter((key) => keysOf(b).includes(key));
    expect(shared({ firstName: 'Anna', lastName: 'Meier' }, { firstName: 'Ana', lastName: 'Mayr' })).to.not.be
      .empty;
    expect(shared({ firstName: 'Anna', lastName: 'Meier' }, { firstName: 'Meier', lastName: 'Anna' })).to.not
      .be.empty;
    expect(shared({ firstName: 'Anna', lastName: 'Meier' }, { firstName: 'Otto', lastName: 'Klug' })).to.be
      .empty;
  });

  it('tells each pair once, and what it skipped because too many share it', () => {
    const keys = [
      ['a', 'x', 'all'],
      ['a', 'x', 'all'],
      ['b', 'all'],
      ['b', 'all'],
    ];
    expect(candidatePairs(keys, 2)).to.deep.equal({
      pairs: [
        [0, 1],
        [2, 3],
      ],
      skipped: [{ key: 'all', records: 4 }],
    });
    expect(candidatePairs(keys, 4).pairs).to.have.length(6);
  });

  it('says what to look up: the first equality of each exact rule, in each field where it may stand', () => {
    const searches = identitySearches(person, ANNA).map(({ rule, field, value }) => [rule, field, value]);
    expect(searches).to.deep.equal([
      ['same e-mail', 'email', 'anna.gruber@acme.example'],
      ['same phone and name', 'phone', '+4316641234'],
      ['same phone and name', 'mobilePhone', '+4316641234'],
      ['same name at the same company', 'website', 'acme.example'],
    ]);
  });

  it('looks up the domain of a web site, but not in the field of an address', () => {
    const domains = identitySearches(person, { ...ANNA, website: 'www.acme.example' }).filter(
      ({ comparison }) => comparison === 'companyDomain',
    );
    expect(domains.map(({ field, value }) => [field, value])).to.deep.equal([['website', 'acme.example']]);
  });

  it('looks up no free-mail domain', () => {
    const company = shippedRules('company');
    expect(identitySearches(company, { domain: 'gmail.com' })).to.deep.equal([]);
    expect(identitySearches(company, ACME)[0]).to.deep.include({ field: 'domain', value: 'acme.example' });
  });

  it('says which canonical fields the rules look at', () => {
    expect(neededFields(person)).to.include.members(['email', 'mobilePhone', 'website', 'postalCode']);
    expect(new Set(neededFields(person)).size).to.equal(neededFields(person).length);
  });
});

describe('estimating chances without labels', () => {
  const [first] = [...person.comparisons.values()];
  const comparisons = [first!, { ...first!, name: 'second' }, { ...first!, name: 'third' }];

  it('counts pairs that agree alike', () => {
    const pair = agreementsOf(person, prepare(person, ANNA), prepare(person, { email: 'x@y.example' }));
    expect(patternsOf([first!], [pair, pair])).to.deep.equal([{ levels: ['different'], count: 2 }]);
  });

  it('finds the chances and the share that made the patterns', () => {
    // 1,000 pairs that are the same agree in 90 of 100 cases in each comparison, 9,000 that are not in 5.
    const made: Pattern[] = [];
    const levels = ['same', 'different'];
    for (const a of levels)
      for (const b of levels)
        for (const c of levels) {
          const chance = (p: number): number =>
            [a, b, c].reduce((product, level) => product * (level === 'same' ? p : 1 - p), 1);
          made.push({ levels: [a, b, c], count: 1_000 * chance(0.9) + 9_000 * chance(0.05) });
        }
    const unrelated: readonly Pattern[] = [
      { levels: ['same', 'same', 'same'], count: 5_000 },
      { levels: ['different', 'different', 'different'], count: 95_000 },
    ];
    const { share, chances } = estimateChances(comparisons, made, unrelated);
    expect(share).to.be.closeTo(0.1, 0.01);
    expect(chances.get('second')?.get('same')?.m).to.be.closeTo(0.9, 0.02);
    expect(chances.get('second')?.get('same')?.u).to.be.closeTo(0.05, 0.001);
  });
});
