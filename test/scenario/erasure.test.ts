import { expect } from 'chai';
import { sql } from 'kysely';
import type { EraseAnswer, EraseRequest, Erasure } from '../../src/domain/erasure.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inForce, inHub, only, why } from './views.ts';

const ADDRESS = 'ada@acme.example';
const ADA = {
  email: ADDRESS,
  firstname: 'Adalina',
  lastname: 'Byronova',
  jobtitle: 'Countess-Engineer',
  phone: '+431513001815',
  company: 'Acme',
};
/** What tells who she is, wherever it turns up. */
const TELLING = /ada@acme\.example|Adalina|Byronova|Countess-Engineer|431513001815|Secret-Wish/i;

describeShapes(
  'erasing a person',
  (world) => {
    const erase = (request: Partial<EraseRequest> = {}): Promise<EraseAnswer> =>
      world.runtime.operations.erase({
        address: ADDRESS,
        entities: [],
        dryRun: false,
        who: 'kim',
        ...request,
      });
    const begun = async (request: Partial<EraseRequest> = {}): Promise<Erasure> => {
      const answer = await erase(request);
      if (answer.kind !== 'begun') throw new Error(JSON.stringify(answer));
      return only(answer.erasures);
    };
    const ended = (id: string): Promise<void> =>
      eventually(async () => {
        const erasures = await world.runtime.operations.erasures();
        return erasures.some((one) => one.id === id && one.state === 'done');
      });
    const held = async (): Promise<readonly string[]> =>
      (await world.runtime.operations.status()).failures.map(({ code }) => code);
    const fillIn = async (more: Record<string, string> = {}): Promise<void> => {
      const reply = await fetch(`${world.url}/intake/web-form`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-leadloop-key': 'form-key-for-tests' },
        body: JSON.stringify({ email: ADDRESS, firstName: 'Adalina', lastName: 'Byronova', ...more }),
      });
      expect(reply.status, await reply.text()).to.be.below(300);
      await world.settle();
    };
    /** Every row of every table as text. */
    async function wholeLedger(): Promise<string> {
      const { rows: tables } = await sql<{ name: string }>`
        select table_name as name from information_schema.tables
        where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name not like 'bullmq%'`.execute(
        world.runtime.db,
      );
      const texts: string[] = [];
      for (const { name } of tables) {
        const { rows } =
          await sql`select ${name}::text as "in", to_jsonb(t) as row from ${sql.table(name)} t`.execute(
            world.runtime.db,
          );
        texts.push(...rows.map((row) => JSON.stringify(row)));
      }
      return texts.filter((text) => !text.startsWith('{"in":"config')).join('\n');
    }
    const expectQuiet = async (): Promise<void> => {
      const { writes } = await world.runtime.operations.sync({ full: true });
      expect(Object.values(writes).filter((count) => count > 0)).to.deep.equal([]);
    };

    describe('whom both systems and a form know', () => {
      let contact: string;
      let entity: string;
      beforeEach(async () => {
        contact = await world.hub.create('contacts', ADA);
        await world.settleAll();
        await fillIn({ message: 'Secret-Wish' });
        const lead = only(await inForce(world, 'Lead'));
        await world.force.create('Task', {
          Subject: 'Call with Adalina',
          WhoId: lead.Id,
          Status: 'Completed',
          TaskSubtype: 'Call',
        });
        await world.settle();
        entity = (await why(world, contact)).id;
        expect(await wholeLedger()).to.match(TELLING);
      });

      it('shows what would happen, and does none of it', async () => {
        const answer = await erase({ dryRun: true });
        if (answer.kind !== 'planned') throw new Error(JSON.stringify(answer));
        const { records, ledger } = only(answer.people);
        expect(records.map(({ ref, how }) => [ref.system, ref.object, how.kind])).to.have.deep.members([
          ['hubspot', 'contacts', 'delete'],
          ['salesforce', 'Lead', 'delete'],
        ]);
        expect(ledger).to.include.keys('shadow', 'record', 'address', 'touchpoint', 'receipt');
        await expectQuiet();
        expect(await inHub(world, 'contacts')).to.have.length(1);
        expect(await world.runtime.operations.erasures()).to.deep.equal([]);
      });

      it('deletes her in both systems, and leaves nothing that tells who she was', async () => {
        const { id } = await begun();
        await ended(id);
        expect(await inHub(world, 'contacts')).to.deep.equal([]);
        expect(await inForce(world, 'Lead')).to.deep.equal([]);
        await world.settleAll();
        const left = (await wholeLedger()).split('\n').filter((line) => TELLING.test(line));
        expect(left).to.deep.equal([]);
        await expectQuiet();
        expect(await inHub(world, 'contacts')).to.deep.equal([]);
        expect(await inForce(world, 'Lead')).to.deep.equal([]);
        expect((await erase()).kind).to.equal('past');
      });

      it('proves it without naming her', async () => {
        const { id } = await begun();
        await ended(id);
        const proof = only(await world.runtime.operations.erasures());
        expect(proof).to.deep.include({ id, entity, askedBy: 'kim', state: 'done' });
        expect(proof.steps.map(({ ref, state }) => [ref.system, state])).to.have.deep.members([
          ['hubspot', 'done'],
          ['salesforce', 'done'],
        ]);
        expect(only(proof.addresses).hash).to.match(/^[\da-f]{64}$/);
        expect(JSON.stringify(proof)).to.not.match(TELLING);
        expect(proof.ledger['shadow']).to.be.greaterThan(1);
      });

      it('holds whoever brings the address again, until a person lets it in', async () => {
        const { id } = await begun();
        await ended(id);
        await fillIn();
        expect(await held()).to.deep.equal(['ERASED']);
        expect(await inHub(world, 'contacts')).to.deep.equal([]);
        const later = await world.force.create('Lead', {
          Email: ADDRESS,
          LastName: 'Byronova',
          Company: 'Acme',
        });
        await world.settleAll();
        expect(await inHub(world, 'contacts')).to.deep.equal([]);
        expect(
          (await world.runtime.operations.status()).stages.reduce((n, { people }) => n + people, 0),
        ).to.equal(1);

        expect(await world.runtime.operations.forgetErasure(id, 'kim')).to.deep.equal({ released: 1 });
        await world.settle();
        expect(only(await inHub(world, 'contacts')).properties['email']).to.equal(ADDRESS);
        expect(only(await inForce(world, 'Lead')).Id).to.equal(later);
        expect((await why(world, later)).id).to.not.equal(entity);
        expect(await held()).to.deep.equal([]);
      });

      it('tells of a record that is restored from the recycle bin', async () => {
        const lead = only(await inForce(world, 'Lead'));
        const { id } = await begun();
        await ended(id);
        await world.force.control.post('undelete', { type: 'Lead', id: lead.Id });
        await world.settleAll();
        expect(await held()).to.deep.equal(['ERASED']);
        expect(await inHub(world, 'contacts')).to.deep.equal([]);
      });

      for (const [name, fault] of Object.entries({
        'a lost answer': { kind: 'lose-answer' },
        'a lost request': { kind: 'lose-request' },
        'a 500': { kind: 'status', status: 500, body: [] },
      })) {
        for (const system of ['hub', 'force'] as const) {
          it(`is not stopped by ${name} of ${system}`, async () => {
            const path = system === 'hub' ? '/contacts/gdpr-delete' : '/composite/sobjects';
            await world[system].control.post('faults', { path, effect: fault, times: 1 });
            const { id } = await begun();
            await ended(id);
            expect(await inHub(world, 'contacts')).to.deep.equal([]);
            expect(await inForce(world, 'Lead')).to.deep.equal([]);
          });
        }
      }
    });

    it('tells what keeps it, and goes on when it is asked for again', async () => {
      await world.hub.create('contacts', ADA);
      await world.settleAll();
      await world.hub.control.post('faults', {
        path: '/contacts/gdpr-delete',
        effect: {
          kind: 'status',
          status: 403,
          body: {
            status: 'error',
            category: 'MISSING_SCOPES',
            message: 'This app hasn’t been granted all required scopes',
          },
        },
        times: 1,
      });
      const { id, state } = await begun();
      expect(state).to.equal('erasing');
      const { erasures } = await world.runtime.operations.status();
      expect(
        erasures.map(({ erasure, system, code, parked }) => [erasure, system, code, parked]),
      ).to.deep.equal([[id, 'hubspot', 'ERASURE_NOT_ALLOWED', true]]);
      // Her record in the ledger is still there, and nobody works on it.
      await world.hub.edit('contacts', only(await inHub(world, 'contacts')).id, { jobtitle: 'Analyst' });
      await world.settle();
      expect(await inForce(world, 'Lead')).to.deep.equal([]);
      expect((await begun()).id).to.equal(id);
      await ended(id);
      expect((await world.runtime.operations.status()).erasures).to.deep.equal([]);
    });

    it('anonymises the Contact of a customer, and keeps the opportunity', async () => {
      const account = await world.force.create('Account', { Name: 'Acme' });
      const contact = await world.force.create('Contact', {
        Email: ADDRESS,
        FirstName: 'Adalina',
        LastName: 'Byronova',
        AccountId: account,
      });
      const opportunity = await world.force.create('Opportunity', {
        Name: 'Engines',
        AccountId: account,
        StageName: 'Prospecting',
        CloseDate: '2027-01-31',
        Amount: 1_000,
      });
      await world.force.create('OpportunityContactRole', {
        OpportunityId: opportunity,
        ContactId: contact,
        Role: 'Decision Maker',
      });
      await world.settleAll();
      const { id } = await begun();
      await ended(id);
      await world.settleAll();
      expect(only(await inForce(world, 'Contact'))).to.include({
        Id: contact,
        FirstName: null,
        LastName: 'Erased',
        Email: null,
      });
      expect(only(await inForce(world, 'Opportunity'))['Amount']).to.equal(1_000);
      expect(await inHub(world, 'contacts')).to.deep.equal([]);
      expect((await wholeLedger()).split('\n').filter((line) => TELLING.test(line))).to.deep.equal([]);
    });

    it('erases only whom is chosen of several who share an address, and then holds nobody', async () => {
      await world.force.create('Lead', {
        Email: ADDRESS,
        FirstName: 'Peter',
        LastName: 'Moser',
        Company: 'Acme',
      });
      await world.settleAll();
      const peter = only(await inForce(world, 'Lead')).Id;
      const ada = await world.force.create('Lead', { Email: ADDRESS, LastName: 'Byronova', Company: 'Acme' });
      await world.settleAll();
      // They are taken for one, as people with one address are.
      const split = await world.runtime.operations.split({ record: ada, with: [], dryRun: false });
      expect(split.kind).to.equal('done');
      await world.settle();

      const answer = await erase();
      if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
      expect(answer.code).to.equal('SEVERAL');
      expect(answer.people).to.have.length(2);
      const { id: entity } = await why(world, ada);
      expect(await erase({ entities: ['01a208c7-0000-718c-82d9-1ed7b5184d4c'] })).to.include({
        code: 'NOT_THEIRS',
      });
      const { id } = await begun({ entities: [entity] });
      await ended(id);
      expect(only(await inForce(world, 'Lead')).Id).to.equal(peter);
      const [proof] = await world.runtime.operations.erasures();
      expect(only(proof?.addresses ?? []).releasedBy).to.equal('shared');
      await world.force.edit('Lead', peter, { City: 'Graz' });
      await world.settle();
      expect(only(await inHub(world, 'contacts')).properties['city']).to.equal('Graz');
    });

    it('says of a stranger that nobody is known', async () => {
      expect(await erase({ address: 'nobody@acme.example' })).to.include({ kind: 'refused', code: 'NOBODY' });
      expect(await erase({ address: 'no address' })).to.include({ kind: 'refused', code: 'NO_ADDRESS' });
    });
  },
  SHAPES,
);

