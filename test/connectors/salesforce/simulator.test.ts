import { expect } from 'chai';
import type { FieldType } from '../../../src/domain/schema.ts';
import { exchangeCode, authorizeUrl, type WebSignIn } from '../../../connectors/salesforce/auth/web-flow.ts';
import { createClient } from '../../../connectors/salesforce/client.ts';
import { convertLead } from '../../../connectors/salesforce/convert.ts';
import { connector } from '../../../connectors/salesforce/index.ts';
import { readSettings } from '../../../connectors/salesforce/settings.ts';
import { startSimulator } from '../../../connectors/salesforce/sim/index.ts';
import type { Connection, Page } from '../../../src/connector/contract.ts';
import type { Fault } from '../../../src/connector/sim/fault.ts';
import type { Simulator } from '../../../src/connector/simulator.ts';
import type { Event } from '../../../src/domain/event.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { Write, WriteResult } from '../../../src/domain/write.ts';
import { failureOfCall, LIVE, testContext } from './fixtures/context.ts';

/** Nothing but the key. */
const bare = (objects: readonly string[]) => objects.map((object) => ({ object, fields: [] }));

const create = (key: string, fields: Fields): Write => ({
  kind: 'create',
  system: 'salesforce',
  object: 'Lead',
  key,
  fields: { LastName: 'Lee', Company: 'Acme', ...fields },
});
const kindOf = (result: WriteResult | undefined): string =>
  result?.kind === 'failed' ? `${result.failure.kind} ${result.failure.code}` : (result?.kind ?? 'none');
const idOf = (result: WriteResult | undefined): string => {
  if (result?.kind !== 'done') throw new Error(`not written: ${JSON.stringify(result)}`);
  return result.receipt.ref.id;
};
const FIELDS = ['LastName', 'Email', 'Company', 'OwnerId', 'DoNotCall', 'AnnualRevenue'];

