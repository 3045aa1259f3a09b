import { expect } from 'chai';
import type { Connected } from '../../../src/capture/hydrate.ts';
import type { Connection, ConnectorDefinition } from '../../../src/connector/contract.ts';
import type { TouchpointPage, TouchpointRequest } from '../../../src/connector/touchpoints.ts';
import { FailureError, type Failure } from '../../../src/domain/failure.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import { pauseConnection, pinAccount } from '../../../src/ledger/connections.ts';
import { readCursor } from '../../../src/ledger/cursors.ts';
import { makeTouching, type Touching } from '../../../src/runtime/touching.ts';
import { silentLog } from '../../support/log.ts';
import { openTestLedger, T0, type TestLedger } from '../ledger/support.ts';
import { emptyLedger } from '../../support/ledger.ts';

const SECOND = 1_000;
const failure = (kind: Failure['kind']): Failure => ({
  kind,
  code: 'X',
  message: '',
  meaning: 'M',
  fix: 'F',
  actor: 'admin',
});
const visit = (id: string): Touchpoint => ({
  source: { system: 'hub', object: 'event', id },
  who: { kind: 'email', address: 'ada@acme.example' },
  kind: 'page_view',
  at: T0,
  about: null,
  campaign: null,
  details: {},
});

type Answer = (request: TouchpointRequest) => TouchpointPage | Promise<TouchpointPage>;
const page = (cursor: string, more: boolean, ...touchpoints: Touchpoint[]): TouchpointPage => ({
  kind: 'page',
  touchpoints,
  cursor,
  more,
});

describe('getting to know what people do', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  after(() => ledger.close());

  let now: number;
  let asked: string[];
  let warned: string[];
  let troubles: string[];
  let answers: Record<string, Answer>;
  let touching: Touching;
  const stop = new AbortController();

  beforeEach(async () => {
    await emptyLedger(ledger.db);
    now = T0.getTime();
    [asked, warned, troubles] = [[], [], []];
    answers = {};
    const source = (name: string) => ({ name, meaning: name, everyMs: 30 * SECOND });
    const connected = {
      definition: {
        name: 'hub',
        capabilities: { touchpoints: [source('forms'), source('visits')] },
      } as unknown as ConnectorDefinition,
      connection: {
        touchpoints: async (request: TouchpointRequest) => {
          asked.push(`${request.source} ${request.cursor ?? 'since'}`);
          return (answers[request.source] ?? (() => page('c', false)))(request);
        },
      } as unknown as Connection,
    } satisfies Connected;
    touching = makeTouching({
      db: ledger.db,
      bulkDb: ledger.db,
      systems: new Map([['hub', connected]]),
      clock: { now: () => new Date(now) },
      log: { ...silentLog, warn: (message) => void warned.push(message) },
      onTouched: () => undefined,
      noteTrouble: (_system, { kind }) => void troubles.push(kind),
      stopped: stop.signal,
    });
  });

  it('asks each source when its time has come, from where it was', async () => {
    await touching.collectDue('hub');
    await touching.collectDue('hub');
    expect(asked.toSorted()).to.deep.equal(['forms since', 'visits since']);
    now += 30 * SECOND;
    await touching.collectDue('hub');
    expect(asked.slice(2).toSorted()).to.deep.equal(['forms c', 'visits c']);
  });

  it('takes over page after page while there is more, with the cursor of each', async () => {
    answers['forms'] = ({ cursor }) =>
      cursor === null ? page('1', true, visit('a')) : page('2', false, visit('b'), visit('a'));
    await touching.collectDue('hub');
    expect(await readCursor(ledger.db, 'touch:hub/forms')).to.equal('2');
    const rows = await ledger.db.selectFrom('cursor').selectAll().execute();
    expect(rows).to.have.length(2);
  });

  it('does one pass after the other, and serves many who ask meanwhile by one more', async () => {
    const first = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    answers['forms'] = async ({ cursor }) => {
      begun.resolve(undefined);
      if (cursor === null) await first.promise;
      return page('c', false);
    };
    touching.askNow('hub', ['forms']);
    await begun.promise;
    for (let times = 0; times < 5; times += 1) touching.askNow('hub', ['forms']);
    first.resolve(undefined);
    now += 60 * SECOND;
    await touching.collectDue('hub');
    expect(asked.filter((name) => name.startsWith('forms'))).to.deep.equal(['forms since', 'forms c']);
  });

  it('goes on with the others when one fails or breaks, and asks that one again', async () => {
    for (const error of [new FailureError(failure('transient')), new Error('a defect')]) {
      answers['forms'] = () => Promise.reject(error);
      await touching.collectDue('hub');
      now += 30 * SECOND;
    }
    expect(asked).to.have.length(4);
    expect(troubles).to.deep.equal(['transient']);
    answers = {};
    await touching.collectDue('hub');
    expect(asked).to.have.length(6);
  });

  it('says once what is refused, as no trouble of the connection, asks again seldom, and says when it is back', async () => {
    answers['forms'] = () => ({ kind: 'refused', failure: failure('auth') });
    for (const after of [0, 30, 14 * 60, 15 * 60]) {
      now = T0.getTime() + after * SECOND;
      await touching.collectDue('hub');
    }
    expect(asked.filter((name) => name.startsWith('forms'))).to.have.length(2);
    expect([warned.length, troubles.length]).to.deep.equal([1, 0]);
  });

  it('leaves a paused connection alone', async () => {
    await pinAccount(ledger.db, 'hub', { id: '1', name: 'Hub' }, T0);
    await pauseConnection(ledger.db, 'hub', failure('auth'), T0);
    await touching.collectDue('hub');
    expect(asked).to.deep.equal([]);
    await ledger.db.deleteFrom('connection').execute();
  });

  it('takes over history from a moment on, apart from what is new, and goes on where it was stopped', async () => {
    const since: Date[] = [];
    const stopping = new AbortController();
    answers['forms'] = (request) => {
      since.push(request.since);
      if (request.cursor === null) stopping.abort();
      return page('half', request.cursor === null, visit('a'));
    };
    const from = new Date(T0.getTime() - 90 * SECOND);
    const seen: string[] = [];
    const tell = ({ name }: { name: string }, count: number): void => void seen.push(`${name} ${count}`);
    await touching.collectHistory(from, stopping.signal, tell);
    expect(await readCursor(ledger.db, 'touch-scan:hub/forms')).to.equal('half');
    await touching.collectHistory(from, new AbortController().signal, tell);
    expect(asked.filter((name) => name.startsWith('forms'))).to.deep.equal(['forms since', 'forms half']);
    expect(since[0]).to.deep.equal(from);
    expect(await readCursor(ledger.db, 'touch-scan:hub/forms')).to.equal(null);
    expect(await readCursor(ledger.db, 'touch:hub/forms')).to.equal(null);
    expect(seen).to.include.members(['forms 1', 'visits 0']);
  });
});
