import { expect } from 'chai';
import { createGathering } from '../../../connectors/salesforce/gather.ts';
import type { Row } from '../../../connectors/salesforce/query.ts';
import { createTouchpoints } from '../../../connectors/salesforce/touchpoints/index.ts';
import type { TouchpointPage } from '../../../src/connector/touchpoints.ts';
import type { FieldType } from '../../../src/domain/schema.ts';
import { LIVE, NOW } from './fixtures/context.ts';
import { fakeClient, fakeSchemas, soqlOf, type FakeReply } from './fixtures/fake-client.ts';

const LEAD = '00Q5g00000A0001AAA';
const CONTACT = '0035g00000A0001AAA';
const at = (seconds: number): string =>
  new Date(NOW.getTime() + seconds * 1_000).toISOString().replace('Z', '+0000');
const iso = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: ['WhoId', 'IsClosed', 'Subject', 'TaskSubtype', 'CallType', 'CompletedDateTime', 'OwnerId'],
  Event: ['WhoId', 'Subject', 'StartDateTime', 'ActivityDate', 'IsPrivate', 'IsChild', 'OwnerId'],
  CampaignMember: [
    'CampaignId',
    'LeadId',
    'ContactId',
    'Status',
    'HasResponded',
    'FirstRespondedDate',
    'LastModifiedDate',
  ],
};
const OBJECTS: Readonly<Record<string, string>> = {
  tasks: 'Task',
  events: 'Event',
  'campaign-members': 'CampaignMember',
};

function asked(source: string, replies: readonly FakeReply[], hidden: readonly string[] = []) {
  const object = OBJECTS[source] ?? '';
  const names = ['Id', 'SystemModstamp', 'CreatedDate', ...(FIELDS[object] ?? [])];
  const shown = names.filter((name) => !hidden.includes(name));
  const types = Object.fromEntries(shown.map((name): [string, FieldType] => [name, 'text']));
  const client = fakeClient((_call, index) => replies[index] ?? { body: { records: [] } });
  const touchpoints = createTouchpoints(client, fakeSchemas(object, types), createGathering(client), {
    now: () => NOW,
  });
  const since = iso(-3_600);
  return {
    client,
    ask: (cursor: string | null = null, from = since): Promise<TouchpointPage> =>
      touchpoints({ source, cursor, since: from }, LIVE),
  };
}

const rows = (...records: readonly Row[]): FakeReply => ({ body: { records } });
const row = (id: string, more: Row): Row => ({
  Id: id,
  SystemModstamp: at(-60),
  CreatedDate: at(-600),
  ...more,
});

async function told(source: string, ...records: readonly Row[]) {
  const page = await asked(source, [rows(...records)]).ask();
  return page.kind === 'page' ? page.touchpoints : expect.fail('refused');
}

