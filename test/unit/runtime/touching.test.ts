import { expect } from 'chai';
import type { Connected } from '../../../src/capture/hydrate.ts';
import type { Connection, ConnectorDefinition } from '../../../src/connector/contract.ts';
import type {
  TouchpointPage,
  TouchpointRequest,
  TouchpointSource,
} from '../../../src/connector/touchpoints.ts';
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
    touching = open();
  });

  const source = (name: string) => ({ name, meaning: name, everyMs: 30 * SECOND });

  function open(...more: TouchpointSource[]): Touching {
    const connected = {
      definition: {
        name: 'hub',
        capabilities: {
          touchpoints: [source('forms'), source('visits'), ...more],
        },
      } as unknown as ConnectorDefinition,
      connection: {
        touchpoints: async (request: TouchpointRequest) => {
          const { source, cursor, hints } = request;
          const told = hints === undefined ? '' : `: ${hints.join(' ')}`;
          asked.push(`${source} ${cursor ?? 'since'}${told}`);
          return (answers[request.source] ?? (() => page('c', false)))(request);
        },
      } as unknown as Connection,
    } satisfies Connected;
    return makeTouching({
      db: ledger.db,
      bulkDb: ledger.db,
      systems: new Map([['hub', connected]]),
      clock: { now: () => new Date(now) },
      hashOf: (address) => `#${address}`,
      log: { ...silentLog, warn: (message) => void warned.push(message) },
      onTouched: () => undefined,
      noteTrouble: (_system, { kind }) => void troubles.push(kind),
      stopped: stop.signal,
    });
  }

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
    touching.askNow('hub', [{ source: 'forms', hint: 'first' }]);
    await begun.promise;
    for (const hint of ['a', 'b', 'a', 'b', 'a']) touching.askNow('hub', [{ source: 'forms', hint }]);
    first.resolve(undefined);
    now += 60 * SECOND;
    await touching.collectDue('hub');
    expect(asked.filter((name) => name.startsWith('forms'))).to.deep.equal([
      'forms since: first',
      'forms c: a b',
      'forms c',
    ]);
  });

  it('tells a hint with the first page only, and again when it could not be asked', async () => {
    answers['forms'] = () => Promise.reject(new FailureError(failure('transient')));
    touching.askNow('hub', [{ source: 'forms', hint: 'a' }]);
    await touching.settled();
    answers['forms'] = ({ cursor }) => page(cursor === null ? '1' : '2', cursor === null);
    await touching.collectDue('hub');
    expect(asked.filter((name) => name.startsWith('forms'))).to.deep.equal([
      'forms since: a',
      'forms since: a',
      'forms 1',
      'forms 2',
    ]);
  });

  it('keeps a hint while the connection is paused', async () => {
    await pinAccount(ledger.db, 'hub', { id: '1', name: 'Hub' }, T0);
    await pauseConnection(ledger.db, 'hub', failure('auth'), T0);
    touching.askNow('hub', [{ source: 'forms', hint: 'a' }]);
    await touching.settled();
    await ledger.db.deleteFrom('connection').execute();
    await touching.collectDue('hub');
    expect(asked.filter((name) => name.startsWith('forms'))).to.deep.equal(['forms since: a', 'forms c']);
  });

  it('asks a source that tells nothing less and less, and at once often again when it tells something', async () => {
    touching = open({ ...source('mails'), quietMs: 120 * SECOND });
    const at: number[] = [];
    answers['mails'] = () => page('c', false, ...(now === T0.getTime() + 690 * SECOND ? [visit('a')] : []));
    for (let seconds = 0; seconds <= 810; seconds += 30) {
      now = T0.getTime() + seconds * SECOND;
      const before = asked.length;
      await touching.collectDue('hub');
      if (asked.slice(before).some((name) => name.startsWith('mails'))) at.push(seconds);
    }
    // Every 30 s at first, then every minute, and every 2 minutes at most.
    expect(at).to.deep.equal([0, 30, 90, 210, 330, 450, 570, 690, 720, 780]);
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
