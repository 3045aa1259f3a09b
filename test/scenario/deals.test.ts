import { expect } from 'chai';
import { readOpportunityStages } from '../../src/ledger/opportunity-stages.ts';
import type { Harness } from '../support/harness.ts';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { inForce, inHub, only, why } from './views.ts';

const ADA = 'ada@acme.example';
const SALE = {
  Name: 'Engines',
  StageName: 'Prospecting',
  CloseDate: '2026-12-31',
  Amount: 12500.55,
  Type: 'New Customer',
};

/** Ada as a Contact of Acme in Salesforce, with both in HubSpot. */
async function withAda(world: Harness): Promise<{ readonly account: string; readonly contact: string }> {
  const account = await world.force.create('Account', { Name: 'Acme', Website: 'acme.example' });
  const contact = await world.force.create('Contact', {
    LastName: 'Byron',
    Email: ADA,
    AccountId: account,
  });
  await world.settle();
  return { account, contact };
}

const open = async (world: Harness, fields: Record<string, unknown> = {}): Promise<string> =>
  world.force.create('Opportunity', { ...SALE, ...fields });

const opportunity = async (world: Harness): Promise<Record<string, unknown>> =>
  only(await inForce(world, 'Opportunity'));
const deal = async (world: Harness): Promise<Record<string, string | null>> =>
  only(await inHub(world, 'deals')).properties;

describeShapes(
  'opportunities and deals kept in step',
  (world) => {
    it('makes one deal of an opportunity, with its primary company and the contacts of its roles', async () => {
      const { account, contact } = await withAda(world);
      const id = await open(world, { AccountId: account });
      await world.force.create('OpportunityContactRole', { OpportunityId: id, ContactId: contact });
      await world.settle();
      const made = only(await inHub(world, 'deals'));
      expect(made.properties).to.include({
        dealname: 'Engines',
        pipeline: 'default',
        dealstage: 'appointmentscheduled',
        amount: '12500.55',
        dealtype: 'newbusiness',
        closedate: '2026-12-31T12:00:00Z',
      });
      const company = only(await inHub(world, 'companies'));
      const person = only(await inHub(world, 'contacts'));
      expect(await world.hub.associated('deals', made.id, 'companies')).to.deep.equal([company.id]);
      expect(await world.hub.associated('deals', made.id, 'contacts')).to.deep.equal([person.id]);
      expect(await inForce(world, 'OpportunityContactRole')).to.have.length(1);
      expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
      await world.settleAll();
      expect(await inHub(world, 'deals')).to.have.length(1);
      expect(await inForce(world, 'OpportunityContactRole')).to.have.length(1);
    });

    it('carries edits both ways: what sales wins is closedwon, and what marketing edits arrives', async () => {
      const id = await open(world);
      await world.settle();
      const made = only(await inHub(world, 'deals')).id;
      await world.hub.edit('deals', made, { dealname: 'Two engines', dealstage: 'contractsent' });
      await world.settle();
      expect(await opportunity(world)).to.include({
        Name: 'Two engines',
        StageName: 'Proposal/Price Quote',
        CloseDate: '2026-12-31',
      });
      await world.force.edit('Opportunity', id, { StageName: 'Closed Won', Amount: 99.9 });
      await world.settle();
      expect(await deal(world)).to.include({
        dealstage: 'closedwon',
        amount: '99.9',
        hs_is_closed_won: 'true',
      });
    });
  },
  SHAPES,
);

