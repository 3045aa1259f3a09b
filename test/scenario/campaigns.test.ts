import { expect } from 'chai';
import { campaignFinder } from '../../src/domain/campaign.ts';
import { readCampaigns } from '../../src/ledger/campaigns.ts';
import { checkLive } from '../../src/runtime/check-live.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { silentLog } from '../support/log.ts';
import { call } from '../support/people.ts';
import { editedMappings } from './edited-mappings.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inForce, inHub, only, why } from './views.ts';

const AUTH = { authorization: 'Bearer pat-sandbox' };

/** The API of campaigns, as a person in HubSpot's pages would use it. */
const campaignsOf = (world: Harness) => {
  const root = (): string => `${world.hub.simulator.url}/marketing/v3/campaigns`;
  return {
    add: async (properties: Record<string, string>): Promise<string> =>
      ((await call(root(), 'POST', { properties }, AUTH)) as { id: string }).id,
    edit: (id: string, properties: Record<string, string>): Promise<unknown> =>
      call(`${root()}/${id}`, 'PATCH', { properties }, AUTH),
    remove: (id: string): Promise<unknown> => call(`${root()}/${id}`, 'DELETE', undefined, AUTH),
    cost: (id: string, of: 'budget' | 'spend', amount: number): Promise<unknown> =>
      call(`${root()}/${id}/${of}`, 'POST', { name: of, amount }, AUTH),
  };
};

const SPRING = {
  hs_name: 'Spring fair',
  hs_start_date: '2026-03-01',
  hs_end_date: '2026-03-04',
  hs_campaign_status: 'planned',
  hs_notes: 'Hall 4',
  hs_utm: 'spring-fair',
};

const writesNothing = async (world: Harness): Promise<void> => {
  expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
};

describeShapes('campaigns, kept in step both ways', (world) => {
  const hub = campaignsOf(world);
  const inSales = async () => only(await inForce(world, 'Campaign'));
  const inMarketing = async () => only(await inHub(world, 'campaigns'));

  it('are made in Salesforce with dates, status and cost, once', async () => {
    const id = await hub.add(SPRING);
    await hub.cost(id, 'budget', 2_000);
    await hub.cost(id, 'spend', 450);
    await world.settle();
    expect(await inSales()).to.include({
      Name: 'Spring fair',
      StartDate: '2026-03-01',
      EndDate: '2026-03-04',
      Status: 'Planned',
      Description: 'Hall 4',
      BudgetedCost: 2_000,
      ActualCost: 450,
      IsActive: true,
    });
    await writesNothing(world);
    await world.settleAll();
    await writesNothing(world);
    await inSales();
  });

  it('take what changes on either side across', async () => {
    const id = await hub.add(SPRING);
    await world.settle();
    const { Id } = await inSales();
    await world.force.edit('Campaign', Id, { Status: 'In Progress', EndDate: '2026-03-05' });
    await hub.edit(id, { hs_name: 'Spring trade fair' });
    await world.settle();
    expect((await inMarketing()).properties).to.include({
      hs_name: 'Spring trade fair',
      hs_campaign_status: 'in_progress',
      hs_end_date: '2026-03-05',
    });
    expect(await inSales()).to.include({ Name: 'Spring trade fair', EndDate: '2026-03-05' });
    await hub.cost(id, 'spend', 99);
    await hub.edit(id, { hs_campaign_status: 'paused' });
    await world.settle();
    expect(await inSales()).to.include({ ActualCost: 99, Status: 'In Progress' });
    await world.force.edit('Campaign', Id, { Status: 'Aborted' });
    await world.settle();
    expect((await inMarketing()).properties).to.include({ hs_campaign_status: 'completed' });
    expect(await inSales()).to.include({ Status: 'Aborted' });
    await writesNothing(world);
  });

  it('are linked where both have one of that name, and those of sales alone stay there', async () => {
    await world.force.create('Campaign', { Name: 'Spring fair', BudgetedCost: 10 });
    await world.force.create('Campaign', { Name: 'Key accounts' });
    await world.settle();
    expect(await inHub(world, 'campaigns')).to.deep.equal([]);
    await hub.add(SPRING);
    await world.settle();
    const [fair, ...others] = await inForce(world, 'Campaign');
    expect(fair).to.include({ Name: 'Spring fair', Description: 'Hall 4', BudgetedCost: 10 });
    expect(others.map((one) => one['Name'])).to.deep.equal(['Key accounts']);
    await writesNothing(world);
  });

  it('that are deleted in HubSpot stay in Salesforce, and are not made anew', async () => {
    const id = await hub.add(SPRING);
    await hub.add({ hs_name: 'Another' });
    await world.settle();
    await hub.remove(id);
    await world.settle();
    expect(await inForce(world, 'Campaign')).to.have.length(2);
    expect(await inHub(world, 'campaigns')).to.have.length(1);
    const told = await why(world, id);
    expect(JSON.stringify(told)).to.include('deleted');
    await writesNothing(world);
  });

  it('are known for reports with cost, currency, parent and every id, and found by what a link bears', async () => {
    const parent = await world.force.create('Campaign', {
      Name: 'Fairs',
      Type: 'Trade Show',
      BudgetedCost: 9,
    });
    const id = await hub.add({ ...SPRING, hs_currency_code: 'EUR' });
    await hub.cost(id, 'spend', 450);
    await world.settle();
    const child = only((await inForce(world, 'Campaign')).filter((one) => one.Id !== parent)).Id;
    await world.force.edit('Campaign', child, { ParentId: parent, Type: 'Conference' });
    await world.settle();
    const campaigns = await readCampaigns(world.runtime.db);
    const fairs = only(campaigns.filter(({ name }) => name === 'Fairs'));
    expect(fairs).to.include({ type: 'Trade Show', budgetedCost: 9, actualCost: null, parent: null });
    const fair = campaignFinder(campaigns)('spring-fair');
    expect(fair).to.deep.include({
      name: 'Spring fair',
      type: 'Conference',
      status: 'Planned',
      start: '2026-03-01',
      end: '2026-03-04',
      budgetedCost: null,
      actualCost: 450,
      currency: 'EUR',
      parent: fairs.id,
      refs: [
        { system: 'hubspot', object: 'campaigns', id },
        { system: 'salesforce', object: 'Campaign', id: child },
      ],
    });
  });

  it('are no reason to stop anything else where the account does not offer them', async () => {
    await world.hub.control.post('faults', {
      path: '/marketing/v3/campaigns',
      times: 100,
      effect: {
        kind: 'status',
        status: 403,
        body: { status: 'error', category: 'MISSING_SCOPES', message: 'no scopes' },
      },
    });
    await hub.add(SPRING).catch(() => undefined);
    await world.hub.create('contacts', { email: 'ada@acme.example', lastname: 'Byron', company: 'Acme' });
    await world.force.create('Campaign', { Name: 'Key accounts' });
    await world.settle();
    expect(await inForce(world, 'Lead')).to.have.length(1);
    const { connections } = await world.runtime.operations.status();
    expect(connections.every(({ paused }) => paused === null)).to.equal(true);
    await writesNothing(world);
  });
});

