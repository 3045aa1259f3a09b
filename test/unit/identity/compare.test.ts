import { expect } from 'chai';
import { editDistance } from '../../../src/identity/compare/edit-distance.ts';
import { COMPARATORS } from '../../../src/identity/compare/index.ts';
import { jaroWinkler } from '../../../src/identity/compare/jaro-winkler.ts';

describe('Jaro–Winkler similarity', () => {
  // Worked out by hand from the definitions: matching letters, half the transpositions, then a tenth for each common first letter.
  const cases: readonly (readonly [string, string, number])[] = [
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['anna', 'anna', 1],
    ['abc', 'xyz', 0],
    ['', 'anna', 0],
  ];
  for (const [one, other, expected] of cases) {
    it(`of ${JSON.stringify(one)} and ${JSON.stringify(other)} is ${expected}`, () => {
      expect(jaroWinkler(one, other)).to.be.closeTo(expected, 0.0001);
    });
  }
});

describe('the edit distance', () => {
  it('counts a letter too many, missing, wrong, and two that are swapped, once each', () => {
    expect(editDistance('gruber', 'grubber')).to.equal(1);
    expect(editDistance('gruber', 'gruer')).to.equal(1);
    expect(editDistance('gruber', 'grober')).to.equal(1);
    expect(editDistance('gruber', 'grubre')).to.equal(1);
    expect(editDistance('gruber', '')).to.equal(6);
  });
});

describe('comparing two values', () => {
  const similarity = (as: string, one: string, other: string): number | null => {
    const comparator = COMPARATORS[as]!;
    const [a, b] = [comparator.form(one), comparator.form(other)];
    return a === null || b === null ? null : comparator.similarity(a, b);
  };
  const least: readonly (readonly [as: string, string, string, from: number, below: number])[] = [
    ['email', 'anna.gruber@acme.example', 'Anna.Gruber@ACME.example', 1, 1.1],
    ['email', 'anna.gruber@acme.example', 'ana.gruber@acme.example', 0.9, 1],
    ['email', 'anna.gruber@acme.example', 'anna.gruber@gmail.com', 0.8, 0.9],
    ['email', 'anna@acme.example', 'anna@other.example', 0, 0.8],
    ['phone', '+43 1 515150', '+431515150', 1, 1.1],
    ['phone', '+43 1 515150', '+43 1 515150 ext. 12', 0.8, 1],
    ['phone', '+43 1 515150', '+43 1 515151', 0, 0.1],
    ['given-name', 'Anna', 'Anna Maria', 0.9, 1],
    ['given-name', 'A.', 'Anna', 0.85, 0.9],
    ['given-name', 'A.', 'Berta', 0, 0.8],
    ['family-name', 'Gruber-Huber', 'Gruber', 0.9, 1],
    ['family-name', 'Müller', 'MULLER', 1, 1.1],
    ['person-name', 'Anna Gruber', 'GRUBER, Anna', 1, 1.1],
    ['company-name', 'Acme Research Ltd.', 'ACME RESEARCH, Inc', 1, 1.1],
    ['company-name', 'Research Acme', 'Acme Research', 1, 1.1],
    ['company-name', 'North Point Ltd', 'Northpoint', 0.85, 1],
    ['company-name', 'Acme Research', 'Acme Consulting', 0, 0.65],
    ['street', '854 7th Ave', '854 Seventh Avenue', 1, 1.1],
    ['street', '854 7th Ave', '856 7th Ave', 0, 0.71],
    ['street', 'Hauptstraße 5', 'Hauptstraße', 0.88, 1],
    ['postal-code', 'SW1A 1AA', 'sw1a1aa', 1, 1.1],
    ['postal-code', '1010', '1011', 0.8, 1],
    ['text', 'London', 'Lonodn', 0.88, 1],
    ['exact', 'Gold!', 'gold', 1, 1.1],
    ['exact', 'gold', 'golf', 0, 0.1],
    ['date', '1980-03-04', '1980-03-04', 1, 1.1],
    ['date', '1980-03-04', '1980-04-03', 0.9, 1],
    ['date', '1980-03-04', '1981-03-04', 0.9, 1],
    ['date', '1980-03-04', '1980-03-27', 0.7, 0.9],
    ['date', '1980-03-04', '1991-12-27', 0, 0.1],
    ['number', '100', '90', 0.9, 0.95],
  ];
  for (const [as, one, other, from, below] of least) {
    it(`as ${as}: ${one} and ${other} reach ${from}, not ${below}`, () => {
      expect(similarity(as, one, other)).to.be.within(from, below - 1e-9);
    });
  }

  const nothing: readonly (readonly [as: string, string])[] = [
    ['email', 'info@acme.example'],
    ['email', 'not an address'],
    ['domain', 'anna@gmail.com'],
    ['domain', 'gmx.at'],
    ['phone', 'ask reception'],
    ['date', 'soon'],
    ['number', 'many'],
    ['text', ' — '],
  ];
  for (const [as, value] of nothing) {
    it(`as ${as}: ${value} says nothing`, () => {
      expect(similarity(as, value, value)).to.equal(null);
    });
  }

  it('takes the mailbox of a role as an address where that is wanted', () => {
    expect(similarity('any-email', 'info@acme.example', 'INFO@acme.example')).to.equal(1);
  });
});
