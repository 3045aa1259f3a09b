import { expect } from 'chai';
import { campaignFinder } from '../../../src/domain/campaign.ts';
import { campaign } from '../../support/campaign.ts';

const FAIR = campaign('01a2082c-b01a-7267-8dab-000000000001', {
  name: 'Spring  Fair',
  utm: '7-spring-fair',
  refs: [
    { system: 'hubspot', object: 'campaigns', id: '430318c4-abb7-4bf7-a75e-9c5fa8f475a6' },
    { system: 'salesforce', object: 'Campaign', id: '701000000000001AAA' },
  ],
});
const NEWS = campaign('01a2082c-b01a-7267-8dab-000000000002', { name: 'News', utm: 'news' });
const OLD_NEWS = campaign('01a2082c-b01a-7267-8dab-000000000003', { name: 'news ' });
const BLANK = campaign('01a2082c-b01a-7267-8dab-000000000004', { name: '', utm: '' });

describe('what a touchpoint says of its campaign', () => {
  const find = campaignFinder([FAIR, NEWS, OLD_NEWS, BLANK]);

  for (const [what, told] of Object.entries({
    'its id here': FAIR.id,
    'the id of a record, in any case': '701000000000001aaa',
    'what its links bear': '7-Spring-Fair',
    'its name, however it is spaced': ' spring fair',
  })) {
    it(`finds it by ${what}`, () => {
      expect(find(told)).to.equal(FAIR);
    });
  }

  it('is taken for what links bear before it is taken for a name', () => {
    expect(find('news')).to.equal(NEWS);
  });

  it('finds none where nothing fits, where it is blank, and where two campaigns have that name', () => {
    expect(find('Autumn fair')).to.equal(null);
    expect(find(' ')).to.equal(null);
    const twins = campaignFinder([campaign(FAIR.id, { name: 'Twin' }), campaign(NEWS.id, { name: 'twin' })]);
    expect(twins('Twin')).to.equal(null);
  });
});
