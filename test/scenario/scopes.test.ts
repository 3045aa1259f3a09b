import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openHarness, type Harness } from '../support/harness.ts';
import { delivered, inForce, inHub, only, why } from './views.ts';

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');

const ROWS = `
  stage: { type: option, hubspot: lifecyclestage }
  visits: { type: text, hubspot: hs_lead_status }
  summary:
    type: text
    direction: to salesforce
    salesforce: { field: LeadSource, value: '"Status " + visits' }

scope:
  to salesforce: 'email != null && stage in ["lead", "salesqualifiedlead"]'
`;

/** The shipped mappings, with a scope and a computed column for people. */
async function configured(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leadloop-scopes-'));
  await cp(MAPPINGS, folder, { recursive: true });
  const file = join(folder, 'person.yaml');
  const text = (await readFile(file, 'utf8'))
    .replace(/^ {2}leadSource:.*?(?=^ {2}owner:)/msu, '')
    .replace(/^ {2}lifecycle:.*\n.*\n/mu, '');
  await writeFile(file, text + ROWS);
  return folder;
}

describe('mappings with expressions', function () {
  this.timeout(60_000);
  let world: Harness;
  let folder: string;
  before(async () => {
    folder = await configured();
    world = await openHarness({ configDir: folder });
  });
  after(async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => world.reset());

  const ada = (stage: string, more: Readonly<Record<string, string>> = {}) =>
    world.hub.create('contacts', {
      email: 'ada@acme.com',
      lastname: 'Lovelace',
      city: 'London',
      lifecyclestage: stage,
      ...more,
    });
  /** A stage goes back only when it was cleared first. */
  const enter = async (contact: string, stage: string): Promise<void> => {
    await world.hub.edit('contacts', contact, { lifecyclestage: '' });
    await world.hub.edit('contacts', contact, { lifecyclestage: stage });
    await world.settle();
  };
  const lead = async () => only(await inForce(world, 'Lead'));
  const unchanged = async (): Promise<void> => {
    const before = await delivered(world);
    await world.settleAll();
    expect(await delivered(world)).to.deep.equal(before);
  };

  it('makes no record of who is out of scope, and says why', async () => {
    await ada('subscriber');
    await world.settle();
    expect(await inForce(world, 'Lead')).to.have.length(0);
    const { outOfScope, links, failures, waiting } = await why(world, 'ada@acme.com');
    expect(only(outOfScope)).to.deep.equal({
      system: 'salesforce',
      scope: 'email != null && stage in ["lead", "salesqualifiedlead"]',
      why: 'stage in ["lead", "salesqualifiedlead"] does not hold (stage is "subscriber")',
    });
    expect([links.length, failures.length, waiting.length]).to.deep.equal([1, 0, 0]);
    await unchanged();
  });

  it('makes one record, with all that is known, when somebody comes into scope', async () => {
    const contact = await ada('subscriber');
    await world.settle();
    await world.hub.edit('contacts', contact, { lifecyclestage: 'lead' });
    await world.settle();
    expect(await lead()).to.include({ Email: 'ada@acme.com', LastName: 'Lovelace', City: 'London' });
    expect((await why(world, 'ada@acme.com')).outOfScope).to.deep.equal([]);
    await unchanged();
    expect(await inForce(world, 'Lead')).to.have.length(1);
  });

  it('writes nothing to who has left, goes on the other way, and brings the differences when he is back', async () => {
    const contact = await ada('lead');
    await world.settle();
    const { Id } = await lead();
    await world.hub.edit('contacts', contact, { lifecyclestage: 'customer' });
    await world.hub.edit('contacts', contact, { city: 'Paris' });
    await world.settle();
    expect(await lead()).to.include({ City: 'London' });
    await unchanged();

    await world.force.edit('Lead', Id, { Title: 'Countess' });
    await world.settle();
    expect(only(await inHub(world, 'contacts')).properties).to.include({
      jobtitle: 'Countess',
      city: 'Paris',
    });
    await unchanged();

    await enter(contact, 'lead');
    expect(await lead()).to.include({ Id, City: 'Paris', Title: 'Countess' });
    expect((await why(world, 'ada@acme.com')).conflicts).to.deep.equal([]);
    await unchanged();
  });

  it('links what is there already for the same person, and writes it only in scope', async () => {
    await ada('subscriber');
    await world.settle();
    const Id = await world.force.create('Lead', {
      LastName: 'Lovelace',
      Company: 'Acme',
      Email: 'ada@acme.com',
      Phone: '+442071234567',
    });
    await world.settle();
    const contact = only(await inHub(world, 'contacts'));
    expect(contact.properties).to.include({ phone: '+442071234567', company: 'Acme' });
    expect((await lead())['City'] ?? null).to.equal(null);
    await unchanged();
    await enter(contact.id, 'lead');
    expect(await lead()).to.include({ Id, City: 'London' });
    await unchanged();
  });

  describe('with a computed column', () => {
    const edit = async (properties: Readonly<Record<string, string>>): Promise<void> => {
      await world.hub.edit('contacts', only(await inHub(world, 'contacts')).id, properties);
      await world.settle();
    };
    const summary = async () => only(await inForce(world, 'Lead'))['LeadSource'] ?? null;

    it('it is written when its inputs change, at no other time, and is no change of its own', async () => {
      const person = { email: 'ada@acme.com', lastname: 'Lovelace', lifecyclestage: 'lead' };
      await world.hub.create('contacts', { ...person, hs_lead_status: 'NEW' });
      await world.settle();
      expect(await summary()).to.equal('Status NEW');
      await edit({ hs_lead_status: 'OPEN' });
      expect(await summary()).to.equal('Status OPEN');

      const before = await delivered(world);
      await world.settleAll();
      await edit({ hs_lead_status: 'OPEN' });
      expect(await delivered(world)).to.deep.equal(before);

      await world.force.edit('Lead', only(await inForce(world, 'Lead')).Id, { LeadSource: 'mine' });
      await world.settleAll();
      expect(await delivered(world)).to.deep.equal(before);
      expect(await summary()).to.equal('mine');

      await edit({ hs_lead_status: 'CONNECTED' });
      expect(await summary()).to.equal('Status CONNECTED');
      expect(only((await why(world, 'ada@acme.com')).conflicts)).to.deep.include({
        field: 'summary',
        reason: 'the field is computed',
      });
      await edit({ hs_lead_status: '' });
      expect(await summary()).to.equal(null);
    });
  });
});
