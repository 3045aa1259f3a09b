import { expect } from 'chai';
import { editedMappings } from '../edited-mappings.ts';
import { openMarket, type Market } from '../hand-over/market.ts';
import { eventually, inForce, only } from '../views.ts';

/** Beside the shipped gates, those that a company adds: consent, and who may not be called. Its customers go to sales. */
const GATES = `
  - name: Consent
    stops: mql
    unless: coalesce(country, "") != "Germany" || consentToSales
    reason: Has not agreed to be called
    until: they agree
  - name: Do not call
    stops: mql
    when: doNotCall && emailOptOut
    reason: May neither be called nor written to
    until: they opt in again
`;

describe('rules: on the way to sales', function () {
  this.timeout(60_000);
  let market: Market;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings(
      { 'fields:\n': 'fields:\n  consentToSales: { type: boolean, hubspot: leadloop_consent }\n' },
      {
        'rules/qualification.yaml': {
          '\ngates:\n': `\ngates:${GATES}`,
          'when: stage == "customer" && (intent':
            'when: stage == "customer" && company.employees < 5 && (intent',
        },
      },
    );
    market = await openMarket({ configDir: mappings.folder });
  });
  after(async () => {
    await market.close();
    await mappings.remove();
  });

  const asks = (email: string, fields: Record<string, string> = {}): Promise<void> =>
    market.asks('Talk to sales', { email, lastname: 'Berg', company: email, ...fields });
  const stopped = async (email: string, gate: string): Promise<void> => {
    await eventually(async () => (await market.closedFor(email)).includes(gate));
    await market.settles();
    expect(await market.handOffs(email)).to.deep.equal([]);
  };

  it('who only looks around stays with marketing', async () => {
    const email = 'robin@looks.example';
    await market.knows({ email, lastname: 'Berg', company: 'Looks', jobtitle: 'Head of IT' });
    await market.visits(email, '/product', 3);
    await market.reaches(email, 'engaged');
    await market.settles();
    expect(await market.handOffs(email)).to.deep.equal([]);
    const lead = only((await inForce(market.world, 'Lead')).filter((one) => one['Email'] === email));
    expect(lead).to.include({ Leadloop_Stage__c: 'engaged' });
    expect(await market.tasks(lead)).to.deep.equal([]);
  });

  it('who has not agreed waits until they do', async () => {
    const email = 'robin@consent.example';
    await asks(email, { country: 'Germany' });
    await stopped(email, 'Consent');
    await market.marketingEdits(email, { leadloop_consent: 'true' });
    await market.reaches(email, 'mql');
  });

  it('who may neither be called nor written to is left alone', async () => {
    const email = 'robin@optout.example';
    await market.knows({ email, lastname: 'Berg', company: 'Optout', leadloop_do_not_call: 'true' });
    await market.world.hub.control.post('people', { does: 'unsubscribe', email });
    await market.settles();
    await asks(email);
    await stopped(email, 'Do not call');
  });

  it('whose name is a placeholder lacks it', async () => {
    const email = 'robin@placeholder.example';
    await asks(email, { lastname: '[not provided]' });
    await stopped(email, 'Data');
    await market.marketingEdits(email, { lastname: 'Berg' });
    await market.reaches(email, 'mql');
  });

  it('who is a customer and may be sold more is handed over with an opportunity of their own', async () => {
    const email = 'robin@more.example';
    await market.isContact(email, 'More');
    await market.salesMoves(await market.salesOpens(email, 'First'), { StageName: 'Closed Won' });
    await market.reaches(email, 'customer');
    await market.marketingEdits(email, { message: 'A second line' });
    await market.settles();
    await market.asks('Talk to sales', { email });
    await eventually(async () => (await market.handOffs(email)).length === 1);
    expect(only(await market.handOffs(email)).kind).to.equal('Opportunity with a customer');
    await eventually(async () => (await market.opportunities('More')).length === 2);
    expect((await market.opportunities('More')).map(({ Name }) => Name)).to.include('More: A second line');
  });
});
