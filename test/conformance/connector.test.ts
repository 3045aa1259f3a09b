import { expect } from 'chai';
import { findConnectors } from '../../src/connector/registry.ts';
import type { Connection, ConnectorDefinition, Page, Snapshot } from '../../src/connector/contract.ts';
import { seededRandom } from '../../src/connector/sim/random.ts';
import type { TouchpointRequest } from '../../src/connector/touchpoints.ts';
import type { StartSimulator } from '../../src/connector/simulator.ts';
import { refKey, sameRef, type RecordRef } from '../../src/domain/record.ts';
import { snapshotRef } from '../../src/domain/snapshot.ts';
import { TOUCHPOINT_KINDS, type Touchpoint } from '../../src/domain/touchpoint.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import {
  OPTIONS,
  openOnSimulator,
  namedFields,
  plainTextField,
  scanAll,
  unknownIdLike,
  type Opened,
} from './opened.ts';
import { findSimulator, readBehavior, readFailureTable, readMetadata } from './parts.ts';

const connectors = await findConnectors();
const simulators = new Map(
  await Promise.all(connectors.map(async ({ name }) => [name, await findSimulator(name)] as const)),
);

/** Nothing but the key. */
const bare = (objects: readonly string[]) => objects.map((object) => ({ object, fields: [] }));

/** How long a change may take to be seen by a poll. */
const SEEN_WITHIN_MS = 15_000;

it('finds the connectors by their folders', () => {
  expect(connectors.map((connector) => connector.name)).to.include('lead-intake');
});

for (const connector of connectors) {
  describe(`connector ${connector.name}`, () => {
    describeFolder(connector);
    const startSimulator = simulators.get(connector.name) ?? null;
    it('has a simulator if it can be read', () => {
      expect(startSimulator !== null || !connector.capabilities.readable).to.equal(true);
    });
    if (startSimulator !== null) describeContract(connector, startSimulator);
  });
}

