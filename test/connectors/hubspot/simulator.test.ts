import { expect } from 'chai';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connector } from '../../../connectors/hubspot/index.ts';
import { authorizeUrl, exchangeCode } from '../../../connectors/hubspot/oauth.ts';
import { readSettings } from '../../../connectors/hubspot/settings.ts';
import { startSimulator } from '../../../connectors/hubspot/sim/index.ts';
import { createTransport } from '../../../connectors/hubspot/transport.ts';
import type { Connection, InboundRequest, Page } from '../../../src/connector/contract.ts';
import type { Simulator } from '../../../src/connector/simulator.ts';
import type { Fault } from '../../../src/connector/sim/fault.ts';
import type { Event } from '../../../src/domain/event.ts';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { Write, WriteResult } from '../../../src/domain/write.ts';
import { LIVE, testContext } from './fixtures/context.ts';

/** Nothing but the key. */
const bare = (objects: readonly string[]) => objects.map((object) => ({ object, fields: [] }));

const KEY = (index: number): string => `019d0000-0000-7000-8000-${String(index).padStart(12, '0')}`;

const refAt = (results: readonly WriteResult[], index: number): RecordRef => {
  const result = results[index];
  if (result?.kind !== 'done') throw new Error(`write ${index} failed: ${JSON.stringify(result)}`);
  return result.receipt.ref;
};

const kinds = (results: readonly WriteResult[]): readonly string[] =>
  results.map((result) => (result.kind === 'failed' ? result.failure.kind : 'done'));

