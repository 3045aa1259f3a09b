import { expect } from 'chai';
import type { Touch } from '../../src/ledger/read-touches.ts';
import { call } from '../support/people.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { eventually, inForce, inHub, only, why, listening } from './views.ts';

const SITE = 'https://www.acme.example';
const [ADA, GRACE, ONE, TWO, LATER] = [
  'ada@acme.example',
  'grace@acme.example',
  'one@acme.example',
  'two@acme.example',
  'later@acme.example',
] as const;

describe('what people do', function () {
  this.timeout(60_000);
  let world: Harness;

  before(async () => {
    world = await openHarness({ touchpointDays: 1 });
    await listening(world);
  });
  after(() => world.close());

  const status = () => world.runtime.operations.status();
  const unknown = async (): Promise<number> =>
    (await status()).touchpoints.reduce((sum, row) => sum + row.unknown, 0);
  const does = (what: string, more: Record<string, unknown>): Promise<void> =>
    world.hub.control.post('people', { does: what, ...more });
  const fill = (email: string, more: Record<string, string> = {}): Promise<void> =>
    does('fill-form', {
      form: 'Talk to sales',
      page: `${SITE}/demo?utm_campaign=spring`,
      fields: { email, ...more },
    });
  const view = (email: string, page: string): Promise<void> =>
    does('view-page', { email, url: `${SITE}${page}` });
  const touches = async (needle: string): Promise<readonly Touch[]> => (await why(world, needle)).touches;
  const told = async (needle: string): Promise<readonly string[]> =>
    (await touches(needle)).map(({ kind, about }) => `${kind} ${about ?? ''}`.trim()).sort();

  async function adaInHubSpot(): Promise<void> {
    const contact = await world.hub.create('contacts', {
      email: ADA,
      firstname: 'Ada',
      lastname: 'Byron',
      jobtitle: 'Head of IT',
    });
    const company = await world.hub.create('companies', {
      name: 'Acme',
      domain: 'acme.example',
      numberofemployees: '400',
    });
    await world.hub.associate(contact, company);
    await fill(ADA);
    await view(ADA, '/pricing?utm_campaign=spring#plans');
    await does('custom-event', { email: ADA, name: 'trial_started' });
    await does('mail', { type: 'SENT', recipient: ADA, subject: 'News' });
    await does('mail', { type: 'OPEN', recipient: ADA, subject: 'News' });
    await does('mail', { type: 'OPEN', recipient: ADA, subject: 'News', filteredEvent: true });
    await does('mail', { type: 'CLICK', recipient: ADA, url: `${SITE}/product?utm_campaign=spring` });
    await does('join-list', { email: ADA, list: 'Watched the demo' });
    await does('attend', { email: ADA, event: 'Autumn webinar', state: 'REGISTERED' });
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    for (const [object, typeId, properties] of [
      ['calls', 194, { hs_call_title: 'Hello', hs_call_status: 'COMPLETED' }],
      ['calls', 194, { hs_call_title: 'Nobody there', hs_call_status: 'NO_ANSWER' }],
      ['emails', 198, { hs_email_subject: 'Re: News', hs_email_direction: 'INCOMING_EMAIL' }],
      ['meetings', 200, { hs_meeting_title: 'Demo', hs_meeting_outcome: 'SCHEDULED' }],
      ['meetings', 200, { hs_meeting_title: 'Called off', hs_meeting_outcome: 'CANCELED' }],
      ['notes', 202, { hs_note_body: 'secret' }],
      ['tasks', 204, { hs_task_subject: 'Send offer', hs_task_status: 'COMPLETED' }],
      ['tasks', 204, { hs_task_subject: 'To be done', hs_task_status: 'NOT_STARTED' }],
    ] as const)
      await world.hub.control.post(`records/${object}`, [
        {
          properties: { ...properties, hs_timestamp: soon },
          associations: [{ to: { id: contact }, types: [{ associationTypeId: typeId }] }],
        },
      ]);
  }

  /** @returns the id of a campaign's member */
  async function graceInSalesforce(): Promise<string> {
    const lead = await world.force.create('Lead', { Email: GRACE, LastName: 'Hopper', Company: 'Navy' });
    const done = { WhoId: lead, Status: 'Completed' };
    await world.force.create('Task', {
      ...done,
      Subject: 'Intro',
      TaskSubtype: 'Call',
      CallType: 'Inbound',
    });
    await world.force.create('Task', { ...done, Subject: 'Offer', TaskSubtype: 'Email' });
    await world.force.create('Task', { WhoId: lead, Subject: 'Later', Status: 'Not Started' });
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const meeting = { WhoId: lead, ActivityDateTime: soon, StartDateTime: soon, DurationInMinutes: 30 };
    await world.force.create('Event', { ...meeting, Subject: 'Demo' });
    await world.force.create('Event', { ...meeting, Subject: 'Merger talks', IsPrivate: true });
    const CampaignId = await world.force.create('Campaign', { Name: 'Fair', IsActive: true });
    return world.force.create('CampaignMember', { CampaignId, LeadId: lead });
  }

  const ALL_BUT_LISTS = [
    'call Hello',
    'custom_event trial_started',
    `email_click ${SITE}/product`,
    'email_open News',
    'email_reply Re: News',
    'email_sent News',
    'form_submit Talk to sales',
    'marketing_event Autumn webinar · registered',
    'meeting Demo',
    'note',
    `page_view ${SITE}/pricing`,
    'task Send offer',
  ];

  it('given nobody, when a form is filled in, then its webhook makes the form known at once, and the person has it', async () => {
    const email = 'new@acme.example';
    await fill(email, { lastname: 'New', company: 'Acme' });
    await eventually(async () => {
      const known = await world.runtime.operations.why(email);
      return known.some((person) => person.touches.some(({ kind }) => kind === 'form_submit'));
    });
    expect(await told(email)).to.deep.equal(['form_submit Talk to sales']);
  });

  it('given a form of our own, when it is sent twice, then it is one touchpoint of its person', async () => {
    const body = { email: 'web@acme.example', lastName: 'Web', company: 'Webs' };
    for (let times = 0; times < 2; times += 1)
      await call(`${world.url}/intake/web-form`, 'POST', body, { 'x-leadloop-key': 'form-key-for-tests' });
    await world.settle();
    expect(await told(body.email)).to.deep.equal(['form_submit web-form']);
  });

  describe('given people who do one thing of each kind, and an account that does not let us read its lists', () => {
    let member: string;
    let twins: readonly string[];

    before(async () => {
      await adaInHubSpot();
      member = await graceInSalesforce();
      twins = await Promise.all(
        [ONE, TWO].map((email) => world.hub.create('contacts', { email, lastname: 'Double' })),
      );
      await view(ONE, '/one');
      await view(TWO, '/two');
      await does('mail', { type: 'OPEN', recipient: LATER.toUpperCase(), subject: 'Early' });
      await world.hub.control.post('faults', {
        path: '/crm/v3/lists',
        times: null,
        effect: { kind: 'status', status: 403, body: { message: 'no', category: 'MISSING_SCOPES' } },
      });
      await world.settleAll();
    });

    it('tells each thing in HubSpot once, with what it was about, and nothing that did not take place', async () => {
      expect(await told(ADA)).to.deep.equal(ALL_BUT_LISTS);
      const all = await touches(ADA);
      expect(all.filter(({ campaign }) => campaign === 'spring').map(({ kind }) => kind)).to.have.members([
        'form_submit',
        'page_view',
        'email_click',
      ]);
      for (const { at } of all)
        expect(at.getTime(), 'what is to come has not happened').to.be.at.most(Date.now());
    });

    it('tells what reps and campaigns did in Salesforce, and not what a private meeting is about', async () => {
      expect(await told(GRACE)).to.deep.equal([
        'call Intro',
        'campaign_member Fair · Sent',
        'email_sent Offer',
        'meeting',
        'meeting Demo',
      ]);
    });

    it('keeps what is of an address that nobody has', async () => {
      expect(await unknown()).to.equal(1);
    });

    it('scores the person by it, and by the company, with the reason in a sentence', async () => {
      const { score, decided } = await why(world, ADA);
      expect(score).to.deep.include({ fit: 65, grade: 'A', level: 1, priority: 'hot' });
      // What she asked for was told with her hand-off, which has answered it.
      expect(decided?.standing?.told['textReason']).to.match(
        /^Asked to talk to sales; .*Head of IT, 400 employees$/u,
      );
      expect(score?.sentence).to.equal('Met us; Answered a mail; Head of IT, 400 employees');
      expect(score?.signals.map(({ name }) => name)).to.include.members(['Decides', 'Pricing page', 'Form']);
      const [company] = await inHub(world, 'companies');
      expect((await why(world, company!.id)).score).to.equal(null);
    });

    it('says what cannot be read, and pauses nothing for it', async () => {
      const { touchRefusals, connections } = await status();
      expect(only(touchRefusals)).to.include({ system: 'hubspot', source: 'lists' });
      expect(connections.every(({ paused }) => paused === null)).to.equal(true);
    });

    describe('when all is told again, and an answer, a scope, a merge and a newcomer come to it', () => {
      let survivor: string;

      before(async () => {
        await world.hub.control.clear('faults');
        await world.force.edit('CampaignMember', member, { Status: 'Responded' });
        const [winner = '', loser = ''] = twins;
        survivor = await world.hub.merge('contacts', winner, loser);
        await view(ONE, '/three');
        await world.force.create('Lead', { Email: LATER, LastName: 'Late', Company: 'Later' });
        await world.settleAll();
      });

      it('then what was told is not told twice, and the lists are read', async () => {
        expect(await told(ADA)).to.deep.equal([...ALL_BUT_LISTS, 'list_member Watched the demo'].sort());
        expect((await status()).touchRefusals).to.deep.equal([]);
      });

      it('then the answer to the campaign is one thing more', async () => {
        expect(await told(GRACE)).to.include.members([
          'campaign_member Fair · Responded',
          'campaign_member Fair · Sent',
        ]);
      });

      it('then the copies of calls and meetings in the other system are nothing that was done besides', async () => {
        expect((await inForce(world, 'Task')).map((task) => task['Subject'])).to.include('Hello');
        expect((await inHub(world, 'calls')).map((one) => one.properties['hs_call_title'])).to.include(
          'Intro',
        );
        expect(
          (await inHub(world, 'meetings')).filter((one) => one.properties['leadloop_id']),
        ).to.have.length(1);
        const met = ['call', 'meeting'];
        const times = async (email: string): Promise<number> =>
          (await touches(email)).filter(({ kind }) => met.includes(kind)).length;
        expect([await times(ADA), await times(GRACE)]).to.deep.equal([2, 3]);
      });

      it('then the one who stays did what either did, before and after', async () => {
        expect(await told(survivor)).to.deep.equal(
          ['one', 'three', 'two'].map((page) => `page_view ${SITE}/${page}`),
        );
      });

      it('then the newcomer has what came before her', async () => {
        expect(await told(LATER)).to.deep.equal(['email_open Early']);
        expect(await unknown()).to.equal(0);
      });
    });
  });
});
