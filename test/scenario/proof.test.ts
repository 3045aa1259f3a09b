import { expect } from 'chai';
import type { ProofRequest } from '../../src/api/proof.ts';
import type { Proof } from '../../src/report/proof/proof.ts';
import { editedMappings } from './edited-mappings.ts';
import { openMarket, type Market } from './hand-over/market.ts';
import { eventually, only } from './views.ts';

const ALL: ProofRequest = { from: null, until: null, by: 'source', list: null, offline: false };
const REFUSED = 'Not with this company';

describe('the proof that nobody who was qualified is lost', function () {
  this.timeout(60_000);
  let market: Market;
  before(async () => {
    market = await openMarket();
    await market.world.force.control.post('rules', {
      validation: [{ type: 'Lead', field: 'Company', pattern: '^Refused', message: REFUSED }],
    });
  });
  after(() => market.close());

  const proof = (over: Partial<ProofRequest> = {}): Promise<Proof> =>
    market.world.runtime.operations.proof({ ...ALL, ...over });
  const listed = async (list: NonNullable<ProofRequest['list']>) =>
    (await proof({ list })).list?.entries ?? [];
  const personOf = async (email: string) => (await market.told(email)).id;
  const asks = (name: string, more: Record<string, string> = {}) =>
    market.asks('Talk to sales', {
      email: `${name}@${name}.example`,
      lastname: 'Berg',
      company: name,
      ...more,
    });

  it('finds everybody in one place, and says of each why', async () => {
    await asks('delivered');
    await asks('rejected');
    await asks('refused', { company: 'Refused' });
    await market.asks('Talk to sales', { email: 'held@held.example', company: 'Held' });
    for (const name of ['delivered', 'rejected', 'refused'])
      await market.reaches(`${name}@${name}.example`, 'mql');
    await eventually(async () => (await market.closedFor('held@held.example')).includes('Data'));
    await market.settles();
    await market.salesEdits('rejected@rejected.example', {
      Status: 'Closed - Not Converted',
      Leadloop_Rejection_Reason__c: 'no budget',
    });
    await market.reaches('rejected@rejected.example', 'recycled');

    const effect = { kind: 'status', status: 503, body: 'down' };
    const path = 'composite/sobjects/Lead/Leadloop_Id__c';
    await market.world.force.control.post('faults', { path, times: null, effect });
    await asks('waiting');
    await market.reaches('waiting@waiting.example', 'mql');
    await eventually(async () => {
      const [answer] = await market.world.runtime.operations.why('waiting@waiting.example');
      return answer?.waiting.some(({ stage }) => stage === 'outbox') === true;
    });

    const { addsUp, total, systems, differences, rows } = await proof();
    expect(total).to.deep.equal({
      qualified: 5,
      delivered: 1,
      waiting: 1,
      held: 1,
      rejected: 1,
      errored: 1,
      nowhere: 0,
      twice: 0,
      there: { hubspot: 1, salesforce: 1 },
    });
    expect(addsUp).to.equal(true);
    expect(rows.map(({ source, qualified }) => [source, qualified])).to.deep.equal([
      ['Demo or sales request', 5],
    ]);
    expect(systems).to.deep.equal([
      { system: 'hubspot', there: 1, problem: null },
      { system: 'salesforce', there: 1, problem: null },
    ]);
    expect(differences).to.deep.equal({ entries: [], more: 0 });

    const why = async (list: NonNullable<ProofRequest['list']>) => {
      const { person, why: because } = only(await listed(list));
      return [person, because];
    };
    expect(await why('delivered')).to.deep.equal([
      await personOf('delivered@delivered.example'),
      'sales sees it',
    ]);
    expect(await why('held')).to.deep.equal([
      await personOf('held@held.example'),
      'gate "Data" is closed: lastName is missing or not valid',
    ]);
    expect(await why('rejected')).to.deep.equal([
      await personOf('rejected@rejected.example'),
      '"Rejected": no budget',
    ]);
    const [refused, because] = await why('errored');
    expect(refused).to.equal(await personOf('refused@refused.example'));
    expect(because).to.match(/^salesforce refuses the person \(FIELD_CUSTOM_VALIDATION_EXCEPTION\): /);
    expect(await why('waiting')).to.deep.equal([
      await personOf('waiting@waiting.example'),
      'the person is to be written',
    ]);
    expect(await listed('nowhere')).to.deep.equal([]);
  });

  it('moves whoever goes on', async () => {
    await market.world.force.control.clear('faults');
    await market.marketingEdits('held@held.example', { lastname: 'Berg' });
    await market.reaches('held@held.example', 'mql');
    await eventually(async () => {
      await market.settles();
      return (await proof()).total.delivered === 3;
    });
    const { total, addsUp } = await proof({ by: 'campaign' });
    expect([total.held, total.waiting, addsUp]).to.deep.equal([0, 0, true]);
  });

  it('explains record by record what a system has no more', async () => {
    const { force } = market.world;
    const lead = await market.record('delivered@delivered.example', 'Lead');
    await force.remove('Lead', lead.Id);
    const { addsUp, total, systems, differences } = await proof();
    expect([addsUp, total.delivered]).to.deep.equal([true, 3]);
    expect(systems.map(({ system, there }) => [system, there])).to.deep.equal([
      ['hubspot', 3],
      ['salesforce', 2],
    ]);
    const { person, record, kind, why } = only(differences.entries);
    expect([person, record, kind, why]).to.deep.equal([
      await personOf('delivered@delivered.example'),
      `salesforce/Lead/${lead.Id}`,
      'deleted',
      'deleted there',
    ]);
  });

  it('asks nobody when it is not to, and says which system does not answer', async () => {
    expect(await proof({ offline: true })).to.deep.include({ addsUp: true, systems: [] });
    const effect = { kind: 'status', status: 400, body: '[{"errorCode":"X","message":"no"}]' };
    await market.world.force.control.post('faults', { path: 'composite/sobjects/Lead', times: null, effect });
    const { addsUp, systems, total, differences } = await proof();
    expect([addsUp, total.there, differences.entries]).to.deep.equal([true, { hubspot: 3 }, []]);
    expect(systems.find(({ system }) => system === 'salesforce')).to.have.property('there', null);
    await market.world.force.control.clear('faults');
  });

  it('keeps to those who were qualified in a period', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    expect((await proof({ from: tomorrow, offline: true })).total.qualified).to.equal(0);
    expect((await proof({ until: tomorrow, offline: true })).total.qualified).to.equal(5);
  });
});