describe('a mapping that lets erased people come back by a form', function () {
  this.timeout(60_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings({ 'come-back: hold': 'come-back: form' });
    world = await openHarness({ configDir: mappings.folder });
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  it('takes whoever fills one in as somebody new, and nobody else', async () => {
    await world.hub.create('contacts', ADA);
    await world.settleAll();
    const former = (await why(world, ADDRESS)).id;
    await world.runtime.operations.erase({ address: ADDRESS, entities: [], dryRun: false, who: 'kim' });
    const later = await world.force.create('Lead', { Email: ADDRESS, LastName: 'Old list', Company: 'Acme' });
    await world.settleAll();
    expect(await inHub(world, 'contacts')).to.deep.equal([]);

    const reply = await fetch(`${world.url}/intake/web-form`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-leadloop-key': 'form-key-for-tests' },
      body: JSON.stringify({ email: ADDRESS, lastName: 'Byronova' }),
    });
    expect(reply.status).to.be.below(300);
    await world.settle();
    const came = await why(world, later);
    expect(came.id).to.not.equal(former);
    expect(only(await inHub(world, 'contacts')).properties['email']).to.equal(ADDRESS);
    const [proof] = await world.runtime.operations.erasures();
    expect(proof?.addresses.map(({ releasedBy }) => releasedBy)).to.deep.equal(['form']);
  });
});