describe('the HubSpot connector against the simulator', () => {
  let sim: Simulator;
  let connection: Connection;

  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(sim.url + path, {
      method,
      headers: { authorization: 'Bearer pat-sandbox', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const fault = (one: Fault): Promise<unknown> => ask('POST', '/_sim/faults', one);
  const create = (index: number, fields: Fields, object = 'contacts'): Write => ({
    kind: 'create',
    system: 'hubspot',
    object,
    key: KEY(index),
    fields,
  });
  const update = (ref: RecordRef, fields: Fields): Write => ({ kind: 'update', ref, fields });
  const readOne = async (ref: RecordRef, fields: readonly string[]): Promise<Snapshot> => {
    const [snapshot] = await connection.read({ object: ref.object, ids: [ref.id], fields }, LIVE);
    if (snapshot === undefined) throw new Error('no snapshot');
    return snapshot;
  };
  const fieldsOf = async (ref: RecordRef, fields: readonly string[]): Promise<Fields> => {
    const snapshot = await readOne(ref, fields);
    if (snapshot.kind !== 'present') throw new Error(`it is ${snapshot.kind}`);
    return snapshot.record.fields;
  };
  /** One whole pass of changes. */
  const pass = async (cursor: string | null): Promise<Pick<Page, 'snapshots' | 'cursor'>> => {
    const snapshots: Snapshot[] = [];
    for (let next = cursor; ;) {
      const page = await connection.changes({ object: 'contacts', fields: ['email'], cursor: next }, LIVE);
      snapshots.push(...page.snapshots);
      next = page.cursor;
      if (!page.more) return { snapshots, cursor: page.cursor };
    }
  };

  beforeEach(async () => {
    sim = await startSimulator({
      port: 0,
      seed: 7,
      population: 0,
      latencyMs: 0,
      limits: false,
      webhookUrl: null,
    });
    await ask('POST', '/_sim/search-lag', { ms: 0 });
    connection = await connector.open(
      testContext({ ...sim.environment }, { clock: { now: () => new Date() } }),
    );
    await connection.setup(bare(['contacts', 'companies']), LIVE);
  });
  afterEach(async () => {
    await connection.close();
    await sim.close();
  });

  it('sets itself up once', async () => {
    const again = await connection.setup(bare(['contacts', 'companies']), LIVE);
    expect(again.map(({ outcome }) => outcome)).to.deep.equal(['present', 'present']);
    const { fields } = await connection.describe('contacts', LIVE);
    expect(fields.get('leadloop_id')).to.include({ unique: true, type: 'text' });
    expect(fields.get('email')).to.include({ unique: true, type: 'email' });
    expect(fields.get('associatedcompanyid')).to.include({ type: 'reference', updatable: true });
  });

  it('reads back every value it wrote, by type, and the key', async () => {
    const fields: Fields = {
      email: 'kim@example.com',
      firstname: 'Kim',
      lifecyclestage: 'lead',
      lastname: null,
    };
    const ref = refAt(await connection.write([create(1, fields)], LIVE), 0);
    const snapshot = await readOne(ref, Object.keys(fields));
    expect(snapshot.kind === 'present' && snapshot.record.fields).to.deep.equal(fields);
    expect(snapshot.kind === 'present' && snapshot.record.externalKey).to.equal(KEY(1));
    await connection.write([update(ref, { firstname: null })], LIVE);
    expect(await fieldsOf(ref, ['firstname', 'email'])).to.deep.equal({
      firstname: null,
      email: 'kim@example.com',
    });
  });

  it('makes a property of what people choose from, and adds to it what it lacks', async () => {
    const setUp = async (...options: readonly string[]) => {
      const name = 'leadloop_why';
      const reason = {
        name,
        type: 'option',
        label: 'Why',
        forPeople: true,
        maxLength: null,
        options,
      } as const;
      const steps = await connection.setup([{ object: 'contacts', fields: [reason] }], LIVE);
      const field = (await connection.describe('contacts', LIVE)).fields.get(name);
      return [
        field?.type,
        field?.options.map(({ value }) => value),
        steps.flatMap(({ what, outcome }) => (outcome === 'created' ? [what] : [])),
      ];
    };
    expect(await setUp('no budget', 'no need')).to.deep.equal([
      'option',
      ['no budget', 'no need'],
      ['HubSpot property leadloop_why of contacts'],
    ]);
    expect(await setUp('No budget', 'on holiday')).to.deep.equal([
      'option',
      ['no budget', 'no need', 'on holiday'],
      ['options "on holiday" of HubSpot property leadloop_why of contacts'],
    ]);
  });

  it('makes no second record when a create is repeated after a lost answer', async () => {
    await fault({ path: 'batch/upsert', effect: { kind: 'lose-answer' } });
    const write = create(1, { email: 'kim@example.com' });
    expect(kinds(await connection.write([write], LIVE))).to.deep.equal(['unknown-outcome']);
    const probe = { object: 'contacts', field: 'leadloop_id', values: [KEY(1)], fields: ['email'] };
    const [found] = await connection.find(probe, LIVE);
    expect(found?.fields).to.deep.equal({ email: 'kim@example.com' });
    const [again] = await connection.write([write], LIVE);
    expect(again).to.deep.equal({ kind: 'done', receipt: { ref: found?.ref, created: false } });
    expect(await ask('GET', '/_sim/records/contacts?fields=email')).to.have.length(1);
  });

  it('says which records of 120 are bad and writes all the others', async () => {
    const taken = refAt(await connection.write([create(900, { email: 'p5@example.com' })], LIVE), 0);
    const writes = Array.from({ length: 120 }, (_, index) =>
      create(index, { email: index === 50 ? 'no address' : `p${index}@example.com` }),
    );
    const results = await connection.write(writes, LIVE);
    expect(results.filter(({ kind }) => kind === 'done')).to.have.length(118);
    expect(kinds(results)[5]).to.equal('ambiguous-match');
    expect(results[5]?.kind === 'failed' && results[5].failure.candidates).to.deep.equal([taken]);
    expect(kinds(results)[50]).to.equal('invalid-record');
    expect(results[50]?.kind === 'failed' && results[50].failure.fields).to.deep.equal(['email']);
    expect(JSON.stringify(results[50])).not.to.include('no address');
  });

  it('finds several companies of one domain', async () => {
    const writes = [1, 2, 3].map((index) =>
      create(
        index,
        { name: `Company ${index}`, domain: index === 3 ? 'b.example' : 'a.example' },
        'companies',
      ),
    );
    const refs = await connection.write(writes, LIVE);
    const request = { object: 'companies', field: 'domain', values: ['A.example'], fields: ['name'] };
    const found = await connection.find(request, LIVE);
    expect(found.map(({ ref }) => ref)).to.have.deep.members([refAt(refs, 0), refAt(refs, 1)]);
  });

  it('sets, moves and removes the primary company', async () => {
    const companies = await connection.write(
      [create(1, { name: 'A' }, 'companies'), create(2, { name: 'B' }, 'companies')],
      LIVE,
    );
    const [first, second] = [refAt(companies, 0).id, refAt(companies, 1).id];
    const contact = create(3, { email: 'kim@example.com', associatedcompanyid: first });
    const ref = refAt(await connection.write([contact], LIVE), 0);
    expect(await fieldsOf(ref, ['associatedcompanyid'])).to.deep.equal({ associatedcompanyid: first });
    for (const associatedcompanyid of [second, null]) {
      expect(kinds(await connection.write([update(ref, { associatedcompanyid })], LIVE))).to.deep.equal([
        'done',
      ]);
      expect(await fieldsOf(ref, ['associatedcompanyid'])).to.deep.equal({ associatedcompanyid });
    }
    const gone = await connection.write([update(ref, { associatedcompanyid: '999999' })], LIVE);
    expect(gone[0]?.kind === 'failed' && gone[0].failure.fields).to.deep.equal(['associatedcompanyid']);
  });

  it('moves the life-cycle stage backwards', async () => {
    const ref = refAt(
      await connection.write([create(1, { email: 'kim@example.com', lifecyclestage: 'customer' })], LIVE),
      0,
    );
    await connection.write([update(ref, { lifecyclestage: 'lead' })], LIVE);
    expect(await fieldsOf(ref, ['lifecyclestage'])).to.deep.equal({ lifecyclestage: 'lead' });
  });

  it('follows a merge and sees a delete, by reading and by polling', async () => {
    const writes = [1, 2, 3].map((index) => create(index, { email: `p${index}@example.com` }));
    const results = await connection.write(writes, LIVE);
    const [one, two, three] = [refAt(results, 0), refAt(results, 1), refAt(results, 2)];
    const start = await pass(null);
    const merged = (await ask('POST', '/crm/v3/objects/contacts/merge', {
      primaryObjectId: one.id,
      objectIdToMerge: two.id,
    })) as { id: string };
    await ask('DELETE', `/crm/v3/objects/contacts/${three.id}`);
    const survivor = { ...one, id: merged.id };

    const ids = [one, two, three].map(({ id }) => id);
    const read = await connection.read({ object: 'contacts', ids, fields: [] }, LIVE);
    expect(read.map(({ kind }) => kind)).to.deep.equal(['moved', 'moved', 'deleted']);
    expect(read[1]).to.deep.include({ to: survivor });

    const { snapshots } = await pass(start.cursor);
    expect(snapshots).to.deep.include({ kind: 'moved', ref: two, to: survivor, why: 'merged' });
    expect(snapshots).to.deep.include({ kind: 'deleted', ref: three });
    const present = snapshots.filter((snapshot) => snapshot.kind === 'present');
    expect(present.map(({ record }) => record.ref)).to.deep.equal([survivor]);
  });

  it('polls 450 changes by windows and misses none', async () => {
    const start = await pass(null);
    const people = Array.from({ length: 450 }, (_, index) => ({
      properties: { email: `p${index}@example.com` },
    }));
    const { ids } = (await ask('POST', '/_sim/records/contacts', people)) as { ids: string[] };
    const { snapshots } = await pass(start.cursor);
    const seen = snapshots.map((snapshot) => snapshot.kind === 'present' && snapshot.record.ref.id);
    expect(seen).to.have.members(ids);
    expect(seen).to.have.length(450);
  });

  it('finds in a later pass what the search index showed too late for the first', async () => {
    const start = await pass(null);
    await ask('POST', '/_sim/search-lag', { ms: 1_000 });
    const ref = refAt(await connection.write([create(1, { email: 'late@example.com' })], LIVE), 0);
    let seen = await pass(start.cursor);
    expect(seen.snapshots).to.deep.equal([]);
    while (seen.snapshots.length === 0) seen = await pass(seen.cursor);
    const [snapshot] = seen.snapshots;
    expect(snapshot?.kind === 'present' && snapshot.record.ref).to.deep.equal(ref);
  });

  it('scans every record once', async () => {
    const people = Array.from({ length: 230 }, (_, index) => ({
      properties: { email: `p${index}@example.com` },
    }));
    const { ids } = (await ask('POST', '/_sim/records/contacts', people)) as { ids: string[] };
    const seen: string[] = [];
    let page: Page | null = null;
    do {
      page = await connection.scan(
        { object: 'contacts', fields: ['email'], cursor: page?.cursor ?? null },
        { lane: 'bulk' },
      );
      seen.push(
        ...page.snapshots.map((snapshot) => (snapshot.kind === 'present' ? snapshot.record.ref.id : '')),
      );
    } while (page.more);
    expect(seen).to.have.members(ids);
    expect(seen).to.have.length(230);
  });

  it('lists the owners', async () => {
    const owners = await connection.owners(LIVE);
    expect(owners.map(({ email }) => email)).to.include.members([
      'alex.rep@example.com',
      'sam.rep@example.com',
    ]);
  });

  it('reads in spite of vendor faults and names them on writes', async () => {
    const ref = refAt(await connection.write([create(1, { email: 'kim@example.com' })], LIVE), 0);
    for (const name of ['html-502', 'ten-secondly']) {
      await fault({ path: 'batch/read', effect: { kind: 'vendor', name } });
      expect(await fieldsOf(ref, ['email'])).to.deep.equal({ email: 'kim@example.com' });
    }
    const expected = { locked: 'locked', 'data-centre-move': 'rate-limited', daily: 'rate-limited' };
    for (const [name, kind] of Object.entries(expected)) {
      await fault({ path: 'batch/update', effect: { kind: 'vendor', name } });
      expect(kinds(await connection.write([update(ref, { firstname: 'Kim' })], LIVE))).to.deep.equal([kind]);
    }
  });

  it('connects by OAuth and renews an expired token', async () => {
    const { HUBSPOT_ACCESS_TOKEN: _, ...oauth } = sim.environment;
    const settings = readSettings(oauth);
    const context = testContext(oauth, { clock: { now: () => new Date() } });
    const url = authorizeUrl(settings, 'http://127.0.0.1/back', 'state-1');
    const redirect = await fetch(url, { redirect: 'manual' });
    const back = new URL(redirect.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).to.equal('state-1');
    const parts = {
      settings,
      tokens: context.tokens,
      clock: context.clock,
      transport: createTransport(sim.url),
    };
    await exchangeCode(parts, back.searchParams.get('code') ?? '', 'http://127.0.0.1/back');
    const second = await connector.open(context);
    await fault({ path: 'account-info', effect: { kind: 'vendor', name: 'expire-token' } });
    expect(await second.identify(LIVE)).to.deep.equal(await connection.identify(LIVE));
  });

  for (const style of ['classic', 'object']) {
    it(`understands and trusts the simulator's webhooks in ${style} style`, async () => {
      const events: Event[] = [];
      let arrived = (): void => undefined;
      const server = createServer((message, response) => {
        void message.toArray().then(async (chunks: Buffer[]) => {
          const inbound: InboundRequest = {
            method: message.method ?? '',
            path: '',
            url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${message.url ?? ''}`,
            headers: message.headers as Readonly<Record<string, string>>,
            body: Buffer.concat(chunks),
            remoteAddress: '127.0.0.1',
          };
          const received = await connection.receive?.(inbound);
          if (received?.kind === 'accepted') events.push(...received.events);
          response.writeHead(received?.kind === 'accepted' ? 200 : 401).end();
          arrived();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const { port } = server.address() as AddressInfo;
        await ask('POST', '/_sim/webhooks', { style, url: `http://127.0.0.1:${port}/webhooks/hubspot` });
        const ref = refAt(await connection.write([create(1, { email: 'kim@example.com' })], LIVE), 0);
        await ask('DELETE', `/crm/v3/objects/contacts/${ref.id}`);
        while (events.length < 1) await new Promise<void>((resolve) => (arrived = resolve));
        expect(events[0]?.ref).to.deep.equal(ref);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});
