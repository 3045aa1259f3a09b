import { expect } from 'chai';
import { mask } from '../../../connectors/hubspot/mask.ts';

describe('masking of HubSpot words', () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'e-mail addresses': ['kim@example.com is taken', '‹email› is taken'],
    'malformed e-mail addresses': ['Email address Kim Doe is invalid', 'Email address ‹value› is invalid'],
    'phone numbers': ['not a phone: +49 170 1234567', 'not a phone: ‹phone›'],
    'refused numbers': ['Kim Doe was not a valid integer.', '‹value› was not a valid integer.'],
    tokens: ['token pat-na1-0000-1111-2222 expired', 'token ‹token› expired'],
    'bearer headers': ['Authorization: Bearer abc.def', 'Authorization: Bearer ‹token›'],
    'unique values': [
      'Cannot set PropertyValueCoordinates{propertyName=x, value=Kim Doe} on 1. 2 already has that value.',
      'Cannot set PropertyValueCoordinates{propertyName=x, value=‹value›} on 1. 2 already has that value.',
    ],
  };
  for (const [what, [said, shown]] of Object.entries(cases)) {
    it(`hides ${what}`, () => expect(mask(said)).to.equal(shown));
  }

  it('keeps record ids, which people need to find the record', () => {
    expect(mask('Contact already exists. Existing ID: 171591000198')).to.include('171591000198');
  });

  it('cuts after 500 characters', () => {
    expect(mask('x'.repeat(2000))).to.have.length(501);
  });
});
