import { expect } from 'chai';
import { findEntities } from '../../src/ledger/history.ts';
import { readStandings } from '../../src/ledger/standings.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { eventually, inForce, inHub, only, why, listening } from './views.ts';

/** A checkbox that nobody has mapped for conversions; sales has the last word on it. */
const SAMPLES =
  '{ type: boolean, hubspot: leadloop_samples, salesforce: Leadloop_Samples__c, authority: salesforce }';

describe('a lead that sales accepts', function () {
  this.timeout(60_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings(
      { 'fields:\n': `fields:\n  samples: ${SAMPLES}\n` },
      {
        'rules/handoff.yaml': {
          '    # convert: on-acceptance': '    convert: on-acceptance',
          '    # converted-opportunity:': '    converted-opportunity:',
        },
      },
    );
    world = await openHarness({ configDir: mappings.folder, touchpointDays: 1 });
    await listening(world);
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  const untilIn = async (email: string, stage: string): Promise<void> => {
    await eventually(async () => {
      await world.settle();
      const ids = await findEntities(world.runtime.db, email);
      return [...(await readStandings(world.runtime.db, ids)).values()][0]?.stage === stage;
    }, 15_000);
    await world.settle();
  };
  const handedOver = async (email: string, company: string): Promise<string> => {
    await world.hub.control.post('people', {
      does: 'fill-form',
      form: 'Talk to sales',
      page: 'https://www.acme.example/demo',
      fields: { email, firstname: 'Ada', lastname: 'Byron', company, leadloop_samples: 'true' },
    });
    await untilIn(email, 'mql');
    return (await inForce(world, 'Lead')).find((lead) => lead['Email'] === email)?.Id ?? '';
  };
  const of = async (type: string, field: string, value: unknown) =>
    only((await inForce(world, type)).filter((record) => record[field] === value));

  it('becomes a contact with an opportunity, and goes on as that', async () => {
    const email = 'ada@acme.example';
    const lead = await handedOver(email, 'Acme');
    await world.force.edit('Lead', lead, { Status: 'Working - Contacted' });
    await untilIn(email, 'opportunity');
    const contact = await of('Contact', 'Email', email);
    expect(contact).to.include({
      Leadloop_Stage__c: 'opportunity',
      Leadloop_Reason__c: 'Asked to talk to sales',
      Leadloop_Samples__c: true,
    });
    expect(only(await inHub(world, 'contacts')).properties['leadloop_samples']).to.equal('true');
    const opportunity = await of('Opportunity', 'Name', 'Acme');
    await of('OpportunityContactRole', 'OpportunityId', opportunity.Id);
    const { links } = await why(world, email);
    expect(links.map(({ object, endedWhy }) => [object, endedWhy])).to.deep.include.members([
      ['Lead', 'converted'],
      ['Contact', null],
    ]);
    expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
  });

  it('is converted once, when the answer is lost', async () => {
    const email = 'grace@navy.example';
    const lead = await handedOver(email, 'Navy');
    await world.force.control.post('faults', { path: 'services/Soap', effect: { kind: 'lose-answer' } });
    await world.force.edit('Lead', lead, { Status: 'Working - Contacted' });
    await untilIn(email, 'opportunity');
    await of('Contact', 'Email', email);
    await of('Opportunity', 'Name', 'Navy');
  });

  it('is left as it is when sales has converted it at the same moment', async () => {
    const email = 'alan@bletchley.example';
    const lead = await handedOver(email, 'Bletchley');
    await world.force.edit('Lead', lead, { Status: 'Working - Contacted' });
    await world.force.convert(lead);
    await untilIn(email, 'opportunity');
    await of('Contact', 'Email', email);
    expect(
      (await inForce(world, 'Opportunity')).filter(({ Name }) => String(Name).startsWith('Bletchley')),
    ).to.have.length(1);
  });
});