describeShapes('an opportunity and its deal', (world) => {
  it('leaves a stage that is finer in Salesforce as it is', async () => {
    const id = await open(world, { StageName: 'Needs Analysis' });
    await world.settle();
    expect(await deal(world)).to.include({ dealstage: 'qualifiedtobuy' });
    await world.force.edit('Opportunity', id, { NextStep: 'Call', Amount: 1 });
    await world.settle();
    await world.settleAll();
    expect(await opportunity(world)).to.include({ StageName: 'Needs Analysis' });
    expect(await deal(world)).to.include({ amount: '1', dealstage: 'qualifiedtobuy' });
  });

  it('makes no opportunity of a deal that people make in HubSpot, and says why', async () => {
    const made = await world.hub.create('deals', {
      dealname: 'Renewal',
      dealstage: 'qualifiedtobuy',
      pipeline: 'default',
    });
    await world.settle();
    expect(await inForce(world, 'Opportunity')).to.have.length(0);
    expect(only((await why(world, made)).outOfScope).system).to.equal('salesforce');
  });

  it('takes the deal that was there before for the opportunity of the same name, close date and company', async () => {
    const twins: string[] = [];
    for (const name of ['Acme', 'Zenith']) {
      const domain = `${name.toLowerCase()}.example`;
      const company = await world.hub.create('companies', { name, domain });
      const twin = await world.hub.create('deals', {
        dealname: SALE.Name,
        dealstage: 'appointmentscheduled',
        pipeline: 'default',
        closedate: '2026-12-31T09:00:00Z',
      });
      await world.hub.sell(twin, company);
      const account = await world.force.create('Account', { Name: name, Website: domain });
      const id = await open(world, { AccountId: account });
      twins.push(twin, id);
    }
    await open(world, { CloseDate: '2027-01-31' });
    await world.settleAll();
    expect(await inHub(world, 'deals')).to.have.length(3);
    for (const [deal, id] of [twins.slice(0, 2), twins.slice(2)])
      expect((await why(world, String(deal))).links.map((link) => link.id)).to.have.members([deal, id]);
    expect((await inHub(world, 'deals')).map(({ properties }) => properties['amount'])).to.deep.equal(
      Array(3).fill('12500.55'),
    );
  });

  it('makes a contact role of a contact that marketing associates with the deal, once', async () => {
    const { account, contact } = await withAda(world);
    const id = await open(world, { AccountId: account });
    await world.settle();
    const made = only(await inHub(world, 'deals')).id;
    await world.hub.involve(made, only(await inHub(world, 'contacts')).id);
    await world.settle();
    const role = only(await inForce(world, 'OpportunityContactRole'));
    expect(role).to.include({ OpportunityId: id, ContactId: contact });
    await world.settleAll();
    expect(await inForce(world, 'OpportunityContactRole')).to.have.length(1);
  });

  it('links a role and an association that were made at the same time', async () => {
    const { account, contact } = await withAda(world);
    const id = await open(world, { AccountId: account });
    await world.settle();
    const made = only(await inHub(world, 'deals')).id;
    await world.hub.involve(made, only(await inHub(world, 'contacts')).id);
    const role = await world.force.create('OpportunityContactRole', {
      OpportunityId: id,
      ContactId: contact,
    });
    await world.settle();
    expect(only(await inForce(world, 'OpportunityContactRole')).Id).to.equal(role);
    const { links } = await why(world, role);
    expect(links.map(({ system }) => system)).to.have.members(['hubspot', 'salesforce']);
  });

  it('leaves the other side alone when a role, an association or an opportunity is taken away', async () => {
    const { account, contact } = await withAda(world);
    const id = await open(world, { AccountId: account });
    const role = await world.force.create('OpportunityContactRole', {
      OpportunityId: id,
      ContactId: contact,
    });
    await world.settle();
    const made = only(await inHub(world, 'deals')).id;
    await world.force.remove('OpportunityContactRole', role);
    await world.settle();
    expect(await world.hub.associated('deals', made, 'contacts')).to.have.length(1);
    await world.force.remove('Opportunity', id);
    await world.settle();
    await world.settleAll();
    expect(await inHub(world, 'deals')).to.have.length(1);
    expect(await inForce(world, 'Opportunity')).to.have.length(0);
    expect(await inForce(world, 'OpportunityContactRole')).to.have.length(0);
  });

  it('guesses no stage: what the mapping does not list waits, with what to do', async () => {
    const id = await open(world, { StageName: 'Pilot' });
    await world.settle();
    expect(await inHub(world, 'deals')).to.have.length(0);
    const failure = only((await why(world, id)).failures);
    expect(failure).to.include({ system: 'hubspot', code: 'VALUE_NOT_LISTED' });
    expect(failure.fix).to.include('Add "Pilot" under "values" of the field stage');
    await world.force.edit('Opportunity', id, { StageName: 'Qualification' });
    await world.settle();
    expect(await deal(world)).to.include({ dealstage: 'qualifiedtobuy' });
    expect((await why(world, id)).failures).to.deep.equal([]);
  });

  it('makes no second deal when the answer to the first is lost', async () => {
    await open(world);
    await world.hub.control.post('faults', { path: '/deals/batch/upsert', effect: { kind: 'lose-answer' } });
    await world.settle();
    await world.settle();
    expect(await inHub(world, 'deals')).to.have.length(1);
    expect(
      only(
        (await why(world, (await opportunity(world))['Id'] as string)).links.filter(
          ({ system }) => system === 'hubspot',
        ),
      ).endedWhy,
    ).to.equal(null);
  });

  it('keeps every stage that either system tells, with its time', async () => {
    const id = await open(world);
    await world.settle();
    await world.force.edit('Opportunity', id, { StageName: 'Qualification' });
    await world.settle();
    await world.force.edit('Opportunity', id, { StageName: 'Closed Won' });
    await world.settle();
    const entity = await why(world, id);
    const told = (await readOpportunityStages(world.runtime.db, [entity.id])).get(entity.id) ?? [];
    const inSales = told.filter(({ system }) => system === 'salesforce');
    expect(inSales.map(({ stage }) => stage)).to.deep.equal(['Prospecting', 'Qualification', 'Closed Won']);
    expect(inSales.every(({ exact }) => exact)).to.equal(true);
    const { CreatedDate, LastStageChangeDate } = await opportunity(world);
    expect(inSales[0]?.at.getTime()).to.equal(Date.parse(String(CreatedDate)));
    expect(inSales[2]?.at.getTime()).to.equal(Date.parse(String(LastStageChangeDate)));
    expect(entity.opportunityStages).to.deep.equal(told);
  });
});