describe('the proof, where a scope keeps people from sales', function () {
  this.timeout(60_000);
  let market: Market;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    const scope = `scope:\n  to salesforce: country != "Austria"\n`;
    mappings = await editedMappings({ 'fields:\n': `${scope}\nfields:\n` });
    market = await openMarket({ configDir: mappings.folder });
  });
  after(async () => {
    await market.close();
    await mappings.remove();
  });

  it('says that they are held, and that sales has whoever is there already with the task of the hand-off', async () => {
    const { force, runtime } = market.world;
    const [stranger, known] = ['new@vienna.example', 'known@vienna.example'];
    await force.create('Lead', { Email: known, LastName: 'Berg', Company: 'Known', Country: 'Austria' });
    await market.settles();
    for (const email of [stranger, known]) {
      await market.asks('Talk to sales', { email, lastname: 'Berg', company: email, country: 'Austria' });
      await market.reaches(email, 'mql');
    }
    await market.settles();
    const { addsUp, total, list } = await runtime.operations.proof({ ...ALL, list: 'held' });
    expect([addsUp, total.qualified, total.held, total.delivered]).to.deep.equal([true, 2, 1, 1]);
    const { person, why } = only(list?.entries ?? []);
    expect(person).to.equal((await market.told(stranger)).id);
    expect(why).to.equal(
      'salesforce: the person is out of scope: country != "Austria" does not hold (country is "Austria")',
    );
  });
});
