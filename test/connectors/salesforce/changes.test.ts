import { expect } from 'chai';
import { createChanges } from '../../../connectors/salesforce/changes.ts';
import { createGathering } from '../../../connectors/salesforce/gather.ts';
import type { Row } from '../../../connectors/salesforce/query.ts';
import type { Call } from '../../../connectors/salesforce/client.ts';
import { fakeClient, fakeSchemas, LEAD_FIELDS, soqlOf, type FakeReply } from './fixtures/fake-client.ts';
import { LIVE } from './fixtures/context.ts';

const schemas = fakeSchemas('Lead', LEAD_FIELDS);
const id = (at: number): string => `00Q5g00000A${String(at).padStart(4, '0')}AAA`;
const lead = (at: number, stamp: string, more: Row = {}): Row => ({
  Id: id(at),
  SystemModstamp: stamp.replace('Z', '.000+0000'),
  IsDeleted: false,
  IsConverted: false,
  LastName: `Lee ${at}`,
  ...more,
});
const START = new Date('2026-11-21T18:30:00Z');
const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);

/** Polls through the given answers; returns each page's snapshots in short, and the calls made. */
async function polled(
  replies: readonly FakeReply[],
  cursors: readonly (number | 'again')[],
): Promise<{ pages: string[][]; calls: Call[] }> {
  const client = fakeClient((_call, index) => replies[index] ?? { body: { records: [] } });
  const changes = createChanges(client, schemas, createGathering(client));
  const issued: string[] = [
    (await changes({ object: 'Lead', fields: ['LastName'], cursor: null }, LIVE)).cursor,
  ];
  const pages: string[][] = [];
  for (const from of cursors) {
    const page = await changes(
      { object: 'Lead', fields: ['LastName'], cursor: issued.at(from === 'again' ? -2 : -1) ?? '' },
      LIVE,
    );
    issued.push(page.cursor);
    pages.push(
      page.snapshots.map((snapshot) =>
        snapshot.kind === 'present'
          ? snapshot.record.ref.id
          : `${snapshot.kind} ${snapshot.kind === 'moved' ? `${snapshot.why} ${snapshot.to.object}` : ''}`.trim(),
      ),
    );
  }
  return { pages, calls: client.calls };
}

const rows = (at: Date, ...records: readonly Row[]): FakeReply => ({ at, body: { records } });

