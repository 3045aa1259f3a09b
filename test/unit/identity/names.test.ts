import { expect } from 'chai';
import { companyWords } from '../../../src/identity/text/company-name.ts';
import { fold } from '../../../src/identity/text/fold.ts';
import { personWords } from '../../../src/identity/text/person-name.ts';
import { sound } from '../../../src/identity/text/sound.ts';
import { streetWords } from '../../../src/identity/text/street.ts';

const table = (
  title: string,
  of: (text: string) => string,
  cases: Readonly<Record<string, string>>,
): void => {
  describe(title, () => {
    for (const [text, expected] of Object.entries(cases)) {
      it(`${JSON.stringify(text)} → ${JSON.stringify(expected)}`, () => {
        expect(of(text)).to.equal(expected);
      });
    }
  });
};

table('folding a text', fold, {
  'Müller & Söhne': 'muller sohne',
  'MULLER, SOHNE': 'muller sohne',
  "O'Brien": 'obrien',
  'Straße Łódź Ærø': 'strasse lodz aero',
  'Ｆｕｌｌ　ｗｉｄｔｈ': 'full width',
  'Иван Петров': 'иван петров',
  '—': '',
});

table('the words of a person’s name', (text) => personWords(text).join(' '), {
  'Dr. Anna Gruber, MBA': 'anna gruber',
  'Gruber, Anna': 'gruber anna',
  'Herr Mag. Jörg Haußmann': 'jorg haussmann',
  'Anna-Maria': 'anna maria',
  'Martin Luther King Jr.': 'martin luther king',
  Ing: 'ing',
  '': '',
});

table('the words of a company’s name', (text) => companyWords(text).join(' '), {
  'ACME, Inc.': 'acme',
  'Acme G.m.b.H.': 'acme',
  'Acme GmbH & Co. KG': 'acme',
  'Acme S.A.': 'acme',
  'Acme S. r. o.': 'acme',
  'Acme Sp. z o.o.': 'acme',
  'Acme A/S': 'acme',
  'Acme Pty Ltd': 'acme',
  'OOO Acme': 'acme',
  'The Acme Company': 'acme',
  'Johnson & Johnson': 'johnson johnson',
  'Research and Development Ltd': 'research development',
  'SE Holding': 'se',
  'The Company Inc.': 'the company inc',
  'Acme (Germany)': 'acme germany',
  'J.P. Morgan': 'jp morgan',
});

table('the words of a street', (text) => streetWords(text).join(' '), {
  'Hauptstraße 5': 'hauptstr 5',
  'Hauptstrasse 5': 'hauptstr 5',
  '854 Seventh Avenue': '854 7 ave',
  '854 7th Ave.': '854 7 ave',
  '12 North Rd.': '12 n rd',
});

describe('what a name sounds like', () => {
  it('is the same for names that are often mistaken for each other', () => {
    expect(sound('carl')).to.equal(sound('karl'));
    expect(sound('meier')).to.equal(sound('mayr'));
    expect(sound('schmidt')).to.equal(sound('schmitt'));
  });

  it('differs for other names, and falls back to the beginning of those in other letters', () => {
    expect(sound('gruber')).to.not.equal(sound('huber'));
    expect(sound('петров')).to.equal('петр');
  });
});
