import { expect } from 'chai';
import { DAY_MS } from '../../../src/domain/clock.ts';
import type { SalesforceRecord } from '../../support/people.ts';
import { writesIn } from '../../support/harness.ts';
import { eventually, inForce, inHub, only } from '../views.ts';
import { openMarket, type Market } from './market.ts';

const [ALEX, SAM, KIM] = ['alex.rep@example.com', 'sam.rep@example.com', 'kim.lead@example.com'] as const;
const HEAD_OF_IT = { jobtitle: 'Head of IT', firstname: 'Robin', lastname: 'Berg' };

/** One market for all of them: each has people and companies of its own. */
describe('from marketing to sales', function () {
  this.timeout(60_000);
  let market: Market;
  before(async () => {
    market = await openMarket();
  });
  after(() => market.close());

  /** Who is handed over as a Lead. */
  const handedOver = async (email: string, more: Record<string, string> = {}): Promise<void> => {
    await market.asks('Talk to sales', { email, lastname: 'Berg', company: email, ...more });
    await market.reaches(email, 'mql');
    await market.settles();
  };
  const stageOf = async (email: string): Promise<string | undefined> =>
    (await market.told(email)).decided?.standing?.stage;
  const daysUntilReturn = async (email: string): Promise<number> => {
    const returnAt = (await market.told(email)).decided?.standing?.returnAt;
    return Math.round(((returnAt?.getTime() ?? 0) - Date.now()) / DAY_MS);
  };

  describe('who asks', () => {
    it('to talk to sales is a Lead with an owner, a reason and a task within seconds', async () => {
      const email = 'robin@ask.example';
      const began = Date.now();
      await market.asks('Talk to sales', { email, ...HEAD_OF_IT, company: 'Ask', country: 'Germany' });
      await eventually(async () => (await inForce(market.world, 'Task')).length === 1);
      expect(Date.now() - began).to.be.below(10_000);
      await market.settles();
      const lead = await market.record(email, 'Lead');
      expect(lead).to.include({ Leadloop_Stage__c: 'mql', Company: 'Ask' });
      expect(lead['Leadloop_Reason__c']).to.equal('Asked to talk to sales; Head of IT, Germany');
      expect(await market.ownerOf(lead)).to.equal(ALEX);
      expect(only(await market.tasks(lead))['OwnerId']).to.equal(lead['OwnerId']);
    });

    it('for a demo skips the score, too', async () => {
      const email = 'robin@demo.example';
      await market.asks('Book a demo', { email, lastname: 'Berg', company: 'Demo' });
      await market.reaches(email, 'mql');
      expect((await market.told(email)).decided?.stages.at(-1)?.name).to.equal('Asked for sales');
    });

    it('nothing, but fits and comes back to the prices, is hot by the score', async () => {
      const email = 'robin@hot.example';
      const company = await market.company({
        name: 'Hot',
        domain: 'hot.example',
        numberofemployees: '400',
        industry: 'MACHINERY',
      });
      await market.knows({ email, ...HEAD_OF_IT, company: 'Hot', country: 'Germany' }, company);
      await market.visits(email, '/pricing', 4);
      await market.asks('Newsletter', { email });
      await market.reaches(email, 'mql');
      const [handOff] = await market.handOffs(email);
      expect((await market.told(email)).decided?.stages.at(-1)?.name).to.equal('Hot');
      expect(handOff?.made.person['textReason']).to.match(
        /4 visits to pricing this week; Head of IT, 400 employees/,
      );
    });

    it('twice in one round is handed over once', async () => {
      const email = 'robin@twice.example';
      const asks = { email, lastname: 'Berg', company: 'Twice' };
      await Promise.all([market.asks('Talk to sales', asks), market.asks('Talk to sales', asks)]);
      await market.reaches(email, 'mql');
      await market.asks('Talk to sales', asks);
      await market.settles();
      expect(await market.handOffs(email)).to.have.length(1);
      expect(await market.tasks(await market.record(email))).to.have.length(1);
    });

    it('while the SFA system is down is handed over when it is back, once', async () => {
      const email = 'robin@down.example';
      const effect = { kind: 'status', status: 503, body: 'down' };
      await market.world.force.control.post('faults', { effect, times: 6 });
      await market.asks('Talk to sales', { email, lastname: 'Berg', company: 'Down' });
      await market.reaches(email, 'mql');
      await market.world.force.control.clear('faults');
      await eventually(async () => {
        await market.settles();
        return (await inForce(market.world, 'Lead')).some((lead) => lead['Email'] === email);
      });
      await market.settles();
      expect(await market.tasks(await market.record(email))).to.have.length(1);
    });

    it('and is converted by sales before the task is there has it as a contact, once', async () => {
      const email = 'robin@quick.example';
      const { force } = market.world;
      const leads = async () =>
        (await inForce(market.world, 'Lead')).filter((lead) => lead['Email'] === email);
      const effect = { kind: 'status', status: 503, body: 'down' };
      await force.control.post('faults', { path: 'composite/sobjects/Task', effect, times: 2 });
      await market.asks('Talk to sales', { email, lastname: 'Berg', company: 'Quick' });
      await eventually(async () => (await leads()).length === 1);
      await force.convert(only(await leads()).Id);
      // No poll tells of the conversion: only the refusal of the task does.
      await market.world.forgetCalls();
      const contact = await market.record(email, 'Contact');
      await eventually(async () => (await market.tasks(contact)).length > 0, 8_000);
      const { force: calls } = await market.world.calls();
      expect(writesIn(calls)).to.be.below(10);
      await market.settles();
      expect(await market.tasks(contact)).to.have.length(1);
    });

    it('and is a Lead already keeps that Lead', async () => {
      const email = 'robin@known.example';
      const lead = await market.world.force.create('Lead', {
        Email: email,
        LastName: 'Berg',
        Company: 'Known',
      });
      await market.settles();
      await handedOver(email);
      expect(await market.record(email)).to.include({ Id: lead, Leadloop_Stage__c: 'mql' });
    });
  });

  describe('a gate is closed for who', () => {
    const stays = async (email: string, gate: string): Promise<void> => {
      await eventually(async () => (await market.closedFor(email)).includes(gate));
      await market.settles();
      expect(await market.handOffs(email)).to.deep.equal([]);
    };

    it('asks for support, who is led there', async () => {
      const email = 'robin@support.example';
      await market.asks('Support', { email, lastname: 'Berg', company: 'Support' });
      await market.asks('Book a demo', { email });
      await stays(email, 'Asked for support');
      expect((await market.told(email)).decided?.standing?.told['path']).to.equal('support');
    });

    it('asks for the press office', async () => {
      const email = 'robin@paper.example';
      await market.asks('Press enquiry', { email, lastname: 'Berg', company: 'Paper' });
      await market.asks('Book a demo', { email });
      await stays(email, 'Asked for the press office');
    });

    it('works for a competitor', async () => {
      const email = 'robin@rival.example';
      await market.asks('Talk to sales', { email, lastname: 'Berg', company: 'Rival' });
      await stays(email, 'Competitor');
    });

    it('is on the list of those who are left alone', async () => {
      const email = 'nobody@acme.example';
      await market.asks('Talk to sales', { email, lastname: 'Berg', company: 'Acme' });
      await stays(email, 'Suppressed');
    });

    it('has an address of a mail provider, until they ask for sales', async () => {
      const email = 'robin.berg@gmail.com';
      await market.knows({ email, ...HEAD_OF_IT, company: 'Freelance' });
      await market.visits(email, '/pricing', 3);
      await stays(email, 'Mail provider');
      await market.asks('Talk to sales', { email });
      await market.reaches(email, 'mql');
    });

    it('has no last name, until it is there', async () => {
      const email = 'robin@noname.example';
      await market.asks('Talk to sales', { email, company: 'Noname' });
      await stays(email, 'Data');
      await market.marketingEdits(email, { lastname: 'Berg' });
      await market.reaches(email, 'mql');
    });

    it('has no company, until it is there or they belong to an account', async () => {
      const email = 'robin@nowhere.example';
      await market.asks('Talk to sales', { email, lastname: 'Berg' });
      await stays(email, 'Company');
      await market.marketingEdits(email, { company: 'Nowhere' });
      await market.reaches(email, 'mql');
      const other = 'berg@nowhere.example';
      await market.asks('Talk to sales', { email: other, lastname: 'Berg' });
      await stays(other, 'Company');
      const company = await market.company({ name: 'Nowhere', domain: 'nowhere.example' });
      await market.world.hub.associate((await market.contact(other)).id, company);
      await market.reaches(other, 'mql');
    });

    it('is a customer, who is led to those who look after them', async () => {
      const email = 'robin@customer.example';
      await market.isContact(email, 'Customer');
      await market.salesMoves(await market.salesOpens(email, 'First'), { StageName: 'Closed Won' });
      await market.reaches(email, 'customer');
      await market.asks('Talk to sales', { email });
      await stays(email, 'Customer');
      expect((await market.told(email)).decided?.standing?.told['path']).to.equal('cross-sell');
    });

    it('has an open opportunity, until it is closed', async () => {
      const email = 'robin@open.example';
      await market.isContact(email, 'Open');
      await market.salesMoves(await market.salesOpens(email, 'Won before'), { StageName: 'Closed Won' });
      await market.reaches(email, 'customer');
      const second = await market.salesOpens(email, 'Open now');
      await market.asks('Talk to sales', { email });
      await stays(email, 'Open opportunity');
      await market.salesMoves(second, { StageName: 'Closed Lost' });
      await eventually(async () => !(await market.closedFor(email)).includes('Open opportunity'));
    });
  });

  describe('goes to', () => {
    const given = async (
      email: string,
    ): Promise<readonly [string | null | undefined, string | undefined]> => {
      await eventually(async () => (await market.handOffs(email)).length === 1);
      const [handOff] = await market.handOffs(email);
      return [handOff?.owner, handOff?.routed.rule ?? undefined];
    };

    it('the owner of the account', async () => {
      const company = await market.company({ name: 'Owned', domain: 'owned.example' }, KIM);
      await market.knows({ email: 'robin@owned.example', lastname: 'Berg', company: 'Owned' }, company);
      await market.asks('Talk to sales', { email: 'robin@owned.example' });
      expect(await given('robin@owned.example')).to.deep.equal([KIM, 'owner of the account']);
    });

    it('whoever has the large companies', async () => {
      const company = await market.company({
        name: 'Large',
        domain: 'large.example',
        numberofemployees: '5000',
      });
      await market.knows({ email: 'robin@large.example', lastname: 'Berg', company: 'Large' }, company);
      await market.asks('Talk to sales', { email: 'robin@large.example' });
      expect(await given('robin@large.example')).to.deep.equal([KIM, 'large companies']);
    });

    it('whoever has the country, however it is written', async () => {
      await handedOver('robin@vienna.example', { country: 'Österreich' });
      expect(await given('robin@vienna.example')).to.deep.equal([ALEX, 'territories']);
      await handedOver('robin@paris.example', { country: 'FR' });
      expect(await given('robin@paris.example')).to.deep.equal([SAM, 'territories']);
      expect(await market.ownerOf(await market.record('robin@paris.example'))).to.equal(SAM);
    });

    it('everybody else in turn, with those who did not get them and why', async () => {
      const emails = ['robin@turn1.example', 'robin@turn2.example'];
      for (const email of emails) await handedOver(email);
      expect(await Promise.all(emails.map(async (email) => (await given(email))[0]))).to.have.members([
        ALEX,
        SAM,
      ]);
      const [handOff] = await market.handOffs('robin@turn2.example');
      expect(handOff?.routed.losers).to.not.deep.equal([]);
    });
  });

  describe('is made', () => {
    it('a contact of a company that is known, with an opportunity and a part in it', async () => {
      const email = 'robin@buyer.example';
      await market.isContact(email, 'Buyer');
      await market.asks('Talk to sales', { email });
      await eventually(async () => (await market.opportunities('Buyer')).length === 1);
      await market.settles();
      expect(only(await market.opportunities('Buyer'))).to.include({
        Name: 'Buyer',
        StageName: 'Prospecting',
      });
      const [handOff] = await market.handOffs(email);
      expect(handOff?.kind).to.equal('Opportunity with a known company');
      const roles = await inForce(market.world, 'OpportunityContactRole');
      const { Id } = await market.record(email, 'Contact');
      expect(only(roles.filter(({ ContactId }) => ContactId === Id))).to.include({ Role: 'Evaluator' });
      const deals = (await inHub(market.world, 'deals')).filter(
        ({ properties }) => properties['dealname'] === 'Buyer',
      );
      const contacts = await market.world.hub.associated('deals', only(deals).id, 'contacts');
      expect(contacts).to.deep.equal([(await market.contact(email)).id]);
    });

    it('a contact of a company that is known, without an opportunity when nobody asked for one', async () => {
      const email = 'robin@reader.example';
      await market.isContact(email, 'Reader', {
        Title: 'Head of IT',
        MailingCountry: 'Germany',
      });
      await market.visits(email, '/pricing', 4);
      await market.asks('Newsletter', { email });
      await market.asks('Download the guide', { email });
      await market.reaches(email, 'mql');
      await market.settles();
      expect((await market.handOffs(email))[0]?.kind).to.equal('Contact of a known company');
      expect(await market.opportunities('Reader')).to.deep.equal([]);
    });
  });

  describe('sales', () => {
    it('accepts', async () => {
      const email = 'robin@accept.example';
      await handedOver(email);
      await market.salesEdits(email, { Status: 'Working - Contacted' });
      await market.reaches(email, 'sal');
      await market.settles();
      expect((await market.contact(email)).properties['lifecyclestage']).to.equal('salesqualifiedlead');
    });

    for (const [reason, stage, days] of [
      ['unreachable', 'recycled', 30],
      ['bad timing', 'recycled', 90],
      ['no budget', 'recycled', 90],
      ['no need', 'recycled', 180],
      ['', 'recycled', 60],
      ['bad data', 'rejected', null],
      ['no fit', 'disqualified', null],
    ] as const)
      it(`rejects ${reason === '' ? 'without a reason' : `for "${reason}"`}: ${stage}`, async () => {
        const email = `robin@${reason === '' ? 'none' : reason.replace(' ', '-')}.example`;
        await handedOver(email);
        const status = { Status: 'Closed - Not Converted' };
        await market.salesEdits(
          email,
          reason === '' ? status : { ...status, Leadloop_Rejection_Reason__c: reason },
        );
        await market.reaches(email, stage);
        if (days !== null) expect(await daysUntilReturn(email)).to.equal(days);
      });

    /** Somebody who is handed over with an opportunity. */
    const opens = async (email: string, account: string): Promise<SalesforceRecord> => {
      await market.isContact(email, account);
      await market.asks('Talk to sales', { email });
      await eventually(async () => (await market.opportunities(account)).length === 1);
      await market.settles();
      await market.reaches(email, 'opportunity');
      return only(await market.opportunities(account));
    };

    it('wins', async () => {
      const email = 'robin@won.example';
      await market.salesMoves(await opens(email, 'Won'), {
        StageName: 'Closed Won',
        Amount: 1200.5,
        CloseDate: '2026-11-20',
      });
      await market.reaches(email, 'customer');
      await market.settles();
      expect((await market.contact(email)).properties).to.include({
        lifecyclestage: 'customer',
        leadloop_cycle: '1',
        leadloop_open_opportunities: '0',
        leadloop_won_opportunities: '1',
        leadloop_lost_opportunities: '0',
        leadloop_amount_won: '1200.5',
        leadloop_won_at: '2026-11-20',
      });
    });

    it('loses, and the person comes back to marketing', async () => {
      const email = 'robin@lost.example';
      await market.salesMoves(await opens(email, 'Lost'), { StageName: 'Closed Lost' });
      await market.reaches(email, 'recycled');
      expect(await daysUntilReturn(email)).to.equal(60);
      await market.settles();
      expect((await market.contact(email)).properties).to.include({
        leadloop_stage: 'recycled',
        leadloop_lost_opportunities: '1',
        leadloop_won_opportunities: '0',
      });
    });
  });

  describe('comes back', () => {
    const rejected = async (email: string): Promise<void> => {
      await handedOver(email);
      await market.salesEdits(email, { Status: 'Closed - Not Converted' });
      await market.reaches(email, 'recycled');
    };

    it('who asks again after a rejection, in a new round and to the same hands', async () => {
      const email = 'robin@again.example';
      await rejected(email);
      await market.daysPass(email, 3);
      await market.asks('Book a demo', { email });
      await market.reaches(email, 'mql');
      const [second, first] = await market.handOffs(email);
      expect([second?.cycle, first?.cycle]).to.deep.equal([2, 1]);
      expect(second?.owner).to.equal(first?.owner);
    });

    it('who was rejected for bad data and asks again', async () => {
      const email = 'robin@mended.example';
      await handedOver(email);
      await market.salesEdits(email, {
        Status: 'Closed - Not Converted',
        Leadloop_Rejection_Reason__c: 'Bad data',
      });
      await market.reaches(email, 'rejected');
      await market.daysPass(email, 1);
      await market.asks('Book a demo', { email });
      await market.reaches(email, 'mql');
      expect(await market.handOffs(email)).to.have.length(2);
    });

    it('nobody for what they asked before the rejection', async () => {
      const email = 'robin@old.example';
      await rejected(email);
      await market.visits(email, '/product');
      await market.settles();
      expect(await stageOf(email)).to.equal('recycled');
      expect(await market.handOffs(email)).to.have.length(1);
    });

    it('who was given back, on the day that was said', async () => {
      const email = 'robin@return.example';
      await rejected(email);
      await market.daysPass(email, 61);
      await market.reaches(email, 'engaged');
      expect((await market.told(email)).decided?.standing?.cycle).to.equal(2);
    });
  });
});