describe('what people do, from Salesforce', () => {
  it('asks nothing when it is to begin from now on', async () => {
    const { client, ask } = asked('tasks', []);
    expect(await ask(null, NOW)).to.deep.include({ touchpoints: [], more: false });
    expect(client.calls).to.have.length(0);
  });

  it('reads by (SystemModstamp, Id) from 5 minutes before the watermark, and pages behind the last row', async () => {
    const full = Array.from({ length: 2_000 }, (_, index) =>
      row(`00T5g00000A${String(index).padStart(4, '0')}AAA`, { WhoId: LEAD }),
    );
    const { client, ask } = asked('tasks', [rows(...full), rows(), rows()]);
    const first = await ask();
    if (first.kind !== 'page') throw new Error('refused');
    expect([first.touchpoints.length, first.more]).to.deep.equal([2_000, true]);
    const second = await ask(first.cursor);
    if (second.kind !== 'page') throw new Error('refused');
    expect(second.more).to.equal(false);
    await ask(second.cursor);
    const wheres = client.calls.map((call) => /WHERE (.*) AND WhoId/.exec(soqlOf(call))?.[1]);
    const [, afterLast] = wheres;
    expect([wheres[0], wheres[2]]).to.deep.equal(
      [-3_600, 0].map(
        (seconds) =>
          `SystemModstamp >= ${iso(seconds - 300)
            .toISOString()
            .slice(0, 19)}Z`,
      ),
    );
    expect(afterLast).to.contain(`AND Id > '00T5g00000A1999AAA'))`);
    expect(soqlOf(client.calls[0]!)).to.contain(
      'WhoId != null AND IsClosed = true ORDER BY SystemModstamp,Id',
    );
  });

  it('tells a done task by what it was: a call, an e-mail, or a task', async () => {
    const done = { IsClosed: true, CompletedDateTime: at(-100), OwnerId: '0055g00000A0001AAA' };
    const touchpoints = await told(
      'tasks',
      row('00T1', { ...done, WhoId: LEAD, Subject: 'Intro', TaskSubtype: 'Call', CallType: 'Inbound' }),
      row('00T2', { ...done, WhoId: CONTACT, Subject: 'Offer', TaskSubtype: 'ListEmail' }),
      row('00T3', { ...done, WhoId: CONTACT, Subject: 'Send it', TaskSubtype: 'Task' }),
      row('00T4', { ...done, WhoId: '0015g00000A0001AAA', Subject: 'Of an account' }),
    );
    expect(touchpoints.map(({ kind }) => kind)).to.deep.equal(['call', 'email_sent', 'task']);
    expect(touchpoints[0]).to.deep.equal({
      source: { system: 'salesforce', object: 'Task', id: '00T1' },
      who: { kind: 'record', object: 'Lead', id: LEAD },
      kind: 'call',
      at: iso(-100),
      about: 'Intro',
      campaign: null,
      details: { direction: 'inbound', owner: '0055g00000A0001AAA' },
    });
  });

  it('tells a meeting to come as of when it was booked, one that was as of when it was, and a private one without its subject', async () => {
    const touchpoints = await told(
      'events',
      row('00U1', { WhoId: LEAD, Subject: 'Demo', StartDateTime: at(86_400) }),
      row('00U2', { WhoId: LEAD, Subject: 'Visit', StartDateTime: at(-86_400) }),
      row('00U3', { WhoId: LEAD, Subject: 'Merger', StartDateTime: at(-900), IsPrivate: true }),
    );
    expect(touchpoints.map((one) => [one.about, one.at])).to.deep.equal([
      ['Demo', iso(-600)],
      ['Visit', iso(-86_400)],
      [null, iso(-900)],
    ]);
  });

  it('tells each status of a campaign member, an answer as of the day it came', async () => {
    const member = {
      CampaignId: '7011',
      Campaign: { Name: 'Fair' },
      LeadId: LEAD,
      CreatedDate: at(-864_000),
    };
    const answered = { ...member, HasResponded: true, Status: 'Responded' };
    const day = iso(-172_800).toISOString().slice(0, 10);
    const touchpoints = await told(
      'campaign-members',
      row('00v1', { ...member, Status: 'Sent', HasResponded: false }),
      row('00v2', { ...answered, FirstRespondedDate: day, LastModifiedDate: at(-60) }),
      row('00v3', { ...answered, FirstRespondedDate: at(-60).slice(0, 10), LastModifiedDate: at(-60) }),
      row('00v4', {
        ...answered,
        ContactId: CONTACT,
        FirstRespondedDate: '2020-01-01',
        LastModifiedDate: at(-60),
      }),
    );
    expect(touchpoints.map((one) => [one.source.id, one.about, one.at])).to.deep.equal([
      ['00v1:Sent', 'Fair · Sent', iso(-864_000)],
      ['00v2:Responded', 'Fair · Responded', new Date(day)],
      ['00v3:Responded', 'Fair · Responded', iso(-60)],
      ['00v4:Responded', 'Fair · Responded', iso(-864_000)],
    ]);
    expect(touchpoints[3]).to.deep.include({
      who: { kind: 'record', object: 'Contact', id: CONTACT },
      campaign: 'Fair',
    });
  });

  it('leaves out columns that are hidden, and is refused without those that say who did what', async () => {
    const { client, ask } = asked('events', [rows()], ['IsPrivate', 'IsChild']);
    expect((await ask()).kind).to.equal('page');
    expect(soqlOf(client.calls[0]!)).to.not.match(/IsPrivate|IsChild/);
    expect(await asked('events', [], ['WhoId']).ask()).to.have.nested.property('failure.kind', 'config');
  });
});