describe('campaigns of Salesforce that are to be made in HubSpot', function () {
  this.timeout(60_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings(
      {},
      { 'campaign.yaml': { '{ object: campaigns }': '{ object: campaigns, create: true }' } },
    );
    world = await openHarness({ configDir: mappings.folder });
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });
  beforeEach(() => world.reset());

  it('are made there once, under our key, and nothing comes back', async () => {
    const Id = await world.force.create('Campaign', { Name: 'Key accounts', StartDate: '2026-02-01' });
    await world.settle();
    const made = only(await inHub(world, 'campaigns'));
    expect(made.properties).to.include({ hs_name: 'Key accounts', hs_start_date: '2026-02-01' });
    expect(made.properties['leadloop_id']).to.equal((await why(world, Id)).id);
    await writesNothing(world);
  });

  it('are not doubled when the answer of the create is lost', async () => {
    await world.hub.control.post('faults', {
      method: 'POST',
      path: '/marketing/v3/campaigns',
      effect: { kind: 'lose-answer' },
    });
    await world.force.create('Campaign', { Name: 'Key accounts' });
    await world.settle();
    await eventually(async () => (await inHub(world, 'campaigns')).length === 1);
    await world.settle();
    await world.settleAll();
    only(await inHub(world, 'campaigns'));
    await writesNothing(world);
  });
});

describe('checking a file of campaigns', function () {
  this.timeout(60_000);
  let world: Harness;
  before(async () => {
    world = await openHarness();
  });
  after(() => world.close());
  beforeEach(() => world.reset());

  const check = async () => {
    const { hub, force } = world;
    const report = await checkLive({
      configDir: 'mappings',
      environment: { ...hub.simulator.environment, ...force.simulator.environment, SALESFORCE_STREAM: 'off' },
      log: silentLog,
    });
    return report.problems.filter(({ file }) => file.endsWith('campaign.yaml'));
  };

  it('tells of a Salesforce user who is no marketing user, and what to tick', async () => {
    await world.force.control.post('fls', { notCreateable: ['Campaign'] });
    const problem = only((await check()).filter(({ severity }) => severity === 'error'));
    expect(problem.code).to.equal('not-creatable');
    expect(problem.fix).to.include('Marketing User');
  });

  it('warns of an account without campaigns', async () => {
    await world.hub.control.post('faults', {
      path: '/marketing/v3/campaigns',
      times: 10,
      effect: { kind: 'status', status: 403, body: { category: 'MISSING_SCOPES' } },
    });
    const problems = await check();
    expect(problems.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
    expect(problems.map(({ code }) => code)).to.include('not-offered');
  });
});
