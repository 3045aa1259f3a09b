import { expect } from 'chai';
import { sql } from 'kysely';
import type { Touchpoint } from '../../src/domain/touchpoint.ts';
import { storeTouchpoints } from '../../src/ledger/touchpoints.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import type { SalesforceRecord } from '../support/people.ts';
import { editedMappings } from './edited-mappings.ts';
import { eventually, inForce, inHub, only, why } from './views.ts';

describe('members of campaigns', function () {
  this.timeout(280_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  let people = 0;
  let done = 0;

  before(async () => {
    mappings = await editedMappings(
      {},
      {
        'rules/members.yaml': {
          'statuses:': 'statuses:\n  - { status: Registered, when: state == "registered" }',
        },
      },
    );
    world = await openHarness({ configDir: mappings.folder, touchpointDays: 1 });
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  /** What HubSpot would tell of, without the wait for it. */
  async function does(email: string, more: Pick<Touchpoint, 'kind' | 'campaign' | 'details'>): Promise<void> {
    done += 1;
    const source = { system: 'hubspot', object: 'doing', id: String(done) };
    const who = { kind: 'email', address: email } as const;
    const now = new Date();
    await storeTouchpoints(world.runtime.db, [{ source, who, at: now, about: null, ...more }], {
      lane: 'live',
      now,
    });
    await world.settle();
  }

  const answered = (email: string, campaign: string): Promise<void> =>
    does(email, { kind: 'form_submit', campaign, details: {} });

  /** In both systems, by name. */
  async function campaign(name: string): Promise<string> {
    const id = await world.force.create('Campaign', { Name: name, IsActive: true });
    await world.settle();
    return id;
  }

  async function person(): Promise<{ readonly email: string; readonly lead: string }> {
    people += 1;
    const email = `member-${people}@acme.example`;
    await world.hub.create('contacts', { email, lastname: `Member ${people}`, company: 'Acme' });
    await world.settle();
    const lead = only((await inForce(world, 'Lead')).filter((one) => one['Email'] === email)).Id;
    return { email, lead };
  }

  const membersOf = async (id: string): Promise<readonly SalesforceRecord[]> =>
    (await inForce(world, 'CampaignMember')).filter((one) => one['CampaignId'] === id);

  const writesNothing = async (): Promise<void> => {
    expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
  };

  it('are those who answer, once, however often they do', async () => {
    const fair = await campaign('fair-a');
    const { email, lead } = await person();
    await answered(email, 'fair-a');
    const member = only(await membersOf(fair));
    expect(member).to.include({ LeadId: lead, Status: 'Responded', HasResponded: true });
    await answered(email, 'fair-a');
    expect(only(await membersOf(fair))).to.deep.equal(member);
    await writesNothing();
    await world.settleAll();
    await writesNothing();
    const { touches } = await why(world, email);
    expect(touches.map(({ kind }) => kind)).to.deep.equal(['form_submit', 'form_submit']);
  });

  it('answer also where sales had put them in, and keep what sales has written of their answer', async () => {
    const fair = await campaign('fair-b');
    const { email, lead } = await person();
    const id = await world.force.create('CampaignMember', { CampaignId: fair, LeadId: lead, Status: 'Sent' });
    await world.settle();
    await answered(email, 'fair-b');
    expect(only(await membersOf(fair))).to.include({ Id: id, Status: 'Responded' });
    await world.force.create('CampaignMemberStatus', {
      CampaignId: fair,
      Label: 'Spoke to us',
      HasResponded: true,
    });
    await world.force.edit('CampaignMember', id, { Status: 'Spoke to us' });
    await world.settle();
    await answered(email, 'fair-b');
    expect(only(await membersOf(fair))).to.include({ Id: id, Status: 'Spoke to us' });
    await writesNothing();
  });

  it('keep the status of sales where they had answered before Leadloop heard of it', async () => {
    const fair = await campaign('fair-c');
    const { email, lead } = await person();
    await world.force.create('CampaignMemberStatus', {
      CampaignId: fair,
      Label: 'Spoke to us',
      HasResponded: true,
    });
    await world.force.create('CampaignMember', { CampaignId: fair, LeadId: lead, Status: 'Spoke to us' });
    await answered(email, 'fair-c');
    expect(only(await membersOf(fair))).to.include({ Status: 'Spoke to us' });
    await writesNothing();
  });

  it('are not put in again where sales has taken them out', async () => {
    const fair = await campaign('fair-d');
    const { email } = await person();
    await answered(email, 'fair-d');
    await world.force.remove('CampaignMember', only(await membersOf(fair)).Id);
    await world.settle();
    await answered(email, 'fair-d');
    await world.settleAll();
    expect(await membersOf(fair)).to.deep.equal([]);
    await writesNothing();
  });

  it('are not doubled when the answer of the create is lost', async () => {
    const fair = await campaign('fair-e');
    const { email } = await person();
    await world.force.control.post('faults', {
      method: 'PATCH',
      path: '/composite/sobjects/CampaignMember',
      effect: { kind: 'lose-answer' },
    });
    await answered(email, 'fair-e');
    await eventually(async () => (await membersOf(fair)).length === 1);
    await world.settle();
    await world.settleAll();
    only(await membersOf(fair));
    await writesNothing();
    await world.force.control.clear('faults');
  });

  it('wait for somebody who is in sales later, and follow a lead into the contact that it becomes', async () => {
    const fair = await campaign('fair-f');
    const email = 'late@acme.example';
    await answered(email, 'fair-f');
    expect(await membersOf(fair)).to.deep.equal([]);
    await world.hub.create('contacts', { email, lastname: 'Late', company: 'Acme' });
    await world.settle();
    const { LeadId } = only(await membersOf(fair));
    await world.force.convert(String(LeadId));
    await world.settle();
    expect(only(await membersOf(fair))).to.include({ Type: 'Contact', Status: 'Responded' });
    await writesNothing();
  });

  it('are of no campaign where two have that name', async () => {
    await world.force.create('Campaign', { Name: 'fair-g' });
    await world.settle();
    await world.force.create('Campaign', { Name: 'Fair-G' });
    await world.settle();
    const { email } = await person();
    const before = (await inForce(world, 'CampaignMember')).length;
    await answered(email, 'fair-g');
    expect(await inForce(world, 'CampaignMember')).to.have.length(before);
  });

  describe('with a status that the campaign does not have', () => {
    it('wait with what to do, and nothing else is stored in its place', async () => {
      const fair = await campaign('fair-h');
      const { email } = await person();
      await does(email, { kind: 'marketing_event', campaign: 'fair-h', details: { state: 'registered' } });
      const { rows } = await sql<{ message: string; fix: string }>`
        select message, fix from failure where code = 'UNKNOWN_MEMBER_STATUS'`.execute(world.runtime.db);
      const { message, fix } = only(rows);
      expect(message).to.include('"Registered". It has: Sent, Responded.');
      expect(fix).to.include('Campaign Member Statuses');
      expect(await membersOf(fair)).to.deep.equal([]);
      await world.force.create('CampaignMemberStatus', {
        CampaignId: fair,
        Label: 'Registered',
        HasResponded: true,
      });
      await world.runtime.operations.retry('UNKNOWN_MEMBER_STATUS');
      await world.settle();
      expect(only(await membersOf(fair))).to.include({ Status: 'Registered' });
    });
  });

  describe('in HubSpot', () => {
    const campaignsOf = async (email: string): Promise<string> =>
      only((await inHub(world, 'contacts')).filter((one) => one.properties['email'] === email)).properties[
        'leadloop_campaigns'
      ] ?? '';

    it('are told by a property of the contact, from when sales puts them in until it takes them out', async () => {
      const [fair, show] = [await campaign('Spring Fair'), await campaign('Autumn Show')];
      const [{ email, lead }, other] = [await person(), await person()];
      const member = await world.force.create('CampaignMember', {
        CampaignId: fair,
        LeadId: lead,
        Status: 'Sent',
      });
      await world.settle();
      expect(await campaignsOf(email)).to.equal('Spring Fair: Sent');
      await writesNothing();
      await world.force.edit('CampaignMember', member, { Status: 'Responded' });
      await world.force.create('CampaignMember', { CampaignId: show, LeadId: lead, Status: 'Sent' });
      await world.settle();
      expect(await campaignsOf(email)).to.equal('Autumn Show: Sent\nSpring Fair: Responded');
      await world.force.remove('CampaignMember', member);
      await world.settle();
      expect(await campaignsOf(email)).to.equal('Autumn Show: Sent');
      await world.force.remove('CampaignMember', only(await membersOf(show)).Id);
      await world.settle();
      expect(await campaignsOf(email)).to.equal('');
      await writesNothing();
      await world.settleAll();
      await writesNothing();
      expect(await campaignsOf(other.email)).to.equal('');
    });

    it('are told with the status of who answered, once Salesforce has it', async () => {
      const fair = await campaign('fair-k');
      const { email } = await person();
      await answered(email, 'fair-k');
      expect(await campaignsOf(email)).to.equal('fair-k: Responded');
      await does(email, { kind: 'marketing_event', campaign: 'fair-k', details: { state: 'registered' } });
      expect(await campaignsOf(email)).to.equal('fair-k: Responded');
      await world.force.create('CampaignMemberStatus', {
        CampaignId: fair,
        Label: 'Registered',
        HasResponded: true,
      });
      await world.runtime.operations.retry('UNKNOWN_MEMBER_STATUS');
      await world.settle();
      expect(await campaignsOf(email)).to.equal('fair-k: Registered');
      await writesNothing();
    });

    it('keep their campaigns when the lead is converted, and the name that the campaign is given', async () => {
      const fair = await campaign('fair-l');
      const { email, lead } = await person();
      await world.force.create('CampaignMember', { CampaignId: fair, LeadId: lead, Status: 'Sent' });
      await world.settle();
      await world.force.convert(lead);
      await world.settle();
      expect(await campaignsOf(email)).to.equal('fair-l: Sent');
      await writesNothing();
      await world.force.edit('Campaign', fair, { Name: 'Fair L' });
      await world.settle();
      expect(await campaignsOf(email)).to.equal('Fair L: Sent');
      await world.force.remove('Campaign', fair);
      await world.settle();
      expect(await campaignsOf(email)).to.equal('');
      await writesNothing();
    });

    it('are told with the scores in one write', async () => {
      const fair = await campaign('fair-m');
      const { email, lead } = await person();
      await world.force.create('CampaignMember', { CampaignId: fair, LeadId: lead, Status: 'Responded' });
      const writes = await world.settle();
      expect(await campaignsOf(email)).to.equal('fair-m: Responded');
      expect(writes['hubspot']).to.equal(1);
      await writesNothing();
    });
  });
});
