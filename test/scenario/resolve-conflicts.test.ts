import { expect } from 'chai';
import { sql } from 'kysely';
import type { Resolution } from '../../src/domain/resolution.ts';
import type { ConflictView } from '../../src/ledger/list-conflicts.ts';
import { openHarness, writesIn, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { delivered, inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describe('a conflict that waits for a person', function () {
  this.timeout(60_000);
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  let world: Harness;
  let contact: string;
  let lead: string;
  let deliveredBefore: Readonly<Record<string, number>>;

  before(async () => {
    mappings = await editedMappings({
      '    hubspot: jobtitle\n    salesforce: { field: Title, write: [{ truncate: 128 }] }\n':
        '    authority: manual\n    hubspot: jobtitle\n    salesforce: Title\n',
    });
    world = await openHarness({ configDir: mappings.folder });
  });
  beforeEach(async () => {
    await world.reset();
    contact = await world.hub.create('contacts', { ...ADA, jobtitle: 'Countess' });
    await world.settle();
    lead = only(await inForce(world, 'Lead')).Id;
    await world.hub.control.post('webhooks', { lose: 1 });
    await world.force.edit('Lead', lead, { Title: 'Lady' });
    await world.hub.edit('contacts', contact, { jobtitle: 'Programmer' });
    await world.settle();
    await world.forgetCalls();
    deliveredBefore = await delivered(world);
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  const open = async (): Promise<ConflictView> =>
    only(await world.runtime.operations.conflicts({ open: true }));
  const conflict = async (): Promise<ConflictView> => only(await world.runtime.operations.conflicts({}));
  const take = (id: number, system: string, seen?: number): Promise<Resolution> =>
    world.runtime.operations.resolveConflict({
      id,
      answer: { kind: 'take', system },
      ...(seen === undefined ? {} : { seen }),
    });
  const give = (id: number, value: string): Promise<Resolution> =>
    world.runtime.operations.resolveConflict({ id, answer: { kind: 'value', value } });
  const titles = async () => [
    only(await inHub(world, 'contacts')).properties['jobtitle'],
    only(await inForce(world, 'Lead'))['Title'],
  ];
  /** Writes that reached each system since the conflict began. */
  const writes = async (): Promise<readonly number[]> => {
    const { hub, force } = await world.calls();
    return [writesIn(hub), writesIn(force)];
  };
  /** Writes that were delivered since the conflict began, by system. */
  const deliveredSince = async () => {
    const now = await delivered(world);
    return Object.fromEntries(
      Object.entries(now).map(([system, n]) => [system, n - (deliveredBefore[system] ?? 0)]),
    );
  };
  const audited = async () =>
    (
      await sql<{ who: string; detail: Record<string, unknown> }>`
        select who, detail from audit where what = 'resolve-conflict' order by id`.execute(world.runtime.db)
    ).rows;

  it('shows all values, what was agreed before, the rule, and who changed what when', async () => {
    const shown = await open();
    expect(shown).to.include({ field: 'jobTitle', state: 'open', rule: 'manual', winner: null, value: null });
    expect(shown.mappingVersion).to.equal(world.runtime.mappings.version);
    expect(shown.sides.map(({ ref, value, base }) => [ref.system, ref.id, value, base])).to.deep.equal([
      ['hubspot', contact, 'Programmer', 'Countess'],
      ['salesforce', lead, 'Lady', 'Countess'],
    ]);
    const [hub, force] = shown.sides.map((side) => side.changed);
    expect(hub).to.include({ of: 'field' });
    expect(hub?.through).to.be.a('string').and.not.equal('');
    expect(hub?.by).to.be.a('string').and.not.equal('');
    expect(force).to.include({ of: 'record', through: null });
    expect(force?.by).to.be.a('string').and.not.equal('');
    for (const side of [hub, force]) expect(Date.now() - Date.parse(side?.when ?? '')).to.be.below(60_000);
  });

  it('is resolved with one write to the side that differs, none to the other, and a second sync writes none', async () => {
    const { id } = await open();
    expect(await take(id, 'salesforce')).to.deep.equal({
      kind: 'accepted',
      id,
      state: 'resolved',
      value: 'Lady',
      writes: ['hubspot'],
      repeated: false,
    });
    expect(await titles()).to.deep.equal(['Lady', 'Lady']);
    await world.settle();
    await world.settle();
    await world.settleAll();
    expect(await writes()).to.deep.equal([1, 0]);
    expect(await conflict()).to.include({ state: 'resolved', winner: 'salesforce', value: 'Lady' });
    expect(only(await audited())).to.deep.nested.include({
      who: 'command line',
      'detail.take': 'salesforce',
      'detail.writes': ['hubspot'],
    });
    expect(JSON.stringify(await audited())).to.not.match(/Lady|Programmer/);
  });

  it('is resolved with a value of its own by one write to each side', async () => {
    const { id } = await open();
    expect(await give(id, ' Mathematician ')).to.deep.include({
      state: 'resolved',
      value: 'Mathematician',
      writes: ['hubspot', 'salesforce'],
    });
    await world.settleAll();
    expect(await titles()).to.deep.equal(['Mathematician', 'Mathematician']);
    expect(await writes()).to.deep.equal([1, 1]);
    expect(await conflict()).to.include({ state: 'resolved', winner: null, value: 'Mathematician' });
  });

  it('is resolved once, however often the same is answered', async () => {
    const { id } = await open();
    const answers = await Promise.all([take(id, 'hubspot'), take(id, 'hubspot')]);
    expect(answers.map((answer) => answer.kind)).to.include('accepted');
    expect(await take(id, 'hubspot')).to.deep.include({ kind: 'accepted', repeated: true, writes: [] });
    await world.settle();
    expect(await titles()).to.deep.equal(['Programmer', 'Programmer']);
    expect(await writes()).to.deep.equal([0, 1]);
    expect(await audited()).to.have.length(1);
  });

  it('refuses a second, other answer once it is closed', async () => {
    const { id } = await open();
    await take(id, 'hubspot');
    expect(await take(id, 'salesforce')).to.include({ kind: 'refused', code: 'CONFLICT_CLOSED' });
    await world.settle();
    expect(await titles()).to.deep.equal(['Programmer', 'Programmer']);
  });

  it('refuses an answer when a side has changed since, says what it is now, and takes the next one', async () => {
    const { id, revision } = await open();
    await world.force.edit('Lead', lead, { Title: 'Baroness' });
    const refusal = await take(id, 'hubspot');
    expect(refusal).to.deep.include({
      code: 'CONFLICT_STALE',
      now: [
        { system: 'hubspot', value: 'Programmer' },
        { system: 'salesforce', value: 'Baroness' },
      ],
    });
    if (refusal.kind === 'refused') expect(refusal.message + refusal.fix).to.not.match(/Baroness|Programmer/);
    await world.settle();
    expect(await titles()).to.deep.equal(['Programmer', 'Baroness']);

    const updated = await open();
    expect([updated.id, updated.revision > revision]).to.deep.equal([id, true]);
    expect(updated.sides.map((side) => side.value)).to.deep.equal(['Programmer', 'Baroness']);
    expect(await take(id, 'hubspot', revision)).to.include({ code: 'CONFLICT_STALE' });
    await world.forgetCalls();
    expect(await take(id, 'hubspot', updated.revision)).to.include({ state: 'resolved' });
    await world.settle();
    expect(await writes()).to.deep.equal([0, 1]);
  });

  it('refuses what a side can not take, before anything is written', async () => {
    const { id } = await open();
    const refusal = await give(id, 'x'.repeat(129));
    expect(refusal).to.include({ code: 'INVALID_VALUE' });
    if (refusal.kind === 'refused') expect(refusal.message).to.match(/salesforce.*128 characters of Title/);
    expect(await take(id, 'lead-intake')).to.include({ code: 'INVALID_VALUE' });
    expect(await take(id + 1_000, 'hubspot')).to.include({ code: 'NO_CONFLICT' });
    expect((await open()).id).to.equal(id);
    expect(await writes()).to.deep.equal([0, 0]);
  });

  it('closes by itself when the sides come to agree, and when one takes its change back', async () => {
    const { id } = await open();
    await world.hub.edit('contacts', contact, { jobtitle: 'Lady' });
    await world.settle();
    expect(await conflict()).to.include({ id, state: 'agreed' });
    expect(await deliveredSince()).to.deep.equal({ hubspot: 0, salesforce: 0 });
    expect(await take(id, 'hubspot')).to.include({ code: 'CONFLICT_CLOSED' });

    await world.hub.control.post('webhooks', { lose: 1 });
    await world.force.edit('Lead', lead, { Title: 'Countess' });
    await world.hub.edit('contacts', contact, { jobtitle: 'Programmer' });
    await world.settle();
    const again = await open();
    expect(again.id).to.not.equal(id);
    await world.force.edit('Lead', lead, { Title: 'Lady' });
    await world.settle();
    expect(await titles()).to.deep.equal(['Programmer', 'Programmer']);
    const [latest] = await world.runtime.operations.conflicts({});
    expect(latest).to.include({ id: again.id, state: 'overtaken' });
  });

  it('lets the other fields flow meanwhile, and stays open', async () => {
    const { id, revision } = await open();
    await world.force.edit('Lead', lead, { City: 'London' });
    await world.settle();
    expect(only(await inHub(world, 'contacts')).properties['city']).to.equal('London');
    expect(await titles()).to.deep.equal(['Programmer', 'Lady']);
    expect(await open()).to.include({ id, revision });
  });

  it('holds until it has arrived on both sides, although one write fails at first', async () => {
    const { id } = await open();
    await world.force.control.post('faults', {
      method: 'PATCH',
      times: 2,
      effect: { kind: 'status', status: 503, body: [] },
    });
    expect(await give(id, 'Mathematician')).to.include({ state: 'resolved' });
    await world.settle();
    expect(await titles()).to.deep.equal(['Mathematician', 'Mathematician']);
    expect(await world.force.control.get('faults')).to.deep.equal([2]);
    expect(await deliveredSince()).to.deep.equal({ hubspot: 1, salesforce: 1 });
  });

  it('is told by why and status: id, field, what each side says, and that a person is waited for', async () => {
    const shown = await open();
    const told = only((await why(world, contact)).conflicts);
    expect(told).to.include({ id: shown.id, field: 'jobTitle', state: 'open' });
    expect(told.sides).to.deep.equal(shown.sides);
    const status = await world.runtime.operations.status();
    expect(status).to.include({ openConflicts: 1, conflicts: 0 });
    expect(only(status.waitingConflicts)).to.deep.include({
      id: shown.id,
      field: 'jobTitle',
      systems: ['hubspot', 'salesforce'],
    });
    const page = await (await fetch(world.url)).text();
    expect(page).to.include(`leadloop conflicts resolve ${shown.id} --seen ${shown.revision} --take hubspot`);
    expect(page).to.not.match(/Programmer|Lady/);
  });

  it('is listed and answered over HTTP, for who is signed in', async () => {
    const api = `${world.url}/api/v1/conflicts`;
    const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
    expect((await fetch(api)).status).to.equal(401);
    const list = async (query: string) =>
      (await (await fetch(`${api}?${query}`, { headers })).json()) as ConflictView[];
    const { id } = only(await list('open=true&field=jobTitle&system=salesforce&entity=ada@example.com'));
    expect(await list('field=city')).to.deep.equal([]);
    expect(await list('entity=bob@example.com')).to.deep.equal([]);
    expect((await fetch(`${api}?opne=true`, { headers })).status).to.equal(400);

    const answer = async (body: object) => {
      const reply = await fetch(`${api}/${id}/resolution`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return [reply.status, (await reply.json()) as Record<string, unknown>] as const;
    };
    expect((await answer({}))[0]).to.equal(400);
    expect((await answer({ take: 'hubspot', value: 'x' }))[0]).to.equal(400);
    expect((await answer({ take: 'nobody' }))[0]).to.equal(422);
    const [stale, told] = await answer({ take: 'hubspot', seen: 77 });
    expect(stale).to.equal(409);
    expect(told).to.have.nested.property('error.code', 'CONFLICT_STALE');
    expect((await answer({ take: 'hubspot' }))[0]).to.equal(200);
    expect((await answer({ take: 'salesforce' }))[0]).to.equal(409);
    expect(await titles()).to.deep.equal(['Programmer', 'Programmer']);
    expect(await writes()).to.deep.equal([0, 1]);
  });
});