describe('polling Salesforce for changes', () => {
  it('starts from the org’s own now, with one call and no records', async () => {
    const { calls, pages } = await polled([rows(START, lead(1, '2026-11-21T10:00:00Z'))], []);
    expect(calls).to.have.length(1);
    expect(pages).to.deep.equal([]);
  });

  it('reads a little behind its watermark, because rows are stamped at save and seen at commit', async () => {
    const { calls } = await polled([rows(START), rows(later(30))], [1]);
    expect(soqlOf(calls[1]!)).to.contain(
      'WHERE SystemModstamp >= 2026-11-21T18:29:50Z ORDER BY SystemModstamp,Id LIMIT 2000',
    );
    expect(calls[1]!.path).to.contain('/queryAll?');
  });

  it('once in 5 minutes reads from 5 minutes before the last time it did, for transactions that take long', async () => {
    const times = [0, 40, 300, 310, 320];
    const client = fakeClient((call) =>
      call.path.includes('/deleted')
        ? { body: { deletedRecords: [], latestDateCovered: later(300).toISOString() } }
        : rows(later(times.shift() ?? 0)),
    );
    const changes = createChanges(client, schemas, createGathering(client));
    let cursor: string | null = null;
    while (times.length > 0) ({ cursor } = await changes({ object: 'Lead', fields: [], cursor }, LIVE));
    const polls = client.calls.filter((call) => call.path.includes('/queryAll'));
    expect(polls.map((call) => /SystemModstamp >= \S+T(\S+)/.exec(soqlOf(call))?.[1])).to.deep.equal([
      '18:29:50Z',
      '18:30:30Z',
      '18:25:00Z',
      '18:35:00Z',
    ]);
  });

  it('asks for several objects in one call when they are polled together, and singly for one that was refused', async () => {
    const client = fakeClient((call) =>
      call.path.endsWith('/composite')
        ? {
            body: {
              compositeResponse: [
                { httpStatusCode: 200, body: { records: [lead(1, '2026-11-21T18:30:01Z')] } },
                { httpStatusCode: 400, body: [{ errorCode: 'INVALID_FIELD' }] },
                { httpStatusCode: 200, body: { records: [] } },
              ],
            },
          }
        : rows(START),
    );
    const changes = createChanges(client, schemas, createGathering(client));
    const poll = (cursor: string | null) =>
      Promise.all(['Lead', 'Lead', 'Lead'].map((object) => changes({ object, fields: [], cursor }, LIVE)));
    const [start] = await poll(null);
    const begun = client.calls.length;
    const pages = await poll(start!.cursor);
    expect(pages.map((page) => page.snapshots.length)).to.deep.equal([1, 0, 0]);
    const calls = client.calls.slice(begun);
    expect(calls.map((call) => call.path.replace(/\?.*/, ''))).to.deep.equal([
      '/services/data/v68.0/composite',
      '/services/data/v68.0/queryAll',
    ]);
    const { compositeRequest } = calls[0]!.body as { compositeRequest: { method: string; url: string }[] };
    expect(compositeRequest.map(({ method, url }) => [method, url.replace(/\?.*/, '')])).to.deep.equal(
      Array.from({ length: 3 }, () => ['GET', '/services/data/v68.0/queryAll']),
    );
  });

  it('asks for the deletions of several objects in one call, too', async () => {
    const compositeOf = (call: Call): readonly string[] =>
      (call.body as { compositeRequest: { url: string }[] }).compositeRequest.map(({ url }) => url);
    const reply = (url: string): unknown =>
      url.includes('/deleted/')
        ? { deletedRecords: [], latestDateCovered: later(90).toISOString() }
        : { records: [] };
    const client = fakeClient((call) =>
      call.path.endsWith('/composite')
        ? {
            body: {
              compositeResponse: compositeOf(call).map((url) => ({ httpStatusCode: 200, body: reply(url) })),
            },
            at: later(90),
          }
        : rows(START),
    );
    const changes = createChanges(client, schemas, createGathering(client));
    const poll = (cursor: string | null) =>
      Promise.all(['Lead', 'Lead'].map((object) => changes({ object, fields: [], cursor }, LIVE)));
    const [start] = await poll(null);
    const begun = client.calls.length;
    await poll(start!.cursor);
    const [queries, deletions, ...more] = client.calls.slice(begun).map(compositeOf);
    expect(queries?.every((url) => url.includes('/queryAll?'))).to.equal(true);
    expect(deletions?.map((url) => url.replace(/\?.*/, ''))).to.deep.equal(
      Array.from({ length: 2 }, () => '/services/data/v68.0/sobjects/Lead/deleted/'),
    );
    expect(more).to.deep.equal([]);
  });

  it('moves the watermark to the Date of the first page of a pass, never to our clock', async () => {
    const { calls } = await polled([rows(START), rows(later(40)), rows(later(50))], [1, 1]);
    expect(soqlOf(calls[2]!)).to.contain('SystemModstamp >= 2026-11-21T18:30:30Z');
  });

  it('shows a settled row of the overlap once, and a row of the second in progress again', async () => {
    const old = lead(1, '2026-11-21T18:29:00Z');
    const young = lead(2, '2026-11-21T18:30:29Z');
    const { pages } = await polled(
      [rows(START), rows(later(30), old, young), rows(later(40), old, young), rows(later(50), old, young)],
      [1, 1, 1],
    );
    expect(pages).to.deep.equal([[id(1), id(2)], [id(2)], []]);
  });

  it('shows a row again when its page was not taken over', async () => {
    const row = lead(1, '2026-11-21T18:29:00Z');
    const { pages } = await polled([rows(START), rows(later(30), row), rows(later(40), row)], [1, 'again']);
    expect(pages).to.deep.equal([[id(1)], [id(1)]]);
  });

  it('shows a row that changed again', async () => {
    const { pages } = await polled(
      [
        rows(START),
        rows(later(30), lead(1, '2026-11-21T18:29:00Z')),
        rows(later(40), lead(1, '2026-11-21T18:30:20Z')),
      ],
      [1, 1],
    );
    expect(pages).to.deep.equal([[id(1)], [id(1)]]);
  });

  it('goes on after a full page by (SystemModstamp, Id), and says that more is waiting', async () => {
    const full = Array.from({ length: 2_000 }, (_, at) => lead(at, '2026-11-21T18:29:00Z'));
    const client = fakeClient(
      (_call, index) => [rows(START), rows(later(30), ...full), rows(later(31))][index] ?? rows(later(32)),
    );
    const changes = createChanges(client, schemas, createGathering(client));
    const first = await changes({ object: 'Lead', fields: [], cursor: null }, LIVE);
    const second = await changes({ object: 'Lead', fields: [], cursor: first.cursor }, LIVE);
    expect(second.more).to.equal(true);
    const third = await changes({ object: 'Lead', fields: [], cursor: second.cursor }, LIVE);
    expect(third.more).to.equal(false);
    expect(soqlOf(client.calls[2]!)).to.contain(
      `(SystemModstamp > 2026-11-21T18:29:00Z OR (SystemModstamp = 2026-11-21T18:29:00Z AND Id > '${id(1_999)}'))`,
    );
    await changes({ object: 'Lead', fields: [], cursor: third.cursor }, LIVE);
    expect(soqlOf(client.calls[3]!)).to.contain('SystemModstamp >= 2026-11-21T18:30:20Z');
  });

  it('tells deletes, merges and conversions with the edits', async () => {
    const { pages } = await polled(
      [
        rows(START),
        rows(
          later(30),
          lead(1, '2026-11-21T18:30:01Z', { IsDeleted: true }),
          lead(2, '2026-11-21T18:30:02Z', { IsDeleted: true, MasterRecordId: id(3) }),
          lead(4, '2026-11-21T18:30:03Z', { IsConverted: true, ConvertedContactId: '0035g00000ABCDEEA5' }),
        ),
      ],
      [1],
    );
    expect(pages).to.deep.equal([['deleted', 'moved merged Lead', 'moved converted Contact']]);
  });

  it('finds in the list of deletions what the recycle bin no longer holds', async () => {
    const { pages, calls } = await polled(
      [
        rows(START),
        rows(later(90)),
        {
          body: {
            deletedRecords: [{ id: id(7), deletedDate: '2026-11-21T18:31:00.000+0000' }],
            latestDateCovered: '2026-11-21T18:31:00.000+0000',
          },
        },
        { body: { records: [], done: true } },
        rows(later(110)),
      ],
      [1, 1],
    );
    expect(pages).to.deep.equal([['deleted'], []]);
    expect(decodeURIComponent(calls[2]!.path)).to.contain(
      '/Lead/deleted/?start=2026-11-21T18:30:00+00:00&end=2026-11-21T18:31:30+00:00',
    );
    expect(calls, 'the list is asked at most once a minute').to.have.length(5);
  });
});
