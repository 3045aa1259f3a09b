import { expect } from 'chai';
import type { Fields } from '../../src/domain/value.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };
const HAND_OFF = '01a00000-0000-7000-8000-0000000000aa';

/** Takes in what the rules decided, as a decision does. */
const decided = (world: Harness, object: string, id: string, fields: Fields, key: string | null = null) => {
  const ref = { system: 'rules', object, id };
  const record = { ref, fields, externalKey: key, modifiedAt: new Date('2026-11-21T10:00:00Z') };
  return world.runtime.engine.sink.store([
    {
      ref,
      origin: 'intake',
      lane: 'hot',
      snapshot: { kind: 'present', record },
      occurredAt: null,
      externalKey: key,
    },
  ]);
};

const isQuiet = async (world: Harness): Promise<boolean> =>
  Object.values(await world.settle()).every((count) => count === 0);

describe('what the rules decide', function () {
  this.timeout(60_000);
  let world: Harness;
  let person: string;
  before(async () => {
    world = await openHarness();
  });
  after(() => world.close());
  beforeEach(() => world.reset());

  const arrives = async (): Promise<string> => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    person = (await why(world, ADA.email)).id;
    return contact;
  };
  const decide = (fields: Fields) => decided(world, 'person', person, fields, person);

  it('goes to both systems, and stays there until it is decided anew', async () => {
    const contact = await arrives();
    await decide({ stage: 'mql', fit: 40, engagement: 25.5, grade: 'A', textReason: 'Asked for a demo' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({
      Leadloop_Stage__c: 'mql',
      Leadloop_Fit__c: 40,
      Leadloop_Engagement__c: 25.5,
      Leadloop_Grade__c: 'A',
      Leadloop_Reason__c: 'Asked for a demo',
    });
    expect(only(await inHub(world, 'contacts')).properties).to.include({
      leadloop_stage: 'mql',
      leadloop_fit: '40',
      leadloop_reason: 'Asked for a demo',
    });
    await world.hub.edit('contacts', contact, { leadloop_stage: 'mine' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Leadloop_Stage__c: 'mql' });
    await decide({ stage: 'sal' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Leadloop_Stage__c: 'sal', Leadloop_Fit__c: 40 });
    expect(only(await inHub(world, 'contacts')).properties['leadloop_stage']).to.equal('sal');
    expect(await isQuiet(world)).to.equal(true);
  });

  it('counts the company of a newcomer from the first write on', async () => {
    const company = await world.hub.create('companies', {
      name: 'Engines',
      domain: 'engines.example',
      numberofemployees: '400',
    });
    const contact = await world.hub.create('contacts', { ...ADA, email: 'ada@engines.example' });
    await world.hub.associate(contact, company);
    await world.settle();
    const alone = { ...ADA, email: 'ada@elsewhere.example' };
    await world.hub.create('contacts', alone);
    await world.settle();
    const fitOf = async (email: string) =>
      only((await inForce(world, 'Lead')).filter((lead) => lead['Email'] === email))['Leadloop_Fit__c'];
    expect(await fitOf('ada@engines.example')).to.equal(Number(await fitOf(alone.email)) + 25);
    await world.hub.edit('companies', company, { numberofemployees: '40' });
    await world.settle();
    expect(await fitOf('ada@engines.example')).to.equal(await fitOf(alone.email));
    expect(await isQuiet(world)).to.equal(true);
  });

  it('makes a task for the rep on the Lead, which it waits for, and only one', async () => {
    await arrives();
    const task = {
      person,
      subject: 'Call Ada',
      body: 'Asked for a demo',
      dueDate: '2026-11-23',
      priority: 'High',
    };
    await decided(world, 'task', HAND_OFF, task);
    await world.settle();
    const lead = only(await inForce(world, 'Lead'));
    expect(only(await inForce(world, 'Task'))).to.include({
      Subject: 'Call Ada',
      Description: 'Asked for a demo',
      ActivityDate: '2026-11-23',
      Priority: 'High',
      Status: 'Not Started',
      WhoId: lead.Id,
    });
    await decided(world, 'task', HAND_OFF, task);
    expect(await isQuiet(world)).to.equal(true);
  });

  it('makes an opportunity, and the contact role once the person is a Contact', async () => {
    const seen = await world.hub.create('companies', { name: 'Engines', domain: 'engines.example' });
    await world.settle();
    const company = (await why(world, seen)).id;
    await arrives();
    const lead = only(await inForce(world, 'Lead'));
    await decided(world, 'contact-role', HAND_OFF, {
      person,
      opportunity: HAND_OFF,
      role: 'Decision Maker',
      primary: true,
    });
    await decided(world, 'opportunity', HAND_OFF, {
      account: company,
      name: 'Engines',
      stage: 'Prospecting',
      closeDate: '2026-12-31',
      amount: 12_000,
    });
    await world.settle();
    const opportunity = only(await inForce(world, 'Opportunity'));
    expect(opportunity).to.include({
      Name: 'Engines',
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
      Amount: 12_000,
      AccountId: only(await inForce(world, 'Account')).Id,
    });
    expect(await inForce(world, 'OpportunityContactRole')).to.have.length(0);
    // The conversion makes an opportunity of its own beside ours.
    const ofOurs = async (type: string, field: string) =>
      (await inForce(world, type)).filter((record) => record[field] === opportunity.Id);
    await world.force.convert(lead.Id);
    await world.settle();
    expect(only(await ofOurs('OpportunityContactRole', 'OpportunityId'))).to.include({
      OpportunityId: opportunity.Id,
      ContactId: only(await inForce(world, 'Contact')).Id,
      Role: 'Decision Maker',
      IsPrimary: true,
    });
    await world.force.edit('Opportunity', opportunity.Id, { StageName: 'Closed Won' });
    await world.settle();
    expect(only(await ofOurs('Opportunity', 'Id'))).to.include({ StageName: 'Closed Won' });
    expect(await isQuiet(world)).to.equal(true);
  });
});

describe('a person who becomes a customer before sales knows them', function () {
  this.timeout(60_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings({
      'match: [email]': `match: [email]\nscope: { to salesforce: 'handOffAs != null' }`,
    });
    world = await openHarness({ configDir: mappings.folder });
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  it('is made a Contact, as the rules say, and no Lead', async () => {
    await world.hub.create('contacts', ADA);
    await world.settle();
    expect(await inForce(world, 'Lead')).to.have.length(0);
    const { id } = await why(world, ADA.email);
    await decided(world, 'person', id, { handOffAs: 'contact' }, id);
    await world.settle();
    expect(only(await inForce(world, 'Contact'))).to.include({ LastName: 'Byron' });
    expect(await inForce(world, 'Lead')).to.have.length(0);
    expect(await isQuiet(world)).to.equal(true);
  });
});
