import { expect } from 'chai';
import { addNotices, noticeFailures } from '../../../src/ledger/notices.ts';
import { resetLedger } from '../../../src/ledger/reset.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { openWays } from '../../../src/notify/open-ways.ts';
import { sendNotices, type NotifyContext } from '../../../src/notify/send-notices.ts';
import { SEND_MS, type Way, type Ways } from '../../../src/notify/way.ts';
import { silentLog } from '../../support/log.ts';
import { openTestLedger, type TestLedger } from '../ledger/support.ts';
import { startMailServer, startWebhook, T0, type MailSink, type WebhookSink } from './support.ts';

const RUNS = new AbortController().signal;
const NONE: Ways = { mail: null, channel: null };
const SENT = { kind: 'sent' } as const;

const mailTo = (name: string): Notice => ({
  key: `mail/${name}`,
  to: { kind: 'mail', address: `${name}@example.com` },
  subject: `For ${name}`,
  body: 'Ada asked for a demo',
});
const toChannel = (key: string): Notice => ({
  key,
  to: { kind: 'channel' },
  subject: key,
  body: 'Ada asked for a demo',
});

describe('sending notices', () => {
  let ledger: TestLedger;
  let now: Date;
  let logged: string[];
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => {
    now = T0;
    logged = [];
    return resetLedger(ledger.db);
  });
  after(() => ledger.close());

  const note = (message: string, facts?: object): void =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  const context = (ways: Ways, over: Partial<NotifyContext> = {}): NotifyContext => ({
    db: ledger.db,
    ways,
    clock: { now: () => now },
    random: () => 0,
    log: { ...silentLog, debug: note, warn: note },
    worker: 'w1',
    ...over,
  });
  const store = (...notices: readonly Notice[]): Promise<void> =>
    ledger.db.transaction().execute((tx) => addNotices(tx, notices, now));
  const way = (send: Way['send'], atOnce = 1): Way => ({ atOnce, send, close: () => undefined });
  const later = (ms: number): void => {
    now = new Date(now.getTime() + ms);
  };

  describe('over the wire', () => {
    let webhook: WebhookSink;
    let server: MailSink;
    let ways: ReturnType<typeof openWays>;
    beforeEach(async () => {
      [webhook, server] = await Promise.all([startWebhook(), startMailServer()]);
      ways = openWays({
        webhookUrl: webhook.url,
        smtpUrl: server.url,
        mailFrom: 'leadloop@example.com',
      });
    });
    afterEach(async () => {
      ways.close();
      await Promise.all([webhook.close(), server.close()]);
    });

    it('brings mails and messages to where they belong, each once, and says nothing of them in the log', async () => {
      await store(mailTo('alex'), mailTo('sam'), toChannel('a'));
      await store(mailTo('alex'));
      await sendNotices(context(ways), RUNS);
      await sendNotices(context(ways), RUNS);
      expect(server.taken.map((text) => /^To: (.*)$/mu.exec(text)?.[1]).sort()).to.deep.equal([
        'alex@example.com',
        'sam@example.com',
      ]);
      expect(webhook.taken).to.have.length(1);
      expect(logged).to.deep.equal([]);
    });

    it('goes on with mails while the channel is down, and tells it when it is back', async () => {
      webhook.answer = { status: 503, text: '' };
      await store(toChannel('a'), toChannel('b'), mailTo('alex'));
      await sendNotices(context(ways), RUNS);
      expect(webhook.taken).to.have.length(1);
      expect(server.taken).to.have.length(1);
      expect(await noticeFailures(ledger.db)).to.have.length(1);
      webhook.answer = { status: 200, text: 'ok' };
      await sendNotices(context(ways), RUNS);
      expect(webhook.taken, 'not before its time').to.have.length(1);
      later(1_000);
      await sendNotices(context(ways), RUNS);
      expect(webhook.taken).to.have.length(3);
      expect(await noticeFailures(ledger.db)).to.deep.equal([]);
    });

    it('keeps what is refused as a failure, once, with neither secrets nor people in the log', async () => {
      webhook.answer = { status: 404, text: 'no_service' };
      server.refuse.set('sam@example.com', '550 5.1.1 <sam@example.com> user unknown');
      await store(mailTo('sam'), toChannel('a'));
      await sendNotices(context(ways), RUNS);
      later(60_000);
      await sendNotices(context(ways), RUNS);
      expect(webhook.taken).to.have.length(1);
      const failures = await noticeFailures(ledger.db);
      expect(failures.map(({ code, failed, waiting }) => ({ code, failed, waiting }))).to.deep.equal([
        { code: 'channel-404', failed: 1, waiting: 0 },
        { code: 'mail-550', failed: 1, waiting: 0 },
      ]);
      expect(failures.every(({ fix, meaning }) => fix !== '' && meaning !== '')).to.equal(true);
      expect(logged).to.have.length(2);
      expect(JSON.stringify([logged, failures])).to.not.match(/sam@|Ada|hunter2/u);
    });
  });

  it('asks a channel that takes no more again when it says, and does not try the others before', async () => {
    let tries = 0;
    const full = way(() => {
      tries += 1;
      const failure = {
        kind: 'rate-limited',
        code: 'channel-429',
        message: '',
        meaning: '',
        fix: '',
        actor: 'nobody',
        retryAfterMs: 30_000,
      } as const;
      return Promise.resolve(tries === 1 ? { kind: 'failed', failure, isDown: true } : SENT);
    });
    await store(...['a', 'b', 'c'].map(toChannel));
    const sending = context({ ...NONE, channel: full });
    await sendNotices(sending, RUNS);
    later(29_999);
    await sendNotices(sending, RUNS);
    expect(tries).to.equal(1);
    later(1);
    await sendNotices(sending, RUNS);
    expect(tries).to.equal(4);
  });

  it('keeps what there is no way for as a failure that says what to set', async () => {
    await store(mailTo('alex'), toChannel('a'));
    await sendNotices(context(NONE), RUNS);
    const failures = await noticeFailures(ledger.db);
    expect(failures.map(({ code, fix }) => [code, /LEADLOOP_\w+/u.exec(fix)?.[0]])).to.deep.equal([
      ['no-channel', 'LEADLOOP_SLACK_WEBHOOK_URL'],
      ['no-mail', 'LEADLOOP_SMTP_URL'],
    ]);
  });

  it('sends each once, however many workers send at once', async () => {
    const taken: string[] = [];
    const mail = way(({ key }) => {
      taken.push(key);
      return Promise.resolve(SENT);
    }, 5);
    const notices = Array.from({ length: 57 }, (_, index) => mailTo(`p${index}`));
    await store(...notices);
    const workers = ['w1', 'w1', 'w2', 'w3'].map((worker) => context({ ...NONE, mail }, { worker }));
    await Promise.all(workers.map((each) => sendNotices(each, RUNS)));
    expect(taken.toSorted()).to.deep.equal(notices.map(({ key }) => key).toSorted());
  });

  it('sends again what a worker that died had in its hands', async () => {
    const taken: string[] = [];
    const dying = way(() => new Promise(() => undefined));
    const mail = way(({ key }) => {
      taken.push(key);
      return Promise.resolve(SENT);
    });
    await store(mailTo('alex'));
    void sendNotices(context({ ...NONE, mail: dying }), RUNS);
    const { rows } = await waitFor(async () => {
      const found = await ledger.database.pool.query("select 1 from notice where lease_by = 'w1'");
      return found.rows.length === 1 ? found : null;
    });
    expect(rows).to.have.length(1);
    const other = context({ ...NONE, mail }, { worker: 'w2' });
    await sendNotices(other, RUNS);
    expect(taken).to.deep.equal([]);
    later(20 * SEND_MS);
    await sendNotices(other, RUNS);
    expect(taken).to.deep.equal(['mail/alex']);
  });

  it('takes no more when it is to end', async () => {
    const ending = new AbortController();
    const taken: string[] = [];
    const mail = way(({ key }) => {
      taken.push(key);
      ending.abort();
      return Promise.resolve(SENT);
    });
    await store(...Array.from({ length: 25 }, (_, index) => mailTo(`p${index}`)));
    await sendNotices(context({ ...NONE, mail }), ending.signal);
    expect(taken).to.have.length(10);
    await sendNotices(context({ ...NONE, mail }), ending.signal);
    expect(taken).to.have.length(10);
  });
});

async function waitFor<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
