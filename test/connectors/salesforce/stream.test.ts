import { expect } from 'chai';
import { hear, channelOf } from '../../../connectors/salesforce/change-event.ts';
import { listen } from '../../../connectors/salesforce/bayeux.ts';
import { stream } from '../../../connectors/salesforce/stream.ts';
import type { Client } from '../../../connectors/salesforce/client.ts';
import type { StreamRequest } from '../../../src/connector/contract.ts';
import type { Event } from '../../../src/domain/event.ts';
import { failureOfCall, testContext } from './fixtures/context.ts';
import { fakeClient } from './fixtures/fake-client.ts';
import { scriptedCometd, type Script, type ScriptedServer } from './fixtures/scripted-cometd.ts';

const LEADS = '/data/LeadChangeEvent';
const header = (more: object = {}): object => ({
  entityName: 'Lead',
  recordIds: ['00Q5g00000ABCDEEA5'],
  changeType: 'UPDATE',
  changeOrigin: '',
  transactionKey: '001b7375-0086-250e-e6ca-b99bc3a8b69f',
  commitTimestamp: Date.parse('2026-11-21T18:30:00Z'),
  ...more,
});
const event = (replayId: number, more: object = {}): object => ({
  channel: LEADS,
  data: { schema: 's', payload: { ChangeEventHeader: header(more) }, event: { replayId } },
});
const ok = (channel: string, more: object = {}): object => ({
  channel,
  successful: true,
  clientId: 'c1',
  ...more,
});
const no = (channel: string, error: string): object => ({ channel, successful: false, error });

/** Greets and subscribes; each connect takes the next of `polls`, then holds. */
function server(polls: readonly (readonly object[])[]): Script {
  let poll = 0;
  return (message) => {
    if (message.channel !== '/meta/connect') return [ok(message.channel)];
    const answer = polls[poll];
    poll += 1;
    return answer ?? 'hold';
  };
}

describe('the stream of Salesforce changes', () => {
  let org: ScriptedServer;
  let stop: AbortController;
  afterEach(() => org.close());

  async function open(script: Script): Promise<void> {
    org = await scriptedCometd(script);
    stop = new AbortController();
  }
  const listening = (
    request: Partial<StreamRequest>,
    renewed: () => void = () => undefined,
  ): Promise<void> => {
    const session = { accessToken: 'token', instanceUrl: org.url };
    const client: Client = {
      ...fakeClient(() => ({ body: null })),
      session: {
        current: () => Promise.resolve(session),
        renew: () => {
          renewed();
          return Promise.resolve(session);
        },
      },
    };
    return stream(client, testContext({}), {
      objects: ['Lead'],
      cursor: null,
      onEvents: () => Promise.resolve(),
      onGap: () => undefined,
      signal: stop.signal,
      ...request,
    });
  };

  it('gives one event per record, with the place to go on from, and ends without a trace when it is stopped', async () => {
    await open(server([[event(7), event(9), ok('/meta/connect')]]));
    const taken: { events: readonly Event[]; cursor: string }[] = [];
    const onEvents = (events: readonly Event[], cursor: string): Promise<void> => {
      taken.push({ events, cursor });
      stop.abort();
      return Promise.resolve();
    };
    await listening({ onEvents });
    expect(taken).to.deep.equal([
      {
        events: [
          {
            ref: { system: 'salesforce', object: 'Lead', id: '00Q5g00000ABCDEEA5' },
            origin: 'stream',
            lane: 'live',
            snapshot: null,
            occurredAt: new Date('2026-11-21T18:30:00Z'),
            externalKey: null,
          },
        ],
        cursor: JSON.stringify({ [LEADS]: 9 }),
      },
    ]);
    expect(org.held()).to.equal(0);
  });

  it('can be stopped while it waits', async () => {
    await open((message) => {
      if (message.channel === '/meta/connect') {
        setImmediate(() => stop.abort());
        return 'hold';
      }
      return [ok(message.channel)];
    });
    await listening({});
    expect(org.messages.map((message) => message.channel)).to.deep.equal([
      '/meta/handshake',
      '/meta/subscribe',
      '/meta/connect',
    ]);
  });

  it('goes on after the stored place, and begins with now where there is none', async () => {
    await open((message) => {
      if (message.channel === '/meta/connect') stop.abort();
      return [ok(message.channel)];
    });
    await listening({ objects: ['Lead', 'My__c'], cursor: JSON.stringify({ [LEADS]: 41 }) });
    expect(org.messages.slice(1, 3).map((message) => message.ext?.replay)).to.deep.equal([
      { [LEADS]: 41 },
      { '/data/My__ChangeEvent': -1 },
    ]);
  });

  it('sends the cookies of the handshake and the token as OAuth', async () => {
    const seen: unknown[] = [];
    await open((message, headers) => {
      seen.push([headers['cookie'], headers['authorization']]);
      if (message.channel === '/meta/subscribe') stop.abort();
      return [ok(message.channel)];
    });
    await listening({});
    expect(seen).to.deep.equal([
      [undefined, 'OAuth token'],
      ['BAYEUX_BROWSER=abc; other=1', 'OAuth token'],
    ]);
  });

  it('signs in again when the token is dead (jsforce keeps it)', async () => {
    await open(server([[no('/meta/connect', '401::Authentication invalid')]]));
    let renewals = 0;
    await listening({}, () => {
      renewals += 1;
      stop.abort();
    });
    expect(renewals).to.equal(1);
  });

  it('greets again for an unknown client and subscribes after the last event taken over', async () => {
    const script = server([[event(7), ok('/meta/connect')], [no('/meta/connect', '403::Unknown client')]]);
    await open((message, headers) => {
      if (message.channel === '/meta/subscribe' && org.messages.length > 4) stop.abort();
      return script(message, headers);
    });
    await listening({});
    const subscriptions = org.messages.filter((message) => message.channel === '/meta/subscribe');
    expect(subscriptions.map((message) => message.ext?.replay?.[LEADS])).to.deep.equal([-1, 7]);
  }).timeout(5_000);

  it('tells a gap and begins with now when its place is too old (jsforce stays silent for ever)', async () => {
    await open((message) => {
      if (message.channel !== '/meta/subscribe') return [ok(message.channel)];
      if (message.ext?.replay?.[LEADS] === -1) {
        stop.abort();
        return [ok(message.channel)];
      }
      return [
        no(message.channel, '400::The replayId {41} you provided was invalid.  Please provide a valid ID.'),
      ];
    });
    const gaps: string[] = [];
    await listening({ cursor: JSON.stringify({ [LEADS]: 41 }), onGap: (reason) => gaps.push(reason) });
    expect(gaps).to.have.length(1);
    expect(gaps[0]).to.contain(LEADS);
  }).timeout(5_000);

  it('is a config failure when the org does not let us listen', async () => {
    await open((message) => [
      message.channel === '/meta/handshake'
        ? ok(message.channel)
        : no(message.channel, '403::User not allowed to subscribe CDC without View All Data permissions'),
    ]);
    expect(await failureOfCall(listening({}))).to.include({ kind: 'config', code: 'STREAM_REFUSED' });
  });

  it('is given up as lost when nothing comes for too long', async () => {
    await open(server([]));
    const session = { accessToken: 'token', instanceUrl: org.url };
    const waiting = listen(session, new Map([[LEADS, -1]]), stop.signal, 50);
    expect(await waiting.next()).to.deep.equal({ done: false, value: [] });
    expect(await waiting.next().then(null, (error: unknown) => error)).to.include({ reason: 'lost' });
  });

  it('waits a quarter of an hour when the day’s events are used up', async () => {
    await open((message) => {
      if (message.channel === '/meta/handshake') return [ok(message.channel)];
      setTimeout(() => stop.abort(), 50);
      return [no(message.channel, '403::Organization total events daily limit exceeded')];
    });
    await listening({});
    expect(org.messages).to.have.length(2);
  });

  it('does not move on when the inbox fails', async () => {
    await open(server([[event(7), ok('/meta/connect')]]));
    const full = listening({ onEvents: () => Promise.reject(new Error('disk full')) });
    expect(await full.then(null, String)).to.equal('Error: disk full');
  });
});

