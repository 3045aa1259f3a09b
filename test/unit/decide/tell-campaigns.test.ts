import { expect } from 'chai';
import { tellCampaigns } from '../../../src/decide/tell-campaigns.ts';
import type { Fields } from '../../../src/domain/value.ts';

const NAMES = new Map([
  ['c1', 'Spring Fair 2026'],
  ['c2', 'Autumn  Show\n2026'],
]);

/** What is told of a member of these campaigns, by their statuses. */
const tells = (statuses: Readonly<Record<string, string | null>>, told: Fields = {}): Fields =>
  tellCampaigns(
    {
      memberships: Object.entries(statuses).map(([campaign, status]) => ({ campaign, status })),
      campaigns: NAMES,
    },
    told,
  );

describe('the campaigns that a person is told to be in', () => {
  it('are a line each, in the order of their names, whichever came first', () => {
    const campaigns = 'Autumn Show 2026: Sent\nSpring Fair 2026: Responded';
    expect(tells({ c1: 'Responded', c2: 'Sent' })).to.deep.equal({ campaigns });
    expect(tells({ c2: 'Sent', c1: 'Responded' })).to.deep.equal({ campaigns });
  });

  it('are their names alone where no status is known, and none whose name is not known', () => {
    expect(tells({ c1: null, c3: 'Sent' })).to.deep.equal({ campaigns: 'Spring Fair 2026' });
  });

  it('are taken back once there are none', () => {
    expect(tells({}, { campaigns: 'Spring Fair 2026: Sent' })).to.deep.equal({ campaigns: null });
    expect(tells({}, { campaigns: null })).to.deep.equal({ campaigns: null });
  });

  it('are not spoken of where there were never any', () => {
    expect(tells({})).to.deep.equal({});
    expect(tells({ c3: 'Sent' })).to.deep.equal({});
  });
});
