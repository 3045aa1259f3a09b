import { expect } from 'chai';
import type { Failure } from '../../../src/domain/failure.ts';
import { messageOf, openChannel } from '../../../src/notify/channel.ts';
import { channelFailure } from '../../../src/notify/failures.ts';
import type { Sent } from '../../../src/notify/way.ts';
import { notice, startWebhook, type WebhookSink } from './support.ts';

const CHANNEL = { to: { kind: 'channel' } } as const;

describe('the channel', () => {
  let sink: WebhookSink;
  before(async () => {
    sink = await startWebhook();
  });
  after(() => sink.close());

  const send = (): Promise<Sent> => openChannel(sink.url).send(notice(CHANNEL));

  it('is posted the notice in the form of incoming webhooks', async () => {
    expect(await send()).to.deep.equal({ kind: 'sent' });
    expect(sink.taken.map((body) => JSON.parse(body) as unknown)).to.deep.equal([
      { text: '*Ada Lovelace, Acme*\nAsked for a demo' },
    ]);
  });

  const answers: Readonly<Record<string, readonly [WebhookSink['answer'], Partial<Failure>, boolean]>> = {
    'takes no more for now': [
      { status: 429, text: 'rate_limited', headers: { 'retry-after': '7' } },
      { kind: 'rate-limited', code: 'channel-429', retryAfterMs: 7_000 },
      true,
    ],
    'has trouble': [{ status: 503, text: '' }, { kind: 'transient', code: 'channel-503' }, true],
    'does not know the webhook': [
      { status: 404, text: 'no_service' },
      { kind: 'config', code: 'channel-404', message: '404 no_service', actor: 'admin' },
      true,
    ],
    'was archived': [
      { status: 410, text: 'channel_is_archived' },
      { kind: 'config', code: 'channel-410' },
      true,
    ],
    'does not understand the message': [
      { status: 400, text: 'invalid_payload' },
      { kind: 'invalid-record', code: 'channel-400' },
      false,
    ],
    'is at another address': [
      { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/' } },
      { kind: 'config', code: 'channel-302' },
      true,
    ],
  };
  for (const [name, [answer, failure, isDown]] of Object.entries(answers)) {
    it(`that ${name} is a failure that says what to do`, async () => {
      sink.answer = answer;
      const sent = await send();
      if (sent.kind === 'sent') return expect.fail('it was not taken');
      expect(sent.failure).to.include(failure);
      expect(sent.failure.fix).to.not.equal('');
      expect(sent.isDown).to.equal(isDown);
    });
  }

  it('that cannot be reached is tried again, and its address is told to nobody', async () => {
    const gone = await startWebhook();
    await gone.close();
    const sent = await openChannel(gone.url).send(notice(CHANNEL));
    expect(sent).to.deep.include({ kind: 'failed', isDown: true });
    expect(sent.kind === 'failed' && sent.failure).to.include({
      kind: 'transient',
      code: 'channel-unreachable',
      message: 'ECONNREFUSED',
    });
    expect(JSON.stringify(sent)).to.not.include('hunter2');
  });

  it('waits half a minute where it is not told how long', () => {
    expect(channelFailure(429, '', null)?.retryAfterMs).to.equal(30_000);
    expect(channelFailure(429, '', 'soon')?.retryAfterMs).to.equal(30_000);
  });
});

describe('a message', () => {
  it('has no links and calls nobody, whatever people wrote', () => {
    const { text } = messageOf({
      subject: 'A & B',
      body: '<!channel> <https://evil.example|here> @all @Channel',
    });
    expect(text).to.equal(
      '*A &amp; B*\n&lt;!channel&gt; &lt;https://evil.example|here&gt; @\u200Ball @\u200BChannel',
    );
  });

  it('is its subject when there is nothing else', () => {
    expect(messageOf({ subject: 'Late', body: '' })).to.deep.equal({ text: '*Late*' });
  });
});