function describeFolder(connector: ConnectorDefinition): void {
  const { name, title, capabilities, settings } = connector;

  it('has metadata that agrees with it', async () => {
    expect(await readMetadata(name)).to.include({ name, title });
  });

  it('numbers the surprises of its system in BEHAVIOR.md, from 1 without a gap', async () => {
    const numbers = [...(await readBehavior(name)).matchAll(/^(?:#+ )?(\d+)\. /gm)].map((match) =>
      Number(match[1]),
    );
    expect(numbers.length).to.be.greaterThan(0);
    expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
  });

  it('explains each setting, with an example, and marks what is secret', () => {
    expect(new Set(settings.map((setting) => setting.name)).size).to.equal(settings.length);
    for (const setting of settings) {
      expect(setting.name, setting.name).to.match(/^[A-Z][A-Z0-9_]*$/);
      expect(setting.meaning, setting.name).to.not.equal('');
      expect(setting.example, setting.name).to.not.equal('');
      if (/(SECRET|TOKEN|PASSWORD|PRIVATE_KEY|_KEY)$/.test(setting.name))
        expect(setting.secret, setting.name).to.equal(true);
      // A secret with a default is no secret.
      if (setting.secret) expect(setting.default, setting.name).to.equal(undefined);
    }
  });

  it('names each source of touchpoints once, with what it tells and how often it is asked', () => {
    const { touchpoints } = capabilities;
    expect(new Set(touchpoints.map((source) => source.name)).size).to.equal(touchpoints.length);
    for (const source of touchpoints) {
      expect(source.name).to.match(/^[a-z]+(-[a-z]+)*$/);
      expect(source.meaning, source.name).to.not.equal('');
      expect(source.everyMs, source.name).to.be.at.least(10_000);
    }
  });

  it('declares limits that can be kept, and a key where it writes', () => {
    const buckets = capabilities.buckets.map((bucket) => bucket.name);
    expect(new Set(buckets).size).to.equal(buckets.length);
    for (const bucket of capabilities.buckets) {
      expect(bucket.capacity, bucket.name).to.be.greaterThan(0);
      expect(bucket.perMs, bucket.name).to.be.greaterThan(0);
    }
    expect(capabilities.externalKeyField !== null).to.equal(capabilities.writable);
  });

  it('has a failure table whose rows each say kind, meaning, fix, actor and source, no two alike', async () => {
    const rows = await readFailureTable(name);
    if (rows === null) throw new Error('failures.ts exports no table of failures');
    const texts = rows.map((row) =>
      JSON.stringify(row, (_, value: unknown) =>
        value instanceof RegExp || typeof value === 'function' ? String(value) : value,
      ),
    );
    expect(new Set(texts).size).to.equal(texts.length);
  });
}

function describeContract(connector: ConnectorDefinition, startSimulator: StartSimulator): void {
  const external = connector.capabilities.externalKeyField ?? '';

  describe('on its simulator', function () {
    this.timeout(60_000);
    let opened: Opened;
    let connection: Connection;
    let objects: readonly string[];
    before(async () => {
      ({ objects } = await readMetadata(connector.name));
      opened = await openOnSimulator(connector, startSimulator);
      ({ connection } = opened);
      await connection.setup(bare(objects), OPTIONS);
    });
    after(() => opened.close());

    it('offers what its capabilities say', () => {
      expect(connection.receive !== undefined).to.equal(connector.capabilities.webhooks);
      // A stream can be switched off by a setting; one that is offered must be declared.
      expect(connection.stream === undefined || connector.capabilities.stream).to.equal(true);
      expect(connection.erase !== undefined).to.equal(connector.capabilities.erasable);
      expect(connection.touchpoints !== undefined).to.equal(connector.capabilities.touchpoints.length > 0);
    });

    it('identifies the same account each time', async () => {
      const first = await connection.identify(OPTIONS);
      expect(first.id).to.not.equal('');
      expect(await connection.identify(OPTIONS)).to.deep.equal(first);
    });

    it('says of a second setup that all is present', async () => {
      const steps = await connection.setup(bare(objects), OPTIONS);
      expect(steps).to.have.length.at.least(objects.length);
      expect(steps.filter((step) => step.outcome !== 'present')).to.deep.equal([]);
    });

    it('lists owners with lower-case addresses', async () => {
      const owners = await connection.owners(OPTIONS);
      expect(owners).to.not.have.length(0);
      expect(new Set(owners.map((owner) => owner.id)).size).to.equal(owners.length);
      for (const { email } of owners) expect(email).to.equal(email?.toLowerCase() ?? null);
    });

    it('describes its objects, the external key included, and names fields as it files them', async () => {
      for (const object of objects) {
        const schema = await connection.describe(object, OPTIONS);
        expect(schema.object).to.equal(object);
        for (const [name, field] of schema.fields) expect(field.name).to.equal(name);
        expect(schema.fields.get(external), object).to.include({ creatable: true, unique: true });
      }
    });

    it('takes every call from a declared bucket', () => {
      const declared = connector.capabilities.buckets.map((bucket) => bucket.name);
      expect([...opened.taken]).to.not.have.length(0);
      expect(declared).to.include.members([...opened.taken]);
    });

    it('logs no secret', () => {
      const secrets = connector.settings
        .filter((setting) => setting.secret)
        .flatMap((setting) => opened.simulator.environment[setting.name] ?? [])
        .filter((secret) => secret.length > 8);
      for (const secret of secrets) expect(opened.logged()).to.not.contain(secret);
    });

    it('tells what people do by the common contract', async () => {
      const random = seededRandom(3);
      for (let times = 0; times < 200; times += 1) opened.simulator.act(random);
      const told: Touchpoint[] = [];
      for (const { name } of connector.capabilities.touchpoints) {
        const now = { source: name, cursor: null, since: new Date() };
        expect(await touchpointsOf(now), `${name}: asked from now on, nothing has happened`).to.deep.equal(
          [],
        );
        const since = { ...now, since: new Date(Date.now() - 3_600_000) };
        const first = await touchpointsOf(since);
        expect(await touchpointsOf(since), `${name}: the same question has the same answer`).to.deep.equal(
          first,
        );
        told.push(...first);
      }
      const sources = told.map(({ source }) => refKey(source));
      expect(new Set(sources).size, 'a source is told once').to.equal(sources.length);
      expect(told.length > 0).to.equal(connector.capabilities.touchpoints.length > 0);
      for (const { source, kind, at, about, who } of told) {
        expect(source.system).to.equal(connector.name);
        expect(TOUCHPOINT_KINDS).to.include(kind);
        expect(at.getTime(), `${refKey(source)}: never to come`).to.be.at.most(Date.now());
        expect(about).to.not.equal('');
        if (who.kind === 'email') expect(who.address).to.equal(who.address.trim().toLowerCase());
      }
    });

    /** All pages. */
    async function touchpointsOf(request: TouchpointRequest): Promise<readonly Touchpoint[]> {
      const all: Touchpoint[] = [];
      for (let { cursor } = request; ;) {
        const page = await connection.touchpoints?.({ ...request, cursor }, OPTIONS);
        if (page?.kind !== 'page') throw new Error(`${request.source} was refused`);
        all.push(...page.touchpoints);
        if (!page.more) return all;
        ({ cursor } = page);
      }
    }

    it('erases people if it says so, and says of one who is gone already that they are', async () => {
      const [object] = objects;
      if (connection.erase === undefined || object === undefined) return;
      const schema = await connection.describe(object, OPTIONS);
      const create = {
        kind: 'create',
        system: connector.name,
        object,
        key: opened.nextId(),
        fields: namedFields(schema, external, 3),
      } as const;
      const { ref } = receiptOf((await connection.write([create], OPTIONS))[0]);
      const missing = { ...ref, id: unknownIdLike(ref.id) };
      const [first, other] = await connection.erase([ref, missing], OPTIONS);
      expect(receiptOf(first).ref).to.deep.equal(ref);
      expect(isGone(await connection.read({ object, ids: [ref.id], fields: [] }, OPTIONS), ref)).to.equal(
        true,
      );
      const [again] = await connection.erase([ref], OPTIONS);
      for (const result of [other, again]) {
        if (result?.kind !== 'failed') throw new Error('what is gone cannot be erased');
        expect(result.failure.kind, result.failure.code).to.be.oneOf(['not-found', 'deleted', 'merged']);
      }
    });

    it('treats each object by the common contract', async () => {
      expect(objects).to.not.have.length(0);
      for (const object of objects) await walkThrough(object);
    });

    /** create → read → find → update → changes → scan, on one object. */
    async function walkThrough(object: string): Promise<void> {
      const system = connector.name;
      const schema = await connection.describe(object, OPTIONS);
      const town = plainTextField(schema);
      const fields = { ...namedFields(schema, external, 1), [town]: 'Köln' };
      const key = opened.nextId();
      const create = { kind: 'create', system, object, key, fields } as const;

      const [first] = await connection.write([create], OPTIONS);
      const { ref, created } = receiptOf(first);
      expect(created, `${object}: a new key makes a record`).to.equal(true);
      expect(ref).to.include({ system, object });

      const [again] = await connection.write([create], OPTIONS);
      expect(receiptOf(again), `${object}: the same key makes none`).to.deep.equal({ ref, created: false });

      const unknown = unknownIdLike(ref.id);
      const read = await connection.read({ object, ids: [ref.id, unknown], fields: [town] }, OPTIONS);
      expect(read, `${object}: one snapshot per asked id`).to.have.length(2);
      const present = presentIn(read, ref);
      expect(present.fields, `${object}: only the fields asked for`).to.deep.equal({ [town]: 'Köln' });
      expect(present.externalKey).to.equal(key);
      expect(present.modifiedAt).to.be.instanceOf(Date);
      expect(isGone(read, { ...ref, id: unknown }), `${object}: an unknown id is gone`).to.equal(true);

      const told = await connection.lastChanges?.(
        { object, ids: [ref.id, unknown], fields: [town] },
        OPTIONS,
      );
      for (const { ref: of, fields: changes } of told ?? []) {
        expect(of, `${object}: tells only of records that are there`).to.deep.equal(ref);
        expect(Object.keys(changes)).to.deep.equal([town]);
        expect(Date.parse(changes[town]?.when ?? ''), `${object}: when it was changed`).to.be.above(0);
        expect(changes[town]?.by, `${object}: who changed it`).to.not.equal('');
      }
      expect(told?.length ?? 1, `${object}: who changed what`).to.equal(1);

      const found = await connection.find(
        { object, field: external, values: [key, opened.nextId()], fields: [town] },
        OPTIONS,
      );
      expect(found.map((record) => record.ref)).to.deep.equal([ref]);

      const start = await connection.changes({ object, fields: [town], cursor: null }, OPTIONS);
      const update = { kind: 'update', ref, fields: { [town]: 'Bonn' } } as const;
      const missing = { kind: 'update', ref: { ...ref, id: unknown }, fields: { [town]: 'Bonn' } } as const;
      const other = { ...create, key: opened.nextId(), fields: namedFields(schema, external, 2) };
      const results = await connection.write([update, missing, other], OPTIONS);
      expect(
        results.map((result) => result.kind),
        `${object}: one answer per write, in order`,
      ).to.deep.equal(['done', 'failed', 'done']);
      expect(receiptOf(results[0]).ref).to.deep.equal(ref);
      const [, failed] = results;
      if (failed?.kind === 'failed')
        expect(failed.failure.kind, `${object}: ${failed.failure.code}`).to.be.oneOf([
          'not-found',
          'deleted',
        ]);

      const seen = await changesUntil(object, town, start, (snapshot) => isTown(snapshot, ref, town, 'Bonn'));
      expect(seen, `${object}: changes tell of the update`).to.equal(true);

      const all = await scanAll(connection, object, [town]);
      const ids = all.map((snapshot) => snapshotRef(snapshot).id);
      expect(new Set(ids).size, `${object}: a scan gives each record once`).to.equal(ids.length);
      expect(ids).to.include(ref.id);
      expect(ids).to.include(receiptOf(results[2]).ref.id);
      expect(all.some((snapshot) => isTown(snapshot, ref, town, 'Bonn'))).to.equal(true);

      const cleared = await connection.write([{ kind: 'update', ref, fields: { [town]: null } }], OPTIONS);
      expect(cleared[0]?.kind, `${object}: a value can be cleared`).to.equal('done');
      const blank = await connection.read({ object, ids: [ref.id], fields: [town] }, OPTIONS);
      expect(presentIn(blank, ref).fields).to.deep.equal({ [town]: null });
    }

    async function changesUntil(
      object: string,
      field: string,
      start: Page,
      wanted: (snapshot: Snapshot) => boolean,
    ): Promise<boolean> {
      const end = Date.now() + SEEN_WITHIN_MS;
      let { cursor } = start;
      for (;;) {
        const page = await connection.changes({ object, fields: [field], cursor }, OPTIONS);
        if (page.snapshots.some(wanted)) return true;
        if (!page.more && Date.now() > end) return false;
        if (!page.more) await new Promise((resolve) => setTimeout(resolve, 100));
        ({ cursor } = page);
      }
    }
  });
}

function receiptOf(result: WriteResult | undefined): { readonly ref: RecordRef; readonly created: boolean } {
  if (result?.kind === 'done') return result.receipt;
  throw new Error(result === undefined ? 'no answer' : `${result.failure.code}: ${result.failure.message}`);
}

function presentIn(
  snapshots: readonly Snapshot[],
  ref: RecordRef,
): Extract<Snapshot, { kind: 'present' }>['record'] {
  const found = snapshots.find(
    (snapshot) => snapshot.kind === 'present' && snapshot.record.ref.id === ref.id,
  );
  if (found?.kind !== 'present') throw new Error(`${ref.object} is not among ${JSON.stringify(snapshots)}`);
  return found.record;
}

/** Told to be deleted; or not found, by a system that cannot tell "deleted" from "not for your eyes". */
function isGone(snapshots: readonly Snapshot[], ref: RecordRef): boolean {
  const snapshot = snapshots.find((candidate) => sameRef(snapshotRef(candidate), ref));
  return (
    snapshot?.kind === 'deleted' || (snapshot?.kind === 'unreadable' && snapshot.failure.kind === 'not-found')
  );
}

const isTown = (snapshot: Snapshot, ref: RecordRef, field: string, value: string): boolean =>
  snapshot.kind === 'present' && snapshot.record.ref.id === ref.id && snapshot.record.fields[field] === value;
