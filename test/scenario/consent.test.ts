import { expect } from 'chai';
import { call } from '../support/people.ts';
import { BREAKER_FLOOR, openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { delivered, eventually, inForce, inHub, only, waiting, why } from './views.ts';

const EMAIL = 'ada@example.com';
const ADA = { email: EMAIL, firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

interface Statuses {
  readonly results: readonly { readonly status: string; readonly source: string }[];
}

const says = (world: Harness, does: 'unsubscribe' | 'resubscribe', more: object = {}): Promise<void> =>
  world.hub.control.post('people', { does, email: EMAIL, ...more });
const statuses = async ({ hub }: Harness): Promise<readonly string[]> => {
  const url = `${hub.simulator.url}/communication-preferences/v4/statuses/${EMAIL}?channel=EMAIL`;
  const { results } = (await call(url, 'GET', undefined, {
    authorization: 'Bearer pat-sandbox',
  })) as Statuses;
  return results.map(({ status }) => status);
};
const lead = async (world: Harness) => only(await inForce(world, 'Lead'));
const contact = async (world: Harness) => only(await inHub(world, 'contacts'));
const isOut = async (world: Harness) => ({
  hubspot: (await contact(world)).properties['hs_email_optout'] ?? null,
  salesforce: (await lead(world))['HasOptedOutOfEmail'],
});
const OUT = { hubspot: 'true', salesforce: true };
const quiet = async (world: Harness): Promise<void> => {
  const before = await delivered(world);
  await world.settleAll();
  expect(await delivered(world)).to.deep.equal(before);
};

describeShapes(
  'consent',
  (world) => {
    beforeEach(async () => {
      await world.hub.create('contacts', ADA);
      await world.settle();
    });

    it('carries an unsubscription in HubSpot to the Lead, with who said it and when', async () => {
      await says(world, 'unsubscribe');
      await world.settle();
      expect(await isOut(world)).to.deep.equal(OUT);
      const { consent } = await why(world, EMAIL);
      const told = consent.find(({ field }) => field === 'emailOptOut');
      expect(told).to.include({ isOut: true });
      expect(told?.last?.reason).to.equal('the person has opted out in hubspot');
      const source = told?.last?.sides.find(({ ref }) => ref.system === 'hubspot')?.changed;
      expect(source).to.include({ of: 'field', through: 'EMAIL' });
      await quiet(world);
    });

    it('unsubscribes from everything in HubSpot whom sales opts out, once', async () => {
      await world.force.edit('Lead', (await lead(world)).Id, { HasOptedOutOfEmail: true });
      await world.settle();
      expect(await isOut(world)).to.deep.equal(OUT);
      expect(await statuses(world)).to.deep.equal(['UNSUBSCRIBED', 'UNSUBSCRIBED']);
      await quiet(world);
    });

    it('takes a call that nobody may make any more from one side to the other', async () => {
      await world.hub.edit('contacts', (await contact(world)).id, { leadloop_do_not_call: 'true' });
      await world.settle();
      expect(await lead(world)).to.include({ DoNotCall: true, HasOptedOutOfEmail: false });
      await quiet(world);
    });

    it('loosens nobody when sales takes an opt-out back, says what to do, and ends it when the person subscribes', async () => {
      await says(world, 'unsubscribe');
      await world.settle();
      await world.force.edit('Lead', (await lead(world)).Id, { HasOptedOutOfEmail: false });
      await world.settle();
      expect(await isOut(world)).to.deep.equal({ hubspot: 'true', salesforce: false });
      const parked = (await why(world, EMAIL)).conflicts.find(({ state }) => state === 'open');
      expect(parked?.field).to.equal('emailOptOut');
      expect(parked?.reason).to.contain('only the person can opt in again');
      await quiet(world);

      await says(world, 'resubscribe');
      await world.settle();
      expect(await isOut(world)).to.deep.equal({ hubspot: 'false', salesforce: false });
      expect((await why(world, EMAIL)).conflicts.filter(({ state }) => state === 'open')).to.deep.equal([]);
      await quiet(world);
    });

    it('parks what only the person may do, when somebody answers that they are in again', async () => {
      await says(world, 'unsubscribe');
      await world.settle();
      await world.force.edit('Lead', (await lead(world)).Id, { HasOptedOutOfEmail: false });
      await world.settle();
      const open = (await why(world, EMAIL)).conflicts.find(({ state }) => state === 'open');
      await world.runtime.operations.resolveConflict({
        id: open!.id,
        answer: { kind: 'take', system: 'salesforce' },
      });
      await world.settle();
      expect(await isOut(world)).to.deep.equal({ hubspot: 'true', salesforce: false });
      expect((await why(world, EMAIL)).failures.map(({ code }) => code)).to.deep.equal([
        'OPT_IN_IS_THE_PERSONS',
      ]);
    });

    it('goes on while another field of the person is refused', async () => {
      const { Id } = await lead(world);
      await world.hub.control.post('faults', {
        method: 'POST',
        path: 'contacts/batch/update',
        times: 1_000,
        effect: {
          kind: 'status',
          status: 400,
          body: { status: 'error', message: 'Refused', category: 'VALIDATION_ERROR' },
        },
      });
      await world.force.edit('Lead', Id, { Title: 'Countess', HasOptedOutOfEmail: true });
      await world.settle();
      expect((await isOut(world)).hubspot).to.equal('true');
      const { failures } = await why(world, EMAIL);
      expect(failures.map(({ code }) => code)).to.deep.equal(['VALIDATION_ERROR']);
      expect((await contact(world)).properties['jobtitle']).to.be.oneOf([null, undefined]);
    });
  },
  SHAPES,
);

describeShapes('consent of those who come in', (world) => {
  it('makes an opted-out contact of an opted-out Lead, whatever HubSpot knew of the address', async () => {
    await world.force.create('Lead', {
      LastName: 'Byron',
      Company: 'Engines',
      Email: EMAIL,
      HasOptedOutOfEmail: true,
    });
    await world.settle();
    expect(await isOut(world)).to.deep.equal(OUT);
    await quiet(world);
  });

  it('takes the stricter of two records that meet for the first time', async () => {
    await world.hub.control.post('webhooks', { url: null });
    await world.hub.create('contacts', ADA);
    await says(world, 'unsubscribe');
    await world.force.create('Lead', {
      LastName: 'Byron',
      Company: 'Engines',
      Email: EMAIL,
      DoNotCall: true,
    });
    await world.settleAll();
    expect(await isOut(world)).to.deep.equal(OUT);
    expect((await contact(world)).properties).to.include({ leadloop_do_not_call: 'true' });
    await quiet(world);
  });

  it('opts out one by one where the edition has no batches', async () => {
    await world.hub.control.post('faults', {
      method: 'POST',
      path: 'statuses/batch',
      times: 1_000,
      effect: {
        kind: 'status',
        status: 403,
        body: { status: 'error', message: 'not granted', category: 'MISSING_SCOPES' },
      },
    });
    for (const name of ['A', 'B', 'C'])
      await world.force.create('Lead', {
        LastName: name,
        Company: 'Engines',
        Email: `${name.toLowerCase()}@example.com`,
        HasOptedOutOfEmail: true,
      });
    await world.settle();
    const all = await inHub(world, 'contacts');
    expect(all.map(({ properties }) => properties['hs_email_optout'])).to.deep.equal([
      'true',
      'true',
      'true',
    ]);
  });
});

describeShapes('a mass of opt-outs', function (world) {
  const CROWD = BREAKER_FLOOR + 30;

  it(`of ${CROWD} people is told of, and all of them are carried out`, async function () {
    this.timeout(120_000);
    const people = Array.from({ length: CROWD }, (_, index) => ({
      properties: { email: `person-${index}@example.com`, lastname: `Last ${index}`, company: 'Engines' },
    }));
    await call(`${world.hub.simulator.url}/_sim/records/contacts`, 'POST', people);
    await world.settleAll();
    await world.hub.control.post('webhooks', { url: null });
    for (const { properties } of people)
      await world.hub.control.post('people', { does: 'unsubscribe', email: properties.email });
    await world.settle();
    const leads = await inForce(world, 'Lead');
    expect(leads.filter((each) => each['HasOptedOutOfEmail'] === true)).to.have.length(CROWD);
    const breaker = only(await world.runtime.operations.breakers());
    expect(breaker).to.include({ system: 'salesforce', lane: 'hot', kind: 'opt-out', waiting: 0 });
  });
});

describe('consent beside a scope and a back-fill', function () {
  this.timeout(120_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings({
      'on-delete: unlink\n': 'on-delete: unlink\nscope: { to salesforce: \'city == "London"\' }\n',
      'salesforce: HasOptedOutOfEmail, authority: stricter }':
        'salesforce: HasOptedOutOfEmail, authority: stricter, opt-in: { from: hubspot, basis: legalBasis } }\n  legalBasis: { type: options, hubspot: hs_legal_basis }',
    });
    world = await openHarness({ configDir: mappings.folder });
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });
  beforeEach(async () => {
    await world.reset();
    await world.hub.create('contacts', { ...ADA, city: 'London' });
    await world.settle();
  });

  const leave = async (): Promise<void> => {
    await world.hub.edit('contacts', (await contact(world)).id, { city: 'Paris', jobtitle: 'Countess' });
    await world.settle();
    expect(await lead(world)).to.include({ City: 'London', Title: null });
  };

  it('reaches the record of who is out of scope, and nothing else does', async () => {
    await leave();
    await says(world, 'unsubscribe');
    await world.settle();
    expect(await lead(world)).to.include({ HasOptedOutOfEmail: true, City: 'London', Title: null });
    await quiet(world);
  });

  it('reaches them while a back-fill still waits', async () => {
    await leave();
    const people = Array.from({ length: 800 }, (_, index) => ({
      properties: { email: `bulk-${index}@example.com`, lastname: `Bulk ${index}`, city: 'London' },
    }));
    await call(`${world.hub.simulator.url}/_sim/records/contacts`, 'POST', people);
    const backfill = world.runtime.operations.sync({ full: true });
    await eventually(async () => (await waiting(world, 'bulk')) > 600);
    const carried = async () =>
      (await why(world, EMAIL)).receipts.filter(({ fields }) => fields.includes('HasOptedOutOfEmail'));
    try {
      await says(world, 'unsubscribe');
      await eventually(async () => (await carried()).length === 1);
      expect(await waiting(world, 'bulk')).to.be.greaterThan(0);
    } finally {
      await backfill;
    }
  });

  it('lets a person’s own opt-in loosen Salesforce where the mapping says so, and only with a legal basis', async () => {
    await says(world, 'unsubscribe');
    await world.settle();
    await says(world, 'resubscribe');
    await world.settle();
    expect(await isOut(world)).to.deep.equal({ hubspot: 'false', salesforce: true });
    const parked = (await why(world, EMAIL)).conflicts.find(({ state }) => state === 'open');
    expect(parked?.reason).to.contain('fill in legalBasis in hubspot');

    await world.hub.edit('contacts', (await contact(world)).id, {
      hs_legal_basis: 'Freely given consent from contact',
    });
    await world.settle();
    expect(await isOut(world)).to.deep.equal({ hubspot: 'false', salesforce: false });
    const kept = (await why(world, EMAIL)).conflicts.find(
      ({ winner, value }) => winner === 'hubspot' && value === false,
    );
    expect(kept?.reason).to.equal(
      'the person has opted in again in hubspot, on the basis Freely given consent from contact',
    );
    await quiet(world);
  });
});
