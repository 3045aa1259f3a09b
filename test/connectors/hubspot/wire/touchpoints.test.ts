import { expect } from 'chai';
import type { Connection } from '../../../../src/connector/contract.ts';
import type { TouchpointPage } from '../../../../src/connector/touchpoints.ts';
import { LIVE, NOW } from '../fixtures/context.ts';
import { batch, hubspot, record, wired } from './portal.ts';
import { behindNock } from '../../../support/nock.ts';

const HOUR = 3_600_000;
const ago = (ms: number): number => NOW.getTime() - ms;
const iso = (ms: number): string => new Date(ms).toISOString();

describe('what people do, from HubSpot', () => {
  behindNock();
  let connection: Connection;
  beforeEach(async () => ({ connection } = await wired()));

  const ask = (source: string, cursor: string | null = null, since = ago(HOUR)): Promise<TouchpointPage> =>
    connection.touchpoints!({ source, cursor, since: new Date(since) }, LIVE);
  async function told(source: string): Promise<Extract<TouchpointPage, { kind: 'page' }>> {
    const page = await ask(source);
    if (page.kind !== 'page') throw new Error('refused');
    return page;
  }
  const email = (address: string) => ({ kind: 'email', address }) as const;
  const contact = (id: string) => ({ kind: 'record', object: 'contacts', id }) as const;
  const source = (object: string, id: string) => ({ system: 'hubspot', object, id });

  it('asks nothing when it is to begin from now on', async () => {
    for (const name of ['forms', 'activities', 'events', 'mails', 'lists', 'marketing-events'])
      expect(await ask(name, null, NOW.getTime())).to.deep.include({ touchpoints: [], more: false });
  });

  it('reads the submissions of every form, newest first, and no further than it has to', async () => {
    hubspot()
      .get('/marketing/v3/forms')
      .query({ limit: 100 })
      .reply(200, {
        results: [{ id: 'f1', name: 'Talk to  sales' }],
        paging: { next: { after: 'MQ%3D%3D' } },
      });
    // Encoded once on the wire, where HubSpot had encoded it already.
    hubspot()
      .get('/marketing/v3/forms')
      .query({ limit: 100, after: 'MQ==' })
      .reply(200, { results: [{ id: 'f2', name: 'Guide' }] });
    const submission = (conversionId: string, at: number, address: string | null): object => ({
      conversionId,
      submittedAt: at,
      pageUrl: 'https://acme.example/demo?utm_campaign=spring&x=1#top',
      values: [
        { name: 'firstname', value: 'Ada', objectTypeId: '0-1' },
        ...(address === null ? [] : [{ name: 'email', value: address, objectTypeId: '0-1' }]),
      ],
    });
    const path = '/form-integrations/v1/submissions/forms';
    hubspot()
      .get(`${path}/f1`)
      .query({ limit: 50 })
      .reply(200, {
        results: [submission('c3', ago(1_000), ' Ada@Acme.example '), submission('c2', ago(2_000), null)],
        paging: { next: { after: 'next' } },
      });
    hubspot()
      .get(`${path}/f1`)
      .query({ limit: 50, after: 'next' })
      .reply(200, {
        results: [submission('c1', ago(2 * HOUR), 'old@acme.example')],
        paging: { next: { after: 'never asked' } },
      });
    hubspot().get(`${path}/f2`).query({ limit: 50 }).reply(404, { message: 'gone' });
    const page = await told('forms');
    expect(page.more).to.equal(false);
    expect(page.touchpoints).to.deep.equal([
      {
        source: source('form-submission', 'c3'),
        who: email('ada@acme.example'),
        kind: 'form_submit',
        at: new Date(ago(1_000)),
        about: 'Talk to sales',
        campaign: 'spring',
        details: { page: 'https://acme.example/demo', form: 'f1' },
      },
    ]);
  });

  it('reads page views and the events of the account, one kind after the other', async () => {
    hubspot()
      .get('/events/v3/events/event-types')
      .reply(200, { eventTypes: ['e_visited_page', 'e_form_view', 'pe123_trial_started'] });
    const occurrence = (eventType: string, id: string, properties: object): object => ({
      objectType: 'CONTACT',
      objectId: '51',
      eventType,
      occurredAt: iso(ago(5_000)),
      id,
      properties,
    });
    const query = { occurredAfter: iso(ago(HOUR + 300_000)), sort: 'occurredAt', limit: 100 };
    const visited = { ...query, eventType: 'e_visited_page' };
    hubspot()
      .get('/events/v3/events')
      .query(visited)
      .reply(200, {
        results: [
          occurrence('e_visited_page', 'v1', {
            hs_url: 'https://acme.example/pricing?a=b',
            hs_page_title: 'P',
          }),
          occurrence('e_visited_page', 'v2', {
            hs_url: '',
            hs_page_title: 'Meet us',
            hs_utm_campaign: 'fall',
          }),
          { ...occurrence('e_visited_page', 'v3', {}), objectType: 'COMPANY' },
        ],
        paging: { next: { after: 'Mg%3D%3D' } },
      });
    hubspot()
      .get('/events/v3/events')
      .query({ ...visited, after: 'Mg==' })
      .reply(200, { results: [] });
    hubspot()
      .get('/events/v3/events')
      .query({ ...query, eventType: 'pe123_trial_started' })
      .reply(200, { results: [occurrence('pe123_trial_started', 'e1', {})] });
    const { touchpoints } = await told('events');
    expect(
      touchpoints.map(({ kind, about, campaign, who }) => ({ kind, about, campaign, who })),
    ).to.deep.equal([
      { kind: 'page_view', about: 'https://acme.example/pricing', campaign: null, who: contact('51') },
      { kind: 'page_view', about: 'Meet us', campaign: 'fall', who: contact('51') },
      { kind: 'custom_event', about: 'trial_started', campaign: null, who: contact('51') },
    ]);
  });

  it('reads what is sent, opened and clicked, in pages of a window that stands still, and no machines', async () => {
    const window = { startTimestamp: ago(HOUR + 300_000), endTimestamp: NOW.getTime() };
    const query = { ...window, excludeFilteredEvents: true, limit: 1_000 };
    const path = '/email/public/v1/events';
    const event = (id: string, more: object): object => ({
      id,
      created: ago(9_000),
      recipient: 'Ada@acme.example',
      emailCampaignId: 21,
      ...more,
    });
    hubspot()
      .get(path)
      .query({ ...query, eventType: 'SENT' })
      .reply(200, { hasMore: true, offset: 'p2', events: [event('s1', { type: 'SENT', subject: 'News' })] });
    hubspot()
      .get(path)
      .query({ ...query, eventType: 'SENT', offset: 'p2' })
      .reply(200, { hasMore: false, offset: 'p3', events: [] });
    hubspot()
      .get(path)
      .query({ ...query, eventType: 'OPEN' })
      .reply(200, { hasMore: false, events: [event('o1', { type: 'OPEN', filteredEvent: true })] });
    hubspot()
      .get(path)
      .query({ ...query, eventType: 'CLICK' })
      .reply(200, {
        hasMore: false,
        events: [event('c1', { type: 'CLICK', url: 'https://acme.example/a?utm_campaign=x' })],
      });
    const { touchpoints } = await told('mails');
    expect(touchpoints.map(({ kind, about, campaign }) => [kind, about, campaign])).to.deep.equal([
      ['email_click', 'https://acme.example/a', 'x'],
      ['email_sent', 'News', null],
    ]);
    expect(touchpoints[0]).to.deep.include({
      source: source('email-event', 'c1'),
      who: email('ada@acme.example'),
      details: { mail: '21' },
    });
  });

  it('searches for activities that changed and makes one of each contact who took part', async () => {
    const since = String(ago(HOUR + 60_000));
    for (const object of ['communications', 'emails', 'notes', 'tasks', 'calls', 'meetings']) {
      const results = object === 'meetings' ? [record('7'), record('8')] : [];
      hubspot()
        .post(`/crm/v3/objects/${object}/search`, {
          filterGroups: [
            { filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: since }] },
          ],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          properties: ['hs_object_id'],
          limit: 200,
        })
        .reply(200, { total: results.length, results });
    }
    const meeting = (outcome: string): Record<string, string> => ({
      hs_meeting_title: 'Demo',
      hs_meeting_outcome: outcome,
      hs_meeting_start_time: iso(NOW.getTime() + HOUR),
      hs_timestamp: iso(NOW.getTime() + HOUR),
      hs_createdate: iso(ago(60_000)),
    });
    hubspot()
      .post('/crm/v3/objects/meetings/batch/read')
      .reply(200, batch([record('7', meeting('SCHEDULED')), record('8', meeting('CANCELED'))]));
    hubspot()
      .post('/crm/v4/associations/meetings/contacts/batch/read', { inputs: [{ id: '7' }] })
      .reply(200, {
        results: [{ from: { id: '7' }, to: [{ toObjectId: 51 }, { toObjectId: 52 }] }],
      });
    const { touchpoints } = await told('activities');
    expect(touchpoints.map((one) => one.source.id)).to.deep.equal(['7:51', '7:52']);
    expect(touchpoints[0]).to.deep.equal({
      source: source('meetings', '7:51'),
      who: contact('51'),
      kind: 'meeting',
      at: new Date(ago(60_000)),
      about: 'Demo',
      campaign: null,
      details: { outcome: 'scheduled', starts: iso(NOW.getTime() + HOUR) },
    });
  });

  it('reads only lists of contacts that somebody has joined and that are not too long', async () => {
    const list = (listId: string, size: number, addedAt: number | null, objectTypeId = '0-1'): object => ({
      listId,
      name: `List ${listId}`,
      objectTypeId,
      additionalProperties: {
        hs_list_size: String(size),
        ...(addedAt === null ? {} : { hs_last_record_added_at: String(addedAt) }),
      },
    });
    hubspot()
      .post('/crm/v3/lists/search', {
        query: '',
        objectTypeId: '0-1',
        offset: 0,
        count: 500,
        additionalProperties: ['hs_list_size', 'hs_last_record_added_at'],
      })
      .reply(200, {
        hasMore: false,
        offset: 4,
        lists: [
          list('1', 2, ago(1_000)),
          list('2', 2, ago(9 * HOUR)),
          list('3', 10_001, ago(1_000)),
          list('4', 2, ago(1_000), '0-2'),
          list('5', 0, null),
        ],
      });
    hubspot()
      .get('/crm/v3/lists/1/memberships/join-order')
      .query({ limit: 250 })
      .reply(200, {
        results: [
          { recordId: '50', membershipTimestamp: iso(ago(9 * HOUR)) },
          { recordId: '51', membershipTimestamp: iso(ago(1_000)) },
        ],
      });
    const { touchpoints } = await told('lists');
    expect(touchpoints).to.have.length(1);
    expect(touchpoints[0]).to.deep.include({ kind: 'list_member', about: 'List 1', who: contact('51') });
  });

  it('reads who takes part in marketing events that are not long over', async () => {
    const long = iso(ago(30 * 24 * HOUR));
    hubspot()
      .get('/marketing/v3/marketing-events')
      .query({ limit: 100 })
      .reply(200, {
        results: [
          { objectId: '9', eventName: 'Webinar', startDateTime: null, endDateTime: null },
          { objectId: '8', eventName: 'Old fair', startDateTime: long, endDateTime: long },
        ],
      });
    const participation = (contactId: string, attendanceState: string, at: number): object => ({
      associations: { contact: { contactId } },
      properties: { occurredAt: iso(at), attendanceState },
    });
    hubspot()
      .get('/marketing/v3/marketing-events/participations/9/breakdown')
      .query({ limit: 100 })
      .reply(200, {
        results: [
          participation('51', 'ATTENDED', ago(1_000)),
          participation('52', 'REGISTERED', ago(9 * HOUR)),
        ],
      });
    const { touchpoints } = await told('marketing-events');
    expect(touchpoints.map(({ source: { id }, about, campaign }) => [id, about, campaign])).to.deep.equal([
      ['9:51:ATTENDED', 'Webinar · attended', 'Webinar'],
    ]);
  });

  it('says of what the account does not offer that it is refused, in the words of the account', async () => {
    hubspot()
      .get('/events/v3/events/event-types')
      .reply(403, { message: 'not granted', category: 'MISSING_SCOPES' });
    const page = await ask('events');
    expect(page).to.have.nested.property('failure.code', 'MISSING_SCOPES');
  });

  it('goes on behind the last pass, by as much as things are shown late', async () => {
    const forms = { results: [{ id: 'f1', name: 'F' }] };
    hubspot().get('/marketing/v3/forms').query({ limit: 100 }).reply(200, forms);
    const results = [30_000, 90_000].map((ms) => ({
      conversionId: `c${ms}`,
      submittedAt: ago(ms),
      values: [{ name: 'email', value: 'ada@acme.example' }],
    }));
    const answer = { results };
    hubspot()
      .get('/form-integrations/v1/submissions/forms/f1')
      .query({ limit: 50 })
      .twice()
      .reply(200, answer);
    const first = await told('forms');
    expect(first.touchpoints).to.have.length(2);
    const again = await ask('forms', first.cursor);
    if (again.kind !== 'page') throw new Error('refused');
    expect(again.touchpoints.map((one) => one.source.id)).to.deep.equal(['c30000']);
  });
});
