import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect } from 'chai';
import { openHarness, type Harness } from '../support/harness.ts';
import { inForce, inHub, only, why } from './views.ts';

const PHONE = '+43 1 5130000';
/** Whoever was there before Leadloop began to watch. */
const ANNA = { firstname: 'Anna', lastname: 'Gruber' };
const ANNA_LEAD = { FirstName: 'Anna', LastName: 'Gruber', Company: 'Acme' };

describe('who is who where no e-mail address tells', function () {
  this.timeout(60_000);
  let world: Harness;
  before(async () => (world = await openHarness({ webhooks: false })));
  beforeEach(() => world.reset());
  after(() => world.close());

  const codes = async (needle: string): Promise<readonly string[]> =>
    (await why(world, needle)).failures.map((failure) => failure.code);
  const expectCounts = async (contacts: number, leads: number): Promise<void> => {
    expect(await inHub(world, 'contacts')).to.have.length(contacts);
    expect(await inForce(world, 'Lead')).to.have.length(leads);
  };
  const expectQuiet = async (): Promise<void> => {
    const { writes } = await world.runtime.operations.sync({ full: true });
    expect(Object.values(writes).filter((count) => count > 0)).to.deep.equal([]);
  };
  const expectLinked = async (contact: string, lead: string): Promise<void> => {
    const { links, failures } = await why(world, contact);
    expect(links.map((link) => link.id)).to.have.members([contact, lead]);
    expect(failures).to.deep.equal([]);
  };

  it('links the same phone and name, though one has no e-mail address, and says by which rule', async () => {
    const contact = await world.hub.create('contacts', { ...ANNA, phone: PHONE, email: 'anna@example.com' });
    const lead = await world.force.create('Lead', { ...ANNA_LEAD, Phone: '+43 (1) 513-00-00' });
    await world.settleAll();
    await expectLinked(contact, lead);
    await expectCounts(1, 1);
    expect((await why(world, contact)).links.map((link) => link.linkedBy)).to.include('same phone and name');
    await expectQuiet();
  });

  it('finds by the phone a record that Leadloop has never seen', async () => {
    const old = '2026-01-05T08:00:00.000+0000';
    const dates = { CreatedDate: old, LastModifiedDate: old, SystemModstamp: old };
    await world.force.control.post('records/Lead', [{ ...ANNA_LEAD, Phone: '+4315130000', ...dates }]);
    const contact = await world.hub.create('contacts', { ...ANNA, phone: PHONE });
    await world.settle();
    await expectLinked(contact, only(await inForce(world, 'Lead')).Id);
  });

  /** The same name in the same town: alike, but many share both. */
  async function alike(): Promise<{ readonly contact: string; readonly lead: string }> {
    const contact = await world.hub.create('contacts', { ...ANNA, city: 'Wien', email: 'anna@example.com' });
    const lead = await world.force.create('Lead', { ...ANNA_LEAD, City: 'Wien' });
    await world.settleAll();
    for (const [one, other] of [
      [contact, lead],
      [lead, contact],
    ] as const) {
      const failure = only((await why(world, one)).failures);
      expect(failure).to.include({ code: 'POSSIBLE_MATCH' });
      expect(failure.message)
        .to.include(other)
        .and.match(/alike, \d+\.\d % likely/);
      expect(failure.message).to.not.match(/Gruber|Wien|anna@/);
    }
    await expectCounts(1, 1);
    return { contact, lead };
  }

  it('parks who is only alike, with the candidate and why, and links once a person made them equal', async () => {
    const { contact, lead } = await alike();
    await expectQuiet();
    await world.force.edit('Lead', lead, { Email: 'anna@example.com' });
    await world.settle();
    await expectLinked(contact, lead);
    await expectCounts(1, 1);
  });

  it('goes on with both once a person told them apart, though only one was corrected', async () => {
    const { contact, lead } = await alike();
    await world.force.edit('Lead', lead, { FirstName: 'Peter', LastName: 'Moser' });
    await world.settle();
    await expectCounts(2, 2);
    expect([await codes(contact), await codes(lead)]).to.deep.equal([[], []]);
    await expectQuiet();
  });

  it('goes on when the one it could have been is deleted', async () => {
    const { contact, lead } = await alike();
    await world.force.remove('Lead', lead);
    await world.settle();
    await expectCounts(1, 1);
    expect(await codes(contact)).to.deep.equal([]);
  });

  it('parks where two candidates pass, from either side', async () => {
    const twins = async (): Promise<void> => {
      for (const City of ['Wien', 'Graz'])
        await world.force.create('Lead', { ...ANNA_LEAD, City, Phone: PHONE });
    };
    await twins();
    const contact = await world.hub.create('contacts', { ...ANNA, phone: PHONE, email: 'anna@example.com' });
    await world.settleAll();
    expect(await codes(contact)).to.deep.equal(['POSSIBLE_MATCH']);
    for (const lead of await inForce(world, 'Lead'))
      expect(await codes(lead.Id)).to.deep.equal(['POSSIBLE_MATCH']);
    await expectCounts(1, 2);
    const [first, second] = await inForce(world, 'Lead');
    await world.force.merge('Lead', first!.Id, second!.Id);
    await world.settle();
    expect(await codes(contact)).to.deep.equal([]);
    await expectCounts(1, 1);
  });

  it('makes two of people who are not alike, and links no company by a mail provider', async () => {
    await world.hub.create('contacts', { ...ANNA, phone: PHONE, email: 'anna@example.com' });
    await world.force.create('Lead', {
      FirstName: 'Peter',
      LastName: 'Moser',
      Company: 'Acme',
      Phone: PHONE,
    });
    await world.hub.create('companies', { name: 'Acme Research', domain: 'gmail.com' });
    await world.force.create('Account', { Name: 'Zenith Tools', Website: 'www.gmail.com' });
    await world.settleAll();
    await expectCounts(2, 2);
    expect(await inHub(world, 'companies')).to.have.length(2);
    expect(await inForce(world, 'Account')).to.have.length(2);
  });

  it('shows in a plan what would be linked and what parked, as it then is', async () => {
    const contact = await world.hub.create('contacts', { ...ANNA, phone: PHONE, email: 'anna@example.com' });
    await world.force.create('Lead', { ...ANNA_LEAD, Phone: PHONE });
    await world.hub.create('contacts', { firstname: 'Eva', lastname: 'Moser', city: 'Graz' });
    await world.force.create('Lead', { FirstName: 'Eva', LastName: 'Moser', Company: 'Acme', City: 'Graz' });
    const plan = await world.runtime.operations.plan({ selection: { kind: 'all' } });
    expect(plan.writes.filter((write) => write.kind === 'create')).to.deep.equal([]);
    expect(plan.parks.map((park) => park.code)).to.deep.equal(['POSSIBLE_MATCH', 'POSSIBLE_MATCH']);
    await world.settleAll();
    await expectCounts(2, 2);
    expect(await codes(contact)).to.deep.equal([]);
  });

  it('links nobody wrongly in two lists of 100 with doubles, namesakes and families, and then is quiet', async function () {
    this.timeout(120_000);
    const firsts = ['Anna', 'Eva', 'Peter', 'Jonas', 'Maria', 'Lukas', 'Sophie', 'Paul', 'Clara', 'Felix'];
    const lasts = ['Gruber', 'Moser', 'Steiner', 'Bauer', 'Pichler', 'Wagner', 'Huber', 'Leitner'];
    const cities = ['Wien', 'Graz', 'Linz'];
    const person = (n: number) => ({
      first: firsts[n % 10]!,
      last: lasts[n % 8]!,
      // A family of three shares a phone.
      phone: `+43 1 51300${String(Math.floor(n / 3)).padStart(2, '0')}`,
      city: cities[n % 3]!,
    });
    const whose = new Map<string, number>();
    for (let row = 0; row < 100; row += 1) {
      const n = row % 80; // the last 20 are doubles of the first
      const { first, last, phone, city } = person(n);
      const contact = { firstname: first, lastname: last, phone, city, email: `${row}@example.com` };
      whose.set(await world.hub.create('contacts', contact), n);
      const lead = { FirstName: first, LastName: last, Company: 'Acme', City: city };
      whose.set(await world.force.create('Lead', row % 4 === 0 ? lead : { ...lead, Phone: phone }), n);
    }
    await world.settleAll();
    const { rows } = await sql<{ records: string[] }>`
      select array_agg(record_id) as records from link where ended_why is null group by entity_id`.execute(
      world.runtime.db,
    );
    const people = rows.map(({ records }) => new Set(records.flatMap((id) => whose.get(id) ?? [])));
    expect(people.filter((one) => one.size > 1)).to.deep.equal([]);
    const known = rows.map(({ records }) => records.filter((id) => whose.has(id)));
    expect(known.filter((records) => records.length === 2).length).to.be.greaterThan(30);
    const parked = await world.runtime.operations.status();
    expect(parked.failures.map((failure) => failure.code)).to.include('POSSIBLE_MATCH');
    await expectQuiet();
  });
});

describe('rules of identity that do not stand', () => {
  it('are refused at start with line and fix, and nothing is connected', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leadloop-rules-'));
    try {
      await cp(join(import.meta.dirname, '..', '..', 'mappings'), folder, { recursive: true });
      const file = join(folder, 'identity.yaml');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('when: { phone: same,', 'when: { phon: same,'));
      const refused = await openHarness({ configDir: folder }).then(
        () => null,
        (error: unknown) => String(error),
      );
      expect(refused).to.match(/identity\.yaml:\d+:\d+ .*no comparison is named "phon".*"phone"/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
