import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { delivered, inForce, inHub, only } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };
/** Salesforce stamps whole seconds, so that only edits in different seconds have an order. */
const SECOND = 1_100;

const ROWS = {
  jobTitle: `  jobTitle:
    type: text
    hubspot: jobtitle
    salesforce: { field: Title, write: [{ truncate: 128 }] }
    lead-intake: jobTitle`,
  city: `  city:
    type: text
    hubspot: city
    salesforce:
      Lead: { field: City, write: [{ truncate: 40 }] }
      Contact: { field: MailingCity, write: [{ truncate: 40 }] }
    lead-intake: city`,
};

/**
 * https://knowledge.hubspot.com/salesforce/map-hubspot-properties-to-salesforce-fields, each rule as the row that
 * docs/mapping.md gives for it, on fields of the shipped mapping.
 */
describe("the four rules of HubSpot's own Salesforce connector", function () {
  this.timeout(60_000);
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  let world: Harness;
  let contact: string;
  let lead: string;

  before(async () => {
    mappings = await editedMappings({
      [ROWS.jobTitle]:
        '  preferSalesforce: { type: text, hubspot: jobtitle, salesforce: Title, direction: to hubspot, authority: salesforce-unless-blank }',
      'mobilePhone: { type: phone, hubspot: mobilephone, salesforce: MobilePhone, lead-intake: mobilePhone }':
        'alwaysSalesforce: { type: phone, hubspot: mobilephone, salesforce: MobilePhone, direction: to hubspot }',
      [ROWS.city]:
        '  twoWay: { type: text, hubspot: city, salesforce: { Lead: City, Contact: MailingCity }, authority: latest }',
      'rules: textReason': 'rules: sentence',
      'website: { type: url, hubspot: website, salesforce: { Lead: Website }, lead-intake: website }':
        'dontSync: { type: url, hubspot: website }',
    });
    // The shipped rules ask for fields that have other names here, and give a text.
    await rm(join(mappings.folder, 'rules'), { recursive: true });
    world = await openHarness({ configDir: mappings.folder });
  });
  beforeEach(async () => {
    await world.reset();
    contact = await world.hub.create('contacts', ADA);
    await world.settle();
    lead = only(await inForce(world, 'Lead')).Id;
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  const hub = async (property: string) => only(await inHub(world, 'contacts')).properties[property] ?? null;
  const force = async (field: string) => only(await inForce(world, 'Lead'))[field] ?? null;
  const inHubSpot = async (properties: Record<string, string>): Promise<void> => {
    await world.hub.edit('contacts', contact, properties);
    await world.settle();
  };
  const inSalesforce = async (fields: Record<string, unknown>): Promise<void> => {
    await world.force.edit('Lead', lead, fields);
    await world.settle();
  };
  /** Both are edited before either is heard of, HubSpot first. */
  const inBoth = async (properties: Record<string, string>, fields: Record<string, unknown>) => {
    await world.hub.control.post('webhooks', { lose: 1 });
    await world.hub.edit('contacts', contact, properties);
    await sleep(SECOND);
    await inSalesforce(fields);
  };
  afterEach('a further sync writes nothing', async () => {
    const before = await delivered(world);
    await world.settleAll();
    expect(await delivered(world)).to.deep.equal(before);
  });

  it('prefer Salesforce unless blank: HubSpot fills a blank, and Salesforce overwrites and clears', async () => {
    await inHubSpot({ jobtitle: 'Countess' });
    expect(await force('Title')).to.equal('Countess');
    await inHubSpot({ jobtitle: 'Programmer' });
    expect([await hub('jobtitle'), await force('Title')]).to.deep.equal(['Programmer', 'Countess']);
    await inSalesforce({ Title: 'Lady' });
    expect([await hub('jobtitle'), await force('Title')]).to.deep.equal(['Lady', 'Lady']);
    await inBoth({ jobtitle: 'Programmer' }, { Title: 'Baroness' });
    expect([await hub('jobtitle'), await force('Title')]).to.deep.equal(['Baroness', 'Baroness']);
    await inSalesforce({ Title: null });
    expect([await hub('jobtitle'), await force('Title')]).to.deep.equal([null, null]);
  });

  it('always use Salesforce: HubSpot never writes, not even a blank, and is overwritten and cleared', async () => {
    await inHubSpot({ mobilephone: '+442079460001' });
    expect([await hub('mobilephone'), await force('MobilePhone')]).to.deep.equal(['+442079460001', null]);
    await inSalesforce({ MobilePhone: '+442079460002' });
    expect(await hub('mobilephone')).to.equal('+442079460002');
    await inBoth({ mobilephone: '+442079460003' }, { MobilePhone: '+442079460004' });
    expect([await hub('mobilephone'), await force('MobilePhone')]).to.deep.equal([
      '+442079460004',
      '+442079460004',
    ]);
    await inSalesforce({ MobilePhone: null });
    expect(await hub('mobilephone')).to.equal(null);
  });

  it('two-way: the most recent value holds, whichever side it is of, and clearing clears', async () => {
    await inHubSpot({ city: 'London' });
    expect(await force('City')).to.equal('London');
    await inSalesforce({ City: 'Paris' });
    expect(await hub('city')).to.equal('Paris');
    await inBoth({ city: 'Rome' }, { City: 'Oslo' });
    expect([await hub('city'), await force('City')]).to.deep.equal(['Oslo', 'Oslo']);
    await world.hub.control.post('webhooks', { lose: 1 });
    await world.force.edit('Lead', lead, { City: 'Bonn' });
    await sleep(SECOND);
    await inHubSpot({ city: 'Bern' });
    expect([await hub('city'), await force('City')]).to.deep.equal(['Bern', 'Bern']);
    await inHubSpot({ city: '' });
    expect([await hub('city'), await force('City')]).to.deep.equal([null, null]);
  });

  it("don't sync: both keep their own, whatever either writes", async () => {
    const before = await delivered(world);
    await inHubSpot({ website: 'https://ada.example' });
    await inSalesforce({ Website: 'https://engines.example' });
    expect([await hub('website'), await force('Website')]).to.deep.equal([
      'https://ada.example',
      'https://engines.example',
    ]);
    expect(await delivered(world)).to.deep.equal(before);
  });
});