describe('the Salesforce connector against the simulated org', function suite() {
  this.timeout(20_000);
  let org: Simulator;
  let connection: Connection;

  before(async () => {
    org = await startSimulator({
      port: 0,
      seed: 7,
      population: 0,
      latencyMs: 0,
      limits: false,
      webhookUrl: null,
    });
  });
  after(() => org.close());

  const control = async (path: string, body?: unknown, method = 'POST'): Promise<unknown> => {
    const response = await fetch(`${org.url}/_sim/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  };
  const fault = (fault: Fault): Promise<unknown> => control('faults', fault);
  const calls = async (): Promise<number> =>
    ((await control('stats', undefined, 'GET')) as { calls: number }).calls;
  const leads = async (): Promise<readonly Record<string, unknown>[]> =>
    (await control('records/Lead?fields=Email,Leadloop_Id__c', undefined, 'GET')) as Record<
      string,
      unknown
    >[];
  const settings = (): Record<string, string> => ({ ...org.environment });

  beforeEach(async () => {
    await control('reset', { seed: 7, population: 0 });
    await control('faults', undefined, 'DELETE');
    await control('setup');
    connection = await connector.open(testContext(settings()));
    await control('stats', undefined, 'DELETE');
  });
  afterEach(() => connection.close());

  it('says who it is connected to', async () => {
    const account = await connection.identify(LIVE);
    expect(account.id).to.match(/^00D\w{15}$/);
    expect(account.userId).to.match(/^005\w{15}$/);
    expect(account.name).not.to.equal('');
  });

  it('says who it is connected to after the session has ended, too', async () => {
    await connection.identify(LIVE);
    await control('expire-sessions');
    expect((await connection.identify(LIVE)).id).to.match(/^00D\w{15}$/);
  });

  it('lists people and queues', async () => {
    const owners = await connection.owners(LIVE);
    expect(owners.map((owner) => owner.email)).to.include('alex.rep@example.com');
    expect(new Set(owners.map((owner) => owner.kind))).to.include('person');
    const { userId } = await connection.identify(LIVE);
    expect(owners.filter((owner) => owner.kind === 'integration').map((owner) => owner.id)).to.deep.equal([
      userId,
    ]);
  });

  it('says what a queue can never own', async () => {
    const [queue] = (await connection.owners(LIVE)).filter(({ kind }) => kind === 'queue');
    expect(queue?.neverOwns).to.include.members(['Contact', 'Account', 'Opportunity']);
    expect(queue?.neverOwns).to.not.include('Lead');
  });

  it('stops a call when the caller stops', async () => {
    await fault({ path: '/describe', effect: { kind: 'delay', ms: 3_000 } });
    const stop = new AbortController();
    const described = connection.describe('Lead', { ...LIVE, signal: stop.signal }).then(null, String);
    let hits: unknown;
    while (hits !== 1) [hits] = (await control('faults', undefined, 'GET')) as number[];
    stop.abort(new Error('enough'));
    expect(await described).to.equal('Error: enough');
  });

  it('makes the external key on each object, once', async () => {
    const objects = ['Opportunity', 'Lead'];
    expect((await connection.setup(bare(objects), LIVE)).map((step) => step.outcome)).to.deep.equal([
      'created',
      'present',
    ]);
    expect((await connection.setup(bare(objects), LIVE)).map((step) => step.outcome)).to.deep.equal([
      'present',
      'present',
    ]);
    const { fields } = await connection.describe('Opportunity', LIVE);
    expect(fields.get('Leadloop_Id__c')).to.include({ type: 'text', unique: true, maxLength: 36 });
  });

  it('makes fields of its own, those of a Task on Activity, once', async () => {
    const field = (name: string, type: FieldType, maxLength: number | null = null) => ({
      name,
      type,
      label: 'Leadloop: Something with a name that is long',
      forPeople: false,
      options: [],
      maxLength,
    });
    const wanted = [
      {
        object: 'Task',
        fields: [
          field('Leadloop_Short__c', 'text', 80),
          field('Leadloop_Long__c', 'text'),
          field('Leadloop_Score__c', 'number'),
          field('Leadloop_Since__c', 'datetime'),
          field('Leadloop_Open__c', 'boolean'),
        ],
      },
    ];
    const outcomes = async () => (await connection.setup(wanted, LIVE)).map((step) => step.outcome);
    expect(new Set(await outcomes())).to.deep.equal(new Set(['created']));
    expect(new Set(await outcomes())).to.deep.equal(new Set(['present']));
    const { fields } = await connection.describe('Event', LIVE);
    const shape = (name: string) => [fields.get(name)?.type, fields.get(name)?.maxLength];
    expect(shape('Leadloop_Short__c')).to.deep.equal(['text', 255]);
    expect(shape('Leadloop_Long__c')).to.deep.equal(['text', 32_768]);
    expect(shape('Leadloop_Score__c')[0]).to.equal('number');
    expect(shape('Leadloop_Since__c')[0]).to.equal('datetime');
    expect(shape('Leadloop_Open__c')[0]).to.equal('boolean');
  });

  it('makes a picklist of what people choose from, and adds to it what it lacks', async () => {
    const setUp = async (...options: readonly string[]) => {
      const reason = {
        name: 'Leadloop_Why__c',
        type: 'option',
        label: 'Why',
        forPeople: true,
        maxLength: null,
      } as const;
      const steps = await connection.setup([{ object: 'Lead', fields: [{ ...reason, options }] }], LIVE);
      const field = (await connection.describe('Lead', LIVE)).fields.get('Leadloop_Why__c');
      return {
        steps: steps.slice(1).map(({ what, outcome }) => [what, outcome]),
        options: field?.options.map(({ value }) => value),
        restricted: field?.restricted,
      };
    };
    expect(await setUp('no budget', 'no need')).to.deep.equal({
      steps: [['field Lead.Leadloop_Why__c', 'created']],
      options: ['no budget', 'no need'],
      restricted: true,
    });
    const present = ['field Lead.Leadloop_Why__c', 'present'];
    expect((await setUp('No Need')).steps).to.deep.equal([present]);
    expect(await setUp('no need', 'on holiday')).to.deep.equal({
      steps: [present, ['options "on holiday" of Lead.Leadloop_Why__c', 'created']],
      options: ['no budget', 'no need', 'on holiday'],
      restricted: true,
    });
  });

  it('leaves setup to a person when it may not do it', async () => {
    await fault({
      path: 'tooling',
      effect: {
        kind: 'status',
        status: 403,
        body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights' }],
      },
    });
    const [step] = await connection.setup(bare(['Opportunity']), LIVE);
    expect(step).to.include({ outcome: 'manual' });
    expect(step?.note).to.contain('Object Manager → Opportunity');
  });

  it('describes owners, references, picklists and what a create needs', async () => {
    const lead = (await connection.describe('Lead', LIVE)).fields;
    const contact = (await connection.describe('Contact', LIVE)).fields;
    expect(lead.get('OwnerId')).to.include({ type: 'owner' });
    expect(contact.get('AccountId')).to.deep.include({ type: 'reference', references: ['Account'] });
    expect(lead.get('Status')?.options.map((option) => option.value)).to.include('Open - Not Contacted');
    expect(lead.get('NumberOfEmployees')).to.include({ type: 'number', decimals: 0 });
    expect([...lead.values()].filter((field) => field.required).map((field) => field.name)).to.have.members([
      'LastName',
      'Company',
    ]);
  });

  it('writes 1,000 people in 1 call and reads them in 1', async () => {
    await connection.describe('Lead', LIVE);
    await control('stats', undefined, 'DELETE');
    const writes = Array.from({ length: 1_000 }, (_, at) =>
      create(`k${at}`, { Email: `p${at}@acme.example` }),
    );
    const results = await connection.write(writes, LIVE);
    expect(new Set(results.map(kindOf))).to.deep.equal(new Set(['done']));
    expect(await calls()).to.equal(1);
    const snapshots = await connection.read({ object: 'Lead', ids: results.map(idOf), fields: FIELDS }, LIVE);
    expect(await calls()).to.equal(2);
    const emails = snapshots.map(
      (snapshot) => snapshot.kind === 'present' && snapshot.record.fields['Email'],
    );
    expect(emails).to.have.members(writes.map((write) => write.fields['Email']));
  });

  it('gives back what was written, blanks as null, with key and time', async () => {
    const fields = { Email: "o'neil\\@acme.example", AnnualRevenue: 1_000_000 };
    const [result] = await connection.write([create('k', fields)], LIVE);
    const [snapshot] = await connection.read(
      { object: 'Lead', ids: [idOf(result)], fields: [...FIELDS, 'Phone', 'Nope__c'] },
      LIVE,
    );
    if (snapshot?.kind !== 'present') throw new Error('not present');
    expect(snapshot.record.fields).to.include({ ...fields, LastName: 'Lee', Phone: null });
    expect(snapshot.record.fields).not.to.have.property('Nope__c');
    expect(snapshot.record.externalKey).to.equal('k');
    expect(snapshot.record.modifiedAt).to.be.instanceOf(Date);
    const found = await connection.find(
      { object: 'Lead', field: 'Email', values: [fields.Email], fields: [] },
      LIVE,
    );
    expect(found.map((record) => record.ref.id)).to.deep.equal([idOf(result)]);
  });

  it('never doubles a record when the answer to its create is lost', async () => {
    await fault({ method: 'PATCH', path: 'composite/sobjects', effect: { kind: 'lose-answer' } });
    const write = create('k', { Email: 'ann@acme.example' });
    expect(kindOf((await connection.write([write], LIVE))[0])).to.equal('unknown-outcome NETWORK');
    const probed = await connection.find(
      { object: 'Lead', field: 'Leadloop_Id__c', values: ['k'], fields: [] },
      LIVE,
    );
    const [again] = await connection.write([write], LIVE);
    expect(again?.kind === 'done' && again.receipt).to.deep.equal({ ref: probed[0]?.ref, created: false });
    expect(await leads()).to.have.length(1);
  });

  it('goes on with a fresh session when it expires in the middle of a write', async () => {
    await fault({ method: 'PATCH', effect: { kind: 'vendor', name: 'expire-session' } });
    expect(kindOf((await connection.write([create('k', {})], LIVE))[0])).to.equal('done');
    expect(await leads()).to.have.length(1);
  });

  it('tells each row’s own refusal', async () => {
    const results = await connection.write(
      [
        create('a', {}),
        create('b', { LastName: null }),
        create('c', { LastName: 'x'.repeat(81) }),
        create('d', { Nope__c: 1 }),
      ].slice(0, 3),
      LIVE,
    );
    expect(results.map(kindOf)).to.deep.equal([
      'done',
      'invalid-record REQUIRED_FIELD_MISSING',
      'invalid-record STRING_TOO_LONG',
    ]);
    const [unknown] = await connection.write([create('d', { Nope__c: 1 })], LIVE);
    expect(kindOf(unknown)).to.equal('config INVALID_FIELD');
  });

  it('says locked for the rows that are locked', async () => {
    await fault({ method: 'PATCH', effect: { kind: 'vendor', name: 'lock-row', args: { rows: [1] } } });
    const results = await connection.write([create('a', {}), create('b', {})], LIVE);
    expect(results.map(kindOf)).to.deep.equal(['done', 'locked UNABLE_TO_LOCK_ROW']);
  });

  for (const spelling of ['duplicateResut', 'duplicateResult']) {
    it(`names the match of a duplicate rule that answers under ${spelling}`, async () => {
      const [first] = await connection.write([create('a', { Email: 'ann@acme.example' })], LIVE);
      await control('rules', { duplicateRule: 'block', spelling });
      const [second] = await connection.write([create('b', { Email: 'ann@acme.example' })], LIVE);
      expect(second?.kind === 'failed' && second.failure).to.deep.include({
        kind: 'ambiguous-match',
        candidates: [{ system: 'salesforce', object: 'Lead', id: idOf(first) }],
      });
    });
  }

  it('names the record that holds a unique value already', async () => {
    const [first, second] = await connection.write([create('a', {}), create('b', {})], LIVE);
    const ref = { system: 'salesforce', object: 'Lead', id: idOf(second) };
    const [result] = await connection.write([{ kind: 'update', ref, fields: { Leadloop_Id__c: 'a' } }], LIVE);
    expect(result?.kind === 'failed' && result.failure).to.deep.include({
      kind: 'ambiguous-match',
      candidates: [{ system: 'salesforce', object: 'Lead', id: idOf(first) }],
    });
  });

  it('writes 2,500 people by one bulk job, and knows each row’s result', async () => {
    const writes = Array.from({ length: 2_500 }, (_, at) =>
      create(`k${at}`, { Email: `p${at}@acme.example`, ...(at === 99 ? { LastName: null } : {}) }),
    );
    const results = await connection.write(writes, { lane: 'bulk' });
    expect(kindOf(results[99])).to.equal('invalid-record REQUIRED_FIELD_MISSING');
    expect(results.filter((result) => result.kind === 'done')).to.have.length(2_499);
    const found = await connection.find(
      { object: 'Lead', field: 'Leadloop_Id__c', values: ['k1234'], fields: ['Email'] },
      LIVE,
    );
    expect(found[0]?.ref.id).to.equal(idOf(results[1234]));
    expect(found[0]?.fields['Email']).to.equal('p1234@acme.example');
    expect(await calls()).to.be.below(12);
  });

  it('scans every record once', async () => {
    await control(
      'records/Lead',
      Array.from({ length: 4_100 }, (_, at) => ({ LastName: `Lee ${at}`, Company: 'Acme' })),
    );
    const seen = new Set<string>();
    let page: Page | null = null;
    do {
      page = await connection.scan({ object: 'Lead', fields: FIELDS, cursor: page?.cursor ?? null }, LIVE);
      for (const snapshot of page.snapshots)
        if (snapshot.kind === 'present') seen.add(snapshot.record.ref.id);
    } while (page.more);
    expect(seen.size).to.equal(4_100);
    expect(await calls()).to.equal(4);
  });

  it('polls edits, deletes, merges and conversions', async () => {
    const results = await connection.write(
      ['a', 'b', 'c', 'd', 'e'].map((key) => create(key, { Email: `${key}@acme.example` })),
      LIVE,
    );
    const ids = results.map(idOf);
    const [edited, deleted, loser, winner, converted] = ids;
    const start = await connection.changes({ object: 'Lead', fields: FIELDS, cursor: null }, LIVE);
    expect(start.snapshots).to.deep.equal([]);
    const ref = { system: 'salesforce', object: 'Lead', id: edited ?? '' };
    await connection.write([{ kind: 'update', ref, fields: { Company: 'New' } }], LIVE);
    await fetchDelete(org.url, deleted ?? '');
    await control('merge', { type: 'Lead', masterId: winner, loserIds: [loser] });
    await control('convert', { leadId: converted });
    const page = await connection.changes({ object: 'Lead', fields: FIELDS, cursor: start.cursor }, LIVE);
    const told = new Map(
      page.snapshots.map((snapshot) => [
        snapshot.kind === 'present' ? snapshot.record.ref.id : snapshot.ref.id,
        brief(snapshot),
      ]),
    );
    expect(ids.map((id) => told.get(id))).to.deep.equal([
      'present',
      'deleted',
      'moved merged Lead',
      'present',
      'moved converted Contact',
    ]);
    const read = await connection.read({ object: 'Lead', ids, fields: FIELDS }, LIVE);
    const now = new Map(
      read.map((snapshot) => [
        snapshot.kind === 'present' ? snapshot.record.ref.id : snapshot.ref.id,
        brief(snapshot),
      ]),
    );
    expect(ids.map((id) => now.get(id))).to.deep.equal([
      'present',
      'deleted',
      'moved merged Lead',
      'present',
      'moved converted Contact',
    ]);
    const [late] = await connection.write(
      [{ kind: 'update', ref: { ...ref, id: converted ?? '' }, fields: { Company: 'x' } }],
      LIVE,
    );
    const [gone] = await connection.write(
      [{ kind: 'update', ref: { ...ref, id: deleted ?? '' }, fields: { Company: 'x' } }],
      LIVE,
    );
    expect([late, gone].map(kindOf)).to.deep.equal([
      'merged CANNOT_UPDATE_CONVERTED_LEAD',
      'deleted ENTITY_IS_DELETED',
    ]);
  });

  it('costs 1 call to poll when nothing happened', async () => {
    const start = await connection.changes({ object: 'Lead', fields: FIELDS, cursor: null }, LIVE);
    const first = await connection.changes({ object: 'Lead', fields: FIELDS, cursor: start.cursor }, LIVE);
    await control('stats', undefined, 'DELETE');
    const page = await connection.changes({ object: 'Lead', fields: FIELDS, cursor: first.cursor }, LIVE);
    expect(page).to.deep.include({ snapshots: [], more: false });
    expect(await calls()).to.equal(1);
  });

  it('sees a row that became visible after its timestamp', async () => {
    const start = await connection.changes({ object: 'Lead', fields: FIELDS, cursor: null }, LIVE);
    await fault({ method: 'PATCH', effect: { kind: 'vendor', name: 'slow-commit', args: { ms: 1_500 } } });
    const writing = connection.write([create('slow', {})], LIVE);
    let { cursor } = start;
    let page = await connection.changes({ object: 'Lead', fields: FIELDS, cursor }, LIVE);
    expect(page.snapshots, 'saved, not committed').to.deep.equal([]);
    cursor = page.cursor;
    await writing;
    page = await connection.changes({ object: 'Lead', fields: FIELDS, cursor }, LIVE);
    expect(page.snapshots.map(brief)).to.deep.equal(['present']);
  });

  it('reads without a field that was hidden from us, as soon as the org refused it once', async () => {
    const [result] = await connection.write([create('k', { Phone: '1' })], LIVE);
    const request = { object: 'Lead', ids: [idOf(result)], fields: ['Phone', 'LastName'] };
    await connection.read(request, LIVE);
    await control('fls', { hidden: { Lead: ['Phone'] } });
    expect(await failureOfCall(connection.read(request, LIVE))).to.include({ kind: 'config' });
    const [snapshot] = await connection.read(request, LIVE);
    expect(snapshot?.kind === 'present' && snapshot.record.fields).to.deep.equal({ LastName: 'Lee' });
  });

  it('converts a lead, and tells why it would not', async () => {
    const [result] = await connection.write([create('k', { Email: 'ann@acme.example' })], LIVE);
    const context = testContext(settings());
    const client = createClient(readSettings(context.settings, false), context);
    const conversion = {
      leadId: idOf(result),
      convertedStatus: 'Closed - Converted',
      accountId: null,
      contactId: null,
      opportunityName: 'Acme deal',
      ownerId: null,
    };
    const converted = await convertLead(client, conversion, LIVE);
    expect(converted.kind === 'done' && converted.opportunityId).to.match(/^006/);
    const again = await convertLead(client, conversion, LIVE);
    expect(again.kind === 'failed' && again.failure.code).to.equal('CANNOT_UPDATE_CONVERTED_LEAD');
  });

  it('converts a lead by an update that says so, with the other fields written before, and only once', async () => {
    const [made] = await connection.write([create('c', { Email: 'cy@acme.example' })], LIVE);
    const ref = { system: 'salesforce', object: 'Lead', id: idOf(made) };
    const update: Write = {
      kind: 'update',
      ref,
      fields: { IsConverted: true, Title: 'Head', LastName: 'Young' },
    };
    expect(await connection.write([update], LIVE)).to.deep.equal([
      { kind: 'done', receipt: { ref, created: false } },
    ]);
    const [contact] = await connection.find(
      { object: 'Contact', field: 'Email', values: ['cy@acme.example'], fields: ['LastName', 'Title'] },
      LIVE,
    );
    expect(contact?.fields).to.include({ LastName: 'Young', Title: 'Head' });
    const [again] = await connection.write([{ ...update, fields: { IsConverted: true } }], LIVE);
    expect(again?.kind === 'failed' && again.failure.kind).to.equal('merged');
  });

  it('signs in with a key', async () => {
    const response = await fetch(`${org.url}/_sim/jwt-key`);
    const jwt = {
      SALESFORCE_LOGIN_URL: org.url,
      SALESFORCE_CLIENT_ID: 'sandbox',
      SALESFORCE_USERNAME: 'integration@example.com',
      SALESFORCE_PRIVATE_KEY: await response.text(),
    };
    const opened = await connector.open({ ...testContext(jwt), clock: { now: () => new Date() } });
    expect((await opened.identify(LIVE)).id).to.match(/^00D/);
  });

  it('signs in through the browser and goes on with rotating refresh tokens', async () => {
    await control('rules', { rotateRefreshTokens: true });
    const signIn: WebSignIn = {
      loginUrl: org.url,
      clientId: 'sandbox',
      clientSecret: 'sandbox',
      redirectUri: 'http://127.0.0.1:8484/callback',
      state: 's1',
      codeVerifier: 'v'.repeat(64),
    };
    const redirect = await fetch(authorizeUrl(signIn), { redirect: 'manual' });
    const back = new URL(redirect.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).to.equal('s1');
    const tokens = await exchangeCode(signIn, back.searchParams.get('code') ?? '');
    const context = testContext(settings(), tokens);
    const opened = await connector.open(context);
    await control('expire-sessions');
    await opened.describe('Lead', LIVE);
    expect(new Set([tokens, ...context.saved].map((each) => each.refreshToken)).size).to.equal(3);
  });

  it('refuses wrong credentials as an auth failure', async () => {
    const failure = await failureOfCall(
      connector.open(testContext({ ...settings(), SALESFORCE_CLIENT_SECRET: 'wrong' })),
    );
    expect(failure).to.include({ kind: 'auth' });
  });

  it('offers the stream only when it is switched on', async () => {
    const silent = await connector.open(testContext({ ...settings(), SALESFORCE_STREAM: 'off' }));
    expect('stream' in silent).to.equal(false);
    const opened = await connector.open(testContext({ ...settings(), SALESFORCE_STREAM: 'on' }));
    expect('stream' in opened).to.equal(true);
  });

  it('hears changes at once, survives lost clients and dead sessions, and tells gaps', async () => {
    const opened = await connector.open(testContext({ ...settings(), SALESFORCE_STREAM: 'on' }));
    const stop = new AbortController();
    const heard: string[] = [];
    const gaps: string[] = [];
    let wake: () => void = () => undefined;
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise<void>((resolve) => (wake = resolve));
    };
    const streamed = opened.stream?.({
      objects: ['Lead'],
      // From the beginning of what the org keeps.
      cursor: JSON.stringify({ '/data/LeadChangeEvent': -2 }),
      onEvents: (events: readonly Event[]) => {
        heard.push(...events.map((event) => event.ref.id));
        wake();
        return Promise.resolve();
      },
      onGap: (reason) => {
        gaps.push(reason);
        wake();
      },
      signal: stop.signal,
    });
    const first = idOf((await connection.write([create('a', {})], LIVE))[0]);
    await until(() => heard.includes(first));
    await control('cdc', { forgetClients: true });
    const second = idOf((await connection.write([create('b', {})], LIVE))[0]);
    await until(() => heard.includes(second));
    await control('expire-sessions');
    const third = idOf((await connection.write([create('c', {})], LIVE))[0]);
    await until(() => heard.includes(third));
    await control('cdc', { overflow: { entity: 'Lead' } });
    await until(() => gaps.length > 0);
    stop.abort();
    await streamed;
    expect(gaps).to.have.length(1);
  });
});

const brief = (snapshot: Snapshot): string =>
  snapshot.kind === 'moved' ? `moved ${snapshot.why} ${snapshot.to.object}` : snapshot.kind;

/** A person deletes a lead. */
async function fetchDelete(url: string, id: string): Promise<void> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'sandbox',
    client_secret: 'sandbox',
  });
  const tokens = (await (
    await fetch(`${url}/services/oauth2/token`, { method: 'POST', body: form })
  ).json()) as { access_token: string };
  const response = await fetch(`${url}/services/data/v68.0/sobjects/Lead/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(response.status).to.equal(204);
}
