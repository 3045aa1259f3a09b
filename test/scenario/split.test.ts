import { expect } from 'chai';
import { sql } from 'kysely';
import type { Split, SplitReport } from '../../src/domain/split.ts';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { inForce, inHub, only, waiting, why } from './views.ts';

const OFFICE = 'office@acme.example';
const ANNA = { email: OFFICE, firstname: 'Anna', lastname: 'Gruber', jobtitle: 'Engineer' };
const PETER = { Email: OFFICE, FirstName: 'Peter', LastName: 'Moser', Company: 'Acme', City: 'Graz' };

describeShapes(
  'taking a wrong link back',
  (world) => {
    const post = async (body: object): Promise<{ readonly status: number; readonly body: object }> => {
      const reply = await fetch(`${world.url}/api/v1/split`, {
        method: 'POST',
        headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: reply.status, body: (await reply.json()) as object };
    };
    const split = async (record: string, ...others: readonly string[]) => {
      const { status, body } = await post({ record, with: others });
      expect(status, JSON.stringify(body)).to.equal(200);
      await world.settle();
      return body as Extract<Split, { kind: 'done' }>;
    };
    const refusal = async (record: string, ...others: readonly string[]): Promise<unknown> => {
      const { status, body } = await post({ record, with: others });
      return [status, (body as { readonly error: { readonly code: string } }).error.code];
    };
    const contactOf = async (id: string): Promise<Readonly<Record<string, unknown>>> =>
      only((await inHub(world, 'contacts')).filter((record) => record.id === id)).properties;
    const leadOf = async (id: string): Promise<Readonly<Record<string, unknown>>> =>
      only((await inForce(world, 'Lead')).filter((record) => record.Id === id));
    const linksOf = async (id: string): Promise<readonly string[]> =>
      (await why(world, id)).links.filter((link) => link.endedWhy === null).map((link) => link.id);
    const partnerOf = async (id: string): Promise<string> =>
      only((await linksOf(id)).filter((other) => other !== id));
    const returned = ({ givenBack }: SplitReport): Readonly<Record<string, unknown>> =>
      Object.fromEntries(
        givenBack.map(({ ref, fields }) => [
          ref.id,
          Object.fromEntries(Object.entries(fields).map(([name, { to }]) => [name, to])),
        ]),
      );
    const expectQuiet = async (): Promise<void> => {
      const { writes } = await world.runtime.operations.sync({ full: true });
      expect(Object.values(writes).filter((count) => count > 0)).to.deep.equal([]);
    };
    const expectCounts = async (contacts: number, leads: number): Promise<void> => {
      expect(await inHub(world, 'contacts')).to.have.length(contacts);
      expect(await inForce(world, 'Lead')).to.have.length(leads);
    };
    /** A change of either side reaches the other, and nobody else. */
    const expectInStep = async (contact: string, lead: string): Promise<void> => {
      await world.hub.edit('contacts', contact, { phone: `+43151300${contact.slice(-2)}` });
      await world.force.edit('Lead', lead, { Street: `Street of ${lead}` });
      await world.settle();
      expect((await leadOf(lead))['Phone']).to.equal(`+43151300${contact.slice(-2)}`);
      expect((await contactOf(contact))['address']).to.equal(`Street of ${lead}`);
    };

    describe('between two people who share an e-mail address', () => {
      let contact: string;
      let lead: string;
      beforeEach(async () => {
        // The later one wins at the first meeting, and Salesforce tells the time in whole seconds.
        lead = await world.force.create('Lead', PETER);
        contact = await world.hub.create('contacts', ANNA);
        await world.settleAll();
        expect(await linksOf(contact)).to.have.members([contact, lead]);
        expect(await leadOf(lead)).to.include({ FirstName: 'Anna', LastName: 'Gruber', Title: 'Engineer' });
        expect(await contactOf(contact)).to.include({ city: 'Graz', company: 'Acme' });
      });

      it('shows what would happen, and does none of it', async () => {
        const { body } = await post({ record: lead, dryRun: true });
        const shown = body as Extract<Split, { kind: 'planned' }>;
        expect(shown.kind).to.equal('planned');
        expect(shown.leaves.entity).to.equal(null);
        expect([shown.stays.lacks, shown.leaves.lacks]).to.deep.equal([
          [{ system: 'salesforce', made: true, why: null }],
          [{ system: 'hubspot', made: true, why: null }],
        ]);
        await expectQuiet();
        expect(await linksOf(contact)).to.have.members([contact, lead]);
      });

      it('gives each its values back, and keeps them apart for good', async () => {
        const done = await split(lead);
        expect(returned(done)).to.deep.equal({
          [contact]: { city: null, company: null },
          [lead]: { FirstName: 'Peter', LastName: 'Moser', Title: null },
        });
        expect(done.kept).to.deep.equal([]);
        expect(await leadOf(lead)).to.include({
          FirstName: 'Peter',
          LastName: 'Moser',
          Title: null,
          City: 'Graz',
        });
        expect(await contactOf(contact)).to.include({ firstname: 'Anna', lastname: 'Gruber' });
        expect((await contactOf(contact))['city'] ?? '').to.equal('');

        const annas = await leadOf(await partnerOf(contact));
        expect(annas).to.include({ FirstName: 'Anna', LastName: 'Gruber', Title: 'Engineer', City: null });
        // HubSpot takes an e-mail address once, so that Peter waits for one of his own.
        expect(only(done.heldUp)).to.include({ system: 'hubspot', code: 'ALREADY_EXISTS' });
        await expectCounts(1, 2);
        await expectQuiet();
        expect(await linksOf(lead)).to.deep.equal([lead]);
        const plan = await world.runtime.operations.plan({ selection: { kind: 'all' } });
        expect(plan.writes).to.deep.equal([]);

        await world.force.edit('Lead', lead, { Email: 'peter@acme.example' });
        await world.settle();
        await expectCounts(2, 2);
        const peters = await partnerOf(lead);
        expect(await contactOf(peters)).to.include({
          firstname: 'Peter',
          city: 'Graz',
          email: 'peter@acme.example',
        });
        await expectInStep(contact, await partnerOf(contact));
        await expectInStep(peters, lead);
        await expectQuiet();
        await expectCounts(2, 2);
      });

      it('is told of by why, in the audit log, and does nothing the second time', async () => {
        await split(lead);
        const [stays, left] = [await why(world, contact), await why(world, lead)];
        expect(only(stays.keptApart)).to.deep.include({
          entity: left.id,
          records: [`salesforce/Lead/${lead}`],
          by: 'command line',
        });
        expect(only(left.keptApart).entity).to.equal(stays.id);
        expect(stays.toBeCorrected.concat(left.toBeCorrected)).to.deep.equal([]);
        for (const record of [lead, contact]) expect((await split(record)).kind).to.equal('repeated');
        const { rows } = await sql<{ detail: object }>`select detail from audit where what = 'split'`.execute(
          world.runtime.db,
        );
        expect(rows.map((row) => row.detail)).to.deep.equal([
          { from: stays.id, to: left.id, records: [`salesforce/Lead/${lead}`] },
        ]);
      });

      it('leaves what somebody has changed since, and says so', async () => {
        await world.force.edit('Lead', lead, { Title: 'Fitter' });
        await world.hub.edit('contacts', contact, { company: 'Gruber KG' });
        await world.settle();
        const done = await split(lead);
        expect(returned(done)).to.deep.equal({
          [contact]: { city: null, jobtitle: 'Engineer' },
          [lead]: { FirstName: 'Peter', LastName: 'Moser', Company: 'Acme' },
        });
        expect(done.kept.map(({ ref, field, why: reason }) => [ref.id, field, reason])).to.have.deep.members([
          [contact, 'company', 'changed since'],
          [lead, 'Title', 'changed since'],
        ]);
        expect(await leadOf(lead)).to.include({ Title: 'Fitter', Company: 'Acme' });
        expect(await contactOf(contact)).to.include({ company: 'Gruber KG', jobtitle: 'Engineer' });
      });

      it('lists what it does not know, instead of guessing', async () => {
        await sql`update receipt set replaced = null where system = 'hubspot'`.execute(world.runtime.db);
        await sql`update link set linked_at = linked_at - interval '91 days' where system = 'salesforce'`.execute(
          world.runtime.db,
        );
        expect(returned(await split(lead))).to.deep.equal({
          [lead]: { FirstName: 'Peter', LastName: 'Moser', Title: null },
        });
      });
    });

    describe('of a record that carries the key of the other', () => {
      let contact: string;
      let lead: string;
      /** A rep has made somebody else of the lead that Leadloop had made for Anna. */
      beforeEach(async () => {
        contact = await world.hub.create('contacts', { ...ANNA, email: 'anna@acme.example' });
        await world.settle();
        lead = only(await inForce(world, 'Lead')).Id;
        await world.force.edit('Lead', lead, {
          FirstName: 'Peter',
          LastName: 'Moser',
          Email: 'peter@acme.example',
        });
        await world.settle();
        expect(await contactOf(contact)).to.include({ firstname: 'Peter', email: 'peter@acme.example' });
      });

      const expectTwoPeople = async (): Promise<void> => {
        await expectCounts(2, 2);
        const [annas, peters] = [await partnerOf(contact), await partnerOf(lead)];
        expect(await contactOf(contact)).to.include({ firstname: 'Anna', email: 'anna@acme.example' });
        expect(await leadOf(annas)).to.include({ FirstName: 'Anna', Email: 'anna@acme.example' });
        expect(await leadOf(lead)).to.include({ FirstName: 'Peter', Email: 'peter@acme.example' });
        expect(await contactOf(peters)).to.include({ firstname: 'Peter', email: 'peter@acme.example' });
        const keys = [(await leadOf(lead))['Leadloop_Id__c'], (await leadOf(annas))['Leadloop_Id__c']];
        expect(keys).to.deep.equal([(await why(world, lead)).id, (await why(world, contact)).id]);
        await expectInStep(contact, annas);
        await expectInStep(peters, lead);
        await expectQuiet();
      };

      it('gives it a key of its own before one is made in its place', async () => {
        const done = await split(lead);
        expect(done.rekeyed.map((ref) => ref.id)).to.deep.equal([lead]);
        expect(done.made).to.deep.equal(done.rekeyed);
        await expectTwoPeople();
      });

      it('comes to the same whichever of the two leaves', async () => {
        await split(contact);
        await expectTwoPeople();
      });

      it('waits with the other one, while the key can not be written', async () => {
        await world.force.control.post('faults', {
          method: 'PATCH',
          path: '/composite/sobjects',
          times: 3,
          effect: { kind: 'vendor', name: 'html-503' },
        });
        const { body } = await post({ record: lead });
        expect((body as Split).kind).to.equal('done');
        await world.settle();
        await expectTwoPeople();
      });

      it('loses nothing when the answer is lost', async () => {
        await world.force.control.post('faults', {
          method: 'PATCH',
          path: '/composite/sobjects/',
          effect: { kind: 'lose-answer' },
        });
        await post({ record: lead });
        await world.settle();
        await expectTwoPeople();
      });

      it('ends when somebody merges the two after all', async () => {
        await split(lead);
        await world.hub.merge('contacts', contact, await partnerOf(lead));
        await world.settle();
        const joined = await why(world, contact);
        expect(joined.id).to.equal((await why(world, lead)).id);
        expect(joined.keptApart).to.deep.equal([]);
        await expectQuiet();
      });
    });

    it('takes a twin out of a cluster, alone or with the record that is its own', async () => {
      for (const together of [false, true]) {
        await world.reset();
        const anna = await world.hub.create('contacts', { ...ANNA, email: 'anna@acme.example' });
        const peter = await world.hub.create('contacts', {
          email: 'peter@acme.example',
          firstname: 'Peter',
          lastname: 'Moser',
        });
        const lead = await world.force.create('Lead', { ...PETER, Email: 'peter@acme.example' });
        const wrong = await world.force.create('Lead', { ...PETER, Email: 'anna@acme.example' });
        await world.settleAll();
        await world.force.merge('Lead', lead, wrong);
        await world.settle();
        expect(await linksOf(anna)).to.have.members([anna, peter, lead]);
        await split(peter, ...(together ? [lead] : []));
        await expectCounts(2, 2);
        const [annas, peters] = [await partnerOf(anna), await partnerOf(peter)];
        expect(together ? peters : annas).to.equal(lead);
        // The merge has left Peter's address on what is Anna's now, and HubSpot takes it only once.
        if (!together) await world.force.edit('Lead', annas, { Email: 'anna@acme.example' });
        await world.settle();
        expect((await why(world, anna)).failures).to.deep.equal([]);
        await expectInStep(anna, annas);
        await expectInStep(peter, peters);
        await expectQuiet();
        await expectCounts(2, 2);
      }
    });

    it('is not undone by the rules of identity', async () => {
      const phone = '+4315130000';
      const named = { FirstName: 'Anna', LastName: 'Gruber', Company: 'Acme', Phone: phone };
      const lead = await world.force.create('Lead', named);
      const contact = await world.hub.create('contacts', { firstname: 'Anna', lastname: 'Gruber', phone });
      await world.settleAll();
      expect(await linksOf(contact)).to.have.members([contact, lead]);
      await split(lead);
      await world.settleAll();
      expect(await partnerOf(contact)).to.not.equal(lead);
      expect(await partnerOf(lead)).to.not.equal(contact);
      await expectCounts(2, 2);
      await expectQuiet();
    });

    it('refuses, with a reason, what is no wrong link', async () => {
      const contact = await world.hub.create('contacts', { ...ANNA, email: 'anna@acme.example' });
      const other = await world.hub.create('contacts', { email: 'eve@acme.example', lastname: 'Eve' });
      await world.settle();
      const lead = await partnerOf(contact);
      expect(await refusal('12345')).to.deep.equal([404, 'UNKNOWN_RECORD']);
      expect(await refusal(contact, other)).to.deep.equal([409, 'NOT_TOGETHER']);
      expect(await refusal(contact, lead)).to.deep.equal([409, 'NOTHING_STAYS']);
      await world.force.remove('Lead', lead);
      await world.settle();
      expect(await refusal(lead)).to.deep.equal([409, 'RECORD_ENDED']);
      expect(await refusal(`hubspot/contacts/${contact}`)).to.deep.equal([409, 'NOTHING_STAYS']);
      expect((await post({ record: '' })).status).to.equal(400);
      expect(await waiting(world)).to.equal(0);
    });
  },
  SHAPES,
  'people',
);
