import { expect } from 'chai';
import { writesIn } from '../support/harness.ts';
import { call, type SalesforceRecord } from '../support/people.ts';
import { describeShapes } from './shapes.ts';
import { callsMade, inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Byron', company: 'Acme' };
const REP = 'alex.rep@example.com';
const HOUR_MS = 3_600_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString().replace(/\.\d+Z$/u, '.000Z');
const wire = (at: string): string => at.replace('.000Z', '.000+0000');

describeShapes('calls and meetings in both systems', (world) => {
  const hub = (method: string, path: string): Promise<unknown> =>
    call(`${world.hub.simulator.url}/crm/v4/objects/${path}`, method, undefined, {
      authorization: 'Bearer pat-sandbox',
    });
  const withContact = async (object: string, id: string, contact: string): Promise<void> => {
    await hub('PUT', `${object}/${id}/associations/default/contacts/${contact}`);
  };
  const contactsOf = async (object: string, id: string): Promise<readonly string[]> =>
    (
      (await hub('GET', `${object}/${id}/associations/contacts`)) as {
        readonly results: readonly { readonly toObjectId: number }[];
      }
    ).results.map(({ toObjectId }) => String(toObjectId));
  const noteInHub = async (
    object: string,
    properties: Record<string, string>,
    ...contacts: readonly string[]
  ): Promise<string> => {
    const id = await world.hub.create(object, properties);
    for (const contact of contacts) await withContact(object, id, contact);
    return id;
  };
  const userOf = async (email: string): Promise<string> =>
    only((await world.force.records('User')).filter((user) => user['Email'] === email)).Id;
  const ada = async (): Promise<{ readonly contact: string; readonly lead: SalesforceRecord }> => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    return { contact, lead: only(await inForce(world, 'Lead')) };
  };
  const writesNothingMore = async (): Promise<void> => {
    await world.forgetCalls();
    await world.settle();
    await world.settleAll();
    expect(writesIn(await callsMade(world))).to.equal(0);
  };

  describe('a call in HubSpot', () => {
    const at = ago(HOUR_MS);
    const CALL = {
      hs_timestamp: at,
      hs_call_title: 'Prices',
      hs_call_body: '<p>Wants <b>two</b> offers</p><p>R&amp;D pays</p><script>alert(1)</script>',
      hs_call_direction: 'INBOUND',
      hs_call_duration: '63500',
      hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
      hs_call_status: 'COMPLETED',
    };

    it('is a Task that is done on the Lead, once', async () => {
      const { contact, lead } = await ada();
      await noteInHub('calls', CALL, contact);
      await world.settle();
      expect(only(await inForce(world, 'Task'))).to.include({
        WhoId: lead.Id,
        Subject: 'Prices',
        Description: 'Wants two offers\nR&D pays',
        TaskSubtype: 'Call',
        CallType: 'Inbound',
        CallDurationInSeconds: 64,
        CallDisposition: 'Connected',
        Status: 'Completed',
        ActivityDate: at.slice(0, 10),
      });
      expect(await inHub(world, 'calls')).to.have.length(1);
      await writesNothingMore();
    });

    it('waits for the Lead, and is then there', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await noteInHub('calls', CALL, contact);
      await world.settle();
      expect(only(await inForce(world, 'Task'))['WhoId']).to.equal(only(await inForce(world, 'Lead')).Id);
      await writesNothingMore();
    });

    it('of nobody, or of more than 30 days ago, is left where it is, and why tells', async () => {
      const { contact } = await ada();
      await noteInHub('calls', CALL);
      const old = await noteInHub('calls', { ...CALL, hs_timestamp: ago(31 * 24 * HOUR_MS) }, contact);
      await world.settle();
      await world.settleAll();
      expect(await inForce(world, 'Task')).to.deep.equal([]);
      expect((await why(world, old)).outOfScope.find((row) => row.system === 'salesforce')).to.include({
        system: 'salesforce',
        scope: 'history: 30 days',
      });
    });

    it('follows edits of either side, and stays on the other when it is deleted', async () => {
      const { contact } = await ada();
      const made = await noteInHub('calls', CALL, contact);
      await world.settle();
      const { Id } = only(await inForce(world, 'Task'));
      await world.hub.edit('calls', made, { hs_call_title: 'Prices and terms' });
      await world.settle();
      expect(only(await inForce(world, 'Task'))['Subject']).to.equal('Prices and terms');
      await world.force.edit('Task', Id, { Description: 'Ask <legal> & finance' });
      await world.settle();
      const { properties } = only(await inHub(world, 'calls'));
      expect(properties['hs_call_body']).to.equal('Ask &lt;legal> &amp; finance');
      expect(properties['hs_timestamp']?.slice(0, 19)).to.equal(at.slice(0, 19));
      await writesNothingMore();
      await world.hub.remove('calls', made);
      await world.settle();
      expect(await inForce(world, 'Task')).to.have.length(1);
      expect(await inHub(world, 'calls')).to.deep.equal([]);
      await writesNothingMore();
    });

    it('goes to the Contact with a Lead that is converted, before and after', async () => {
      const { contact, lead } = await ada();
      await noteInHub('calls', CALL, contact);
      await world.settle();
      await world.force.convert(lead.Id);
      await noteInHub('calls', { ...CALL, hs_call_title: 'After' }, contact);
      await world.settle();
      const { Id } = only(await inForce(world, 'Contact'));
      const tasks = await inForce(world, 'Task');
      expect(tasks.map((task) => [task['Subject'], task['WhoId']])).to.have.deep.members([
        ['Prices', Id],
        ['After', Id],
      ]);
      await writesNothingMore();
    });

    it('with several contacts is of the one who was there first', async () => {
      const first = await world.hub.create('contacts', ADA);
      const second = await world.hub.create('contacts', { ...ADA, email: 'bea@acme.example' });
      await noteInHub('calls', CALL, second, first);
      await world.settle();
      const lead = (await inForce(world, 'Lead')).find((one) => one['Email'] === ADA.email);
      expect(only(await inForce(world, 'Task'))['WhoId']).to.equal(lead?.Id);
      await writesNothingMore();
    });

    it('is made once though Salesforce answers nothing', async () => {
      const { contact } = await ada();
      await world.force.control.post('faults', {
        path: 'composite/sobjects/Task/Leadloop_Id__c',
        effect: { kind: 'lose-answer' },
        times: 1,
      });
      await noteInHub('calls', CALL, contact);
      await world.settle();
      expect(await inForce(world, 'Task')).to.have.length(1);
      expect(await world.force.control.get('faults')).to.deep.equal([1]);
      await writesNothingMore();
    });
  });

  describe('a meeting in HubSpot', () => {
    const MEETING = {
      hs_meeting_title: 'Demo',
      hs_meeting_body: 'Ask for the budget',
      hs_meeting_location: 'Vienna',
      hs_meeting_start_time: ago(-24 * HOUR_MS),
      hs_meeting_end_time: ago(-25 * HOUR_MS),
    };

    it('is an Event from its beginning to its end, and moves with it', async () => {
      const { contact, lead } = await ada();
      const made = await noteInHub('meetings', MEETING, contact);
      await world.settle();
      expect(only(await inForce(world, 'Event'))).to.include({
        WhoId: lead.Id,
        Subject: 'Demo',
        Description: 'Ask for the budget',
        Location: 'Vienna',
        StartDateTime: wire(MEETING.hs_meeting_start_time),
        EndDateTime: wire(MEETING.hs_meeting_end_time),
        DurationInMinutes: 60,
      });
      expect(await inForce(world, 'Task')).to.deep.equal([]);
      await writesNothingMore();
      const later = { hs_meeting_start_time: ago(-48 * HOUR_MS), hs_meeting_end_time: ago(-50 * HOUR_MS) };
      await world.hub.edit('meetings', made, later);
      await world.settle();
      expect(only(await inForce(world, 'Event'))).to.include({
        StartDateTime: wire(later.hs_meeting_start_time),
        DurationInMinutes: 120,
      });
      await writesNothingMore();
    });

    it('without an end is left where it is', async () => {
      const { contact } = await ada();
      await noteInHub('meetings', { ...MEETING, hs_meeting_end_time: '' }, contact);
      await world.settle();
      expect(await inForce(world, 'Event')).to.deep.equal([]);
    });
  });

  describe('what a rep notes in Salesforce', () => {
    it('is a call in HubSpot with the contact, the owner and the time it was done', async () => {
      const { contact, lead } = await ada();
      await world.force.create('Task', {
        WhoId: lead.Id,
        OwnerId: await userOf(REP),
        Subject: 'Intro',
        Description: 'Long talk\nGood',
        TaskSubtype: 'Call',
        CallType: 'Outbound',
        CallDurationInSeconds: 90,
        Status: 'Completed',
        ActivityDate: ago(0).slice(0, 10),
      });
      await world.settle();
      const { id, properties } = only(await inHub(world, 'calls'));
      expect(properties).to.include({
        hs_call_title: 'Intro',
        hs_call_body: 'Long talk<br>Good',
        hs_call_direction: 'OUTBOUND',
        hs_call_duration: '90000',
      });
      expect(Math.abs(Date.parse(properties['hs_timestamp'] ?? '') - Date.now())).to.be.below(HOUR_MS);
      expect(properties['hubspot_owner_id']).to.match(/^\d+$/u);
      expect(await contactsOf('calls', id)).to.deep.equal([contact]);
      expect(await inForce(world, 'Task')).to.have.length(1);
      await writesNothingMore();
    });

    it('is no call before it was made, and a task, an e-mail or something private never', async () => {
      const { lead } = await ada();
      const of = { WhoId: lead.Id, Subject: 'Intro' };
      const planned = await world.force.create('Task', { ...of, TaskSubtype: 'Call' });
      await world.force.create('Task', { ...of, Status: 'Completed' });
      await world.force.create('Task', { ...of, TaskSubtype: 'Email', Status: 'Completed' });
      const times = { StartDateTime: ago(0), EndDateTime: ago(-HOUR_MS) };
      await world.force.create('Event', { ...of, ...times, IsPrivate: true });
      await world.settle();
      expect(await inHub(world, 'calls')).to.deep.equal([]);
      expect(await inHub(world, 'meetings')).to.deep.equal([]);
      await world.force.edit('Task', planned, { Status: 'Completed' });
      await world.settle();
      expect(await inHub(world, 'calls')).to.have.length(1);
      await writesNothingMore();
    });

    it('is one call though HubSpot answers nothing', async () => {
      const { lead } = await ada();
      await world.hub.control.post('faults', {
        path: '/crm/v3/objects/calls/batch/upsert',
        effect: { kind: 'lose-answer' },
        times: 1,
      });
      await world.force.create('Task', { WhoId: lead.Id, TaskSubtype: 'Call', Status: 'Completed' });
      await world.settle();
      expect(await world.hub.control.get('faults')).to.deep.equal([1]);
      expect(await inHub(world, 'calls')).to.have.length(1);
      expect(await contactsOf('calls', only(await inHub(world, 'calls')).id)).to.have.length(1);
      await writesNothingMore();
    });

    it('is a meeting in HubSpot, whose time moves with it', async () => {
      const { contact, lead } = await ada();
      const event = await world.force.create('Event', {
        WhoId: lead.Id,
        Subject: 'Demo',
        StartDateTime: ago(-24 * HOUR_MS),
        EndDateTime: ago(-25 * HOUR_MS),
        Location: 'Graz',
      });
      await world.settle();
      const { id, properties } = only(await inHub(world, 'meetings'));
      expect(properties).to.include({ hs_meeting_title: 'Demo', hs_meeting_location: 'Graz' });
      expect(properties['hs_timestamp']).to.equal(properties['hs_meeting_start_time']);
      expect(await contactsOf('meetings', id)).to.deep.equal([contact]);
      await writesNothingMore();
      const [start, end] = [ago(-48 * HOUR_MS), ago(-49 * HOUR_MS)];
      await world.force.edit('Event', event, { StartDateTime: start, EndDateTime: end });
      await world.settle();
      const moved = only(await inHub(world, 'meetings')).properties;
      for (const name of ['hs_meeting_start_time', 'hs_timestamp'])
        expect(moved[name]?.slice(0, 19)).to.equal(start.slice(0, 19));
      await writesNothingMore();
    });
  });
});