describe('a change event', () => {
  const told = (more: object, values: object = {}): unknown => {
    const heard = hear({ ChangeEventHeader: header(more), ...values });
    return heard.kind === 'gap' ? heard.kind : heard.events.map(({ ref }) => `${ref.object} ${ref.id}`);
  };

  it('can stand for several records', () => {
    expect(told({ recordIds: ['00Q5g00000ABCDEEA5', '00Q5g00000ABCDFEA5'] })).to.deep.equal([
      'Lead 00Q5g00000ABCDEEA5',
      'Lead 00Q5g00000ABCDFEA5',
    ]);
  });

  it('of a conversion also names the contact', () => {
    expect(told({}, { ConvertedContactId: '0035g00000ABCDEEA5' })).to.deep.equal([
      'Lead 00Q5g00000ABCDEEA5',
      'Contact 0035g00000ABCDEEA5',
    ]);
  });

  it('without data still names its records', () => {
    expect(told({ changeType: 'GAP_UPDATE' })).to.deep.equal(['Lead 00Q5g00000ABCDEEA5']);
  });

  it('of our own write goes to the bulk lane, of anybody else to the live lane', () => {
    const lanes = [
      '',
      'com/salesforce/api/rest/68.0;client=leadloop',
      'com/salesforce/api/rest/68.0;client=other',
    ].map((changeOrigin) => {
      const heard = hear({ ChangeEventHeader: header({ changeOrigin }) });
      return heard.kind === 'events' ? heard.events.map(({ lane }) => lane) : [];
    });
    expect(lanes.flat()).to.deep.equal(['live', 'bulk', 'live']);
  });

  it('is a gap when it overflows, names a wildcard, or cannot be read', () => {
    expect(told({ changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] })).to.equal('gap');
    expect(told({ recordIds: ['001*'] })).to.equal('gap');
    expect(hear({}).kind).to.equal('gap');
  });

  it('comes on the channel of its object', () => {
    expect(channelOf('Lead')).to.equal(LEADS);
    expect(channelOf('My__c')).to.equal('/data/My__ChangeEvent');
  });
});
