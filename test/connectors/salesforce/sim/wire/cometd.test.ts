import { expect } from 'chai';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type * as streaming from 'jsforce/lib/api/streaming.js';
import { startWire, type Wire } from './start.ts';

// jsforce publishes its streaming extensions only by this path.
const { StreamingExtension } = createRequire(import.meta.url)(
  'jsforce/lib/api/streaming.js',
) as typeof streaming;

interface Message {
  readonly id?: string;
  readonly channel: string;
  readonly clientId?: string;
  readonly successful?: boolean;
  readonly error?: string;
  readonly advice?: { readonly reconnect?: string };
  readonly ext?: { readonly sfdc?: { readonly failureReason: string } };
  readonly data?: Data;
}

interface Data {
  readonly schema: string;
  readonly payload: Readonly<Record<string, unknown>> & {
    readonly ChangeEventHeader: Readonly<Record<string, unknown>>;
  };
  readonly event: { readonly replayId: number };
}

describe('salesforce simulator: CometD', () => {
  let wire: Wire;
  beforeEach(async () => {
    wire = await startWire();
  });
  afterEach(() => wire.close());

  const newId = (type: string, values: Readonly<Record<string, unknown>>): string => {
    const result = wire.org.insert(type, values, { api: 'rest/68.0', client: 'leadloop' });
    if (!result.success) throw new Error(JSON.stringify(result.errors));
    return result.id;
  };

  /** Sends Bayeux messages by hand; the cookie goes with them unless it is left out. */
  const send = async (
    messages: readonly object[],
    { token = wire.token, cookie = 'BAYEUX_BROWSER=sim' } = {},
  ): Promise<readonly Message[]> => {
    const response = await fetch(`${wire.url}/cometd/68.0`, {
      method: 'POST',
      headers: { Authorization: `OAuth ${token}`, 'Content-Type': 'application/json', Cookie: cookie },
      body: JSON.stringify(messages),
    });
    expect(response.status).to.equal(200);
    return (await response.json()) as readonly Message[];
  };

  const shakeHands = async (): Promise<string> => {
    const [answer] = await send([
      { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'], id: '1' },
    ]);
    expect(answer).to.include({ channel: '/meta/handshake', id: '1', successful: true });
    return answer?.clientId ?? '';
  };

  const subscribe = async (clientId: string, channel: string, replay?: number): Promise<Message> => {
    const ext = replay === undefined ? {} : { ext: { replay: { [channel]: replay } } };
    const [answer] = await send([{ channel: '/meta/subscribe', clientId, subscription: channel, ...ext }]);
    return answer!;
  };

  /** The events that wait, without waiting for more. */
  const poll = async (clientId: string): Promise<readonly Data[]> => {
    const answers = await send([
      { channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout: 0 } },
    ]);
    return answers.flatMap((answer) => answer.data ?? []);
  };

  const listener = async (channel: string, replay?: number): Promise<() => Promise<readonly Data[]>> => {
    const clientId = await shakeHands();
    expect(await subscribe(clientId, channel, replay)).to.include({ successful: true });
    return () => poll(clientId);
  };

  const headers = (events: readonly Data[]) => events.map((event) => event.payload.ChangeEventHeader);

  describe('with jsforce', () => {
    const follow = (channel: string, replayId: number) => {
      const client = wire.connection.streaming.createClient([
        new StreamingExtension.Replay(channel, replayId),
      ]) as unknown as Faye;
      const seen: Data[] = [];
      const arrived = new EventTarget();
      const subscription = client.subscribe(channel, (data) => {
        seen.push(data);
        arrived.dispatchEvent(new Event('data'));
      });
      const count = async (wanted: number): Promise<readonly Data[]> => {
        while (seen.length < wanted) await once(arrived, 'data');
        return seen;
      };
      return { client, subscription, count };
    };

    it('delivers changes as they happen', async () => {
      const { client, subscription, count } = follow('/data/LeadChangeEvent', -1);
      await subscription;
      const id = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
      wire.org.update('Lead', id, { Title: 'CEO' });
      const events = await count(2);
      expect(headers(events).map((header) => header['changeType'])).to.deep.equal(['CREATE', 'UPDATE']);
      expect(events[1]?.payload).to.include({ Title: 'CEO' });
      await client.disconnect();
    });

    it('replays what was missed since an id', async () => {
      newId('Lead', { LastName: 'One', Company: 'Acme' });
      const first = follow('/data/LeadChangeEvent', -2);
      const replayId = (await first.count(1))[0]?.event.replayId ?? 0;
      await first.client.disconnect();
      const missed = newId('Lead', { LastName: 'Two', Company: 'Acme' });
      const second = follow('/data/LeadChangeEvent', replayId);
      const events = await second.count(1);
      expect(headers(events)[0]?.['recordIds']).to.deep.equal([missed]);
      await second.client.disconnect();
    });

    it('tells the authentication extension when the session has ended', async () => {
      wire.org.expireSessions();
      const failed = new Promise<Message>((resolve) => {
        const client = wire.connection.streaming.createClient([
          new StreamingExtension.AuthFailure(resolve),
        ]) as unknown as Faye;
        void client.subscribe('/data/LeadChangeEvent', () => undefined);
      });
      expect((await failed).ext?.sfdc?.failureReason).to.equal('401::Authentication invalid');
    });
  });

  it('tells a new record with its non-blank fields, name and address nested', async () => {
    const next = await listener('/data/LeadChangeEvent');
    const id = newId('Lead', { FirstName: 'Ann', LastName: 'Ng', Company: 'Acme', City: 'Kobe' });
    const [event, ...others] = await next();
    expect(others).to.deep.equal([]);
    const { ChangeEventHeader: header, ...fields } = event!.payload;
    expect(fields).to.deep.include({
      Company: 'Acme',
      Name: { FirstName: 'Ann', LastName: 'Ng' },
      Address: { City: 'Kobe' },
    });
    expect(fields).not.to.have.any.keys('Id', 'SystemModstamp', 'IsDeleted', 'FirstName', 'Phone');
    expect(fields['CreatedDate']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
    expect(header).to.include({
      entityName: 'Lead',
      changeType: 'CREATE',
      changeOrigin: 'com/salesforce/api/rest/68.0;client=leadloop',
      sequenceNumber: 1,
      commitUser: wire.org.userId,
    });
    expect(header).to.have.all.keys(
      'entityName recordIds changeType changeOrigin transactionKey sequenceNumber commitTimestamp commitNumber commitUser changedFields'.split(
        ' ',
      ),
    );
    expect(header['recordIds']).to.deep.equal([id]);
  });

  it('tells an update with the changed fields only', async () => {
    const id = newId('Lead', { FirstName: 'Ann', LastName: 'Ng', Company: 'Acme', Phone: '1' });
    const next = await listener('/data/LeadChangeEvent');
    wire.org.update('Lead', id, { FirstName: 'Bea', Phone: null });
    const [event] = await next();
    const { ChangeEventHeader: header, LastModifiedDate: modified, ...fields } = event!.payload;
    expect(modified).to.be.a('string');
    expect(fields).to.deep.equal({ Name: { FirstName: 'Bea' }, Phone: null });
    expect(header['changedFields']).to.have.members(['Name.FirstName', 'Phone', 'LastModifiedDate']);
  });

  it('joins the same update of several records in one transaction', async () => {
    const ids = ['A', 'B', 'C'].map((name) => newId('Account', { Name: name }));
    const next = await listener('/data/AccountChangeEvent');
    wire.org.transaction(() => {
      for (const id of ids) wire.org.update('Account', id, { Industry: 'Apparel' });
    });
    expect(headers(await next()).map((header) => header['recordIds'])).to.deep.equal([ids]);
  });

  it('tells a lead conversion as four events of one transaction', async () => {
    const leadId = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    const next = await listener('/data/ChangeEvents');
    wire.org.convertLead({
      leadId,
      convertedStatus: 'Closed - Converted',
      doNotCreateOpportunity: false,
      overwriteLeadSource: false,
    });
    const told = headers(await next());
    expect(
      told.map((header) => `${String(header['entityName'])} ${String(header['changeType'])}`),
    ).to.deep.equal(['Account CREATE', 'Contact CREATE', 'Opportunity CREATE', 'Lead UPDATE']);
    expect(new Set(told.map((header) => header['transactionKey']))).to.have.property('size', 1);
  });

  it('holds a poll until something happens', async () => {
    const clientId = await shakeHands();
    await subscribe(clientId, '/data/LeadChangeEvent');
    const held = send([{ channel: '/meta/connect', clientId, connectionType: 'long-polling', id: '9' }]);
    const first = await Promise.race([
      held,
      send([{ channel: '/meta/unsubscribe', clientId, subscription: '/x' }]),
    ]);
    expect(first[0]?.channel).to.equal('/meta/unsubscribe');
    newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    expect((await held).map((answer) => answer.channel)).to.deep.equal([
      '/data/LeadChangeEvent',
      '/meta/connect',
    ]);
  });

  it('keeps events for the next poll when the caller of a held one has gone', async () => {
    const clientId = await shakeHands();
    await subscribe(clientId, '/data/LeadChangeEvent');
    const gone = new AbortController();
    const held = fetch(`${wire.url}/cometd/68.0`, {
      method: 'POST',
      headers: { Authorization: `OAuth ${wire.token}`, Cookie: 'BAYEUX_BROWSER=sim' },
      body: JSON.stringify([{ channel: '/meta/connect', clientId, connectionType: 'long-polling' }]),
      signal: gone.signal,
    }).catch(() => 'gone');
    await poll(clientId);
    gone.abort();
    expect(await held).to.equal('gone');
    await poll(clientId);
    newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    expect(await poll(clientId)).to.have.length(1);
  });

  it('replays from an id, from the beginning, or not at all', async () => {
    const ids = ['A', 'B', 'C'].map((LastName) => newId('Lead', { LastName, Company: 'Acme' }));
    const all = await (await listener('/data/LeadChangeEvent', -2))();
    expect(headers(all).flatMap((header) => header['recordIds'])).to.deep.equal(ids);
    const replayIds = all.map((event) => event.event.replayId);
    expect(replayIds).to.deep.equal([...replayIds].sort((a, b) => a - b));
    const rest = await (await listener('/data/LeadChangeEvent', replayIds[0]))();
    expect(headers(rest).flatMap((header) => header['recordIds'])).to.deep.equal(ids.slice(1));
    expect(await (await listener('/data/LeadChangeEvent', -1))()).to.deep.equal([]);
  });

  it('refuses a replay id it no longer keeps, in the words clients know', async () => {
    newId('Lead', { LastName: 'Old', Company: 'Acme' });
    const [old] = await (await listener('/data/LeadChangeEvent', -2))();
    await wire.control('/_sim/cdc', { retention: 1 });
    newId('Lead', { LastName: 'New', Company: 'Acme' });
    const answer = await subscribe(await shakeHands(), '/data/LeadChangeEvent', old?.event.replayId);
    expect(answer.successful).to.equal(false);
    expect(answer.error).to.match(
      /^400::The replayId \{\d+\} you provided was invalid\. {2}Please provide a valid ID/,
    );
  });

  it('carries selected entities only, five at most', async () => {
    await wire.control('/_sim/cdc', { entities: ['Contact'] });
    const next = await listener('/data/ChangeEvents');
    newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    const contact = newId('Contact', { LastName: 'Ng' });
    expect(headers(await next()).flatMap((header) => header['recordIds'])).to.deep.equal([contact]);
    const six = ['Lead', 'Contact', 'Account', 'Opportunity', 'Task', 'Event'];
    const refused = await fetch(`${wire.url}/_sim/cdc`, {
      method: 'POST',
      body: JSON.stringify({ entities: six }),
    });
    expect(refused.status).to.equal(400);
  });

  it('tells gaps and overflows without data', async () => {
    const id = newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    const next = await listener('/data/LeadChangeEvent');
    await wire.control('/_sim/cdc', { gap: { entity: 'Lead', recordIds: [id] } });
    await wire.control('/_sim/cdc', { overflow: { entity: 'Lead' } });
    const events = await next();
    expect(headers(events).map(({ changeType, recordIds }) => [changeType, recordIds])).to.deep.equal([
      ['GAP_UPDATE', [id]],
      ['GAP_OVERFLOW', ['000000000000000AAA']],
    ]);
    expect(Object.keys(events[0]!.payload)).to.deep.equal(['ChangeEventHeader']);
  });

  it('answers an ended session with 401 and no reconnect', async () => {
    const clientId = await shakeHands();
    wire.org.expireSessions();
    const [answer] = await send([{ channel: '/meta/connect', clientId, connectionType: 'long-polling' }]);
    expect(answer).to.deep.include({ error: '401::Authentication invalid', successful: false });
    expect(answer?.advice?.reconnect).to.equal('none');
  });

  it('sends a client without its cookie, a forgotten one and a faulted one back to the handshake', async () => {
    const connect = (clientId: string) => [
      { channel: '/meta/connect', clientId, connectionType: 'long-polling' },
    ];
    const answers: (Message | undefined)[] = [];
    answers.push((await send(connect(await shakeHands()), { cookie: '' }))[0]);
    const forgotten = await shakeHands();
    await wire.control('/_sim/cdc', { forgetClients: true });
    answers.push((await send(connect(forgotten)))[0]);
    const faulted = await shakeHands();
    await wire.control('/_sim/faults', { effect: { kind: 'vendor', name: 'unknown-client' } });
    answers.push((await send(connect(faulted)))[0]);
    for (const answer of answers) {
      expect(answer).to.deep.include({ error: '403::Unknown client', successful: false });
      expect(answer?.advice?.reconnect).to.equal('handshake');
    }
  });

  it('stops delivering after unsubscribe and disconnect', async () => {
    const clientId = await shakeHands();
    await subscribe(clientId, '/data/LeadChangeEvent');
    await send([{ channel: '/meta/unsubscribe', clientId, subscription: '/data/LeadChangeEvent' }]);
    newId('Lead', { LastName: 'Ng', Company: 'Acme' });
    expect(await poll(clientId)).to.deep.equal([]);
    await send([{ channel: '/meta/disconnect', clientId }]);
    const [answer] = await send([{ channel: '/meta/connect', clientId, connectionType: 'long-polling' }]);
    expect(answer?.error).to.equal('403::Unknown client');
  });

  it('refuses a channel that does not exist', async () => {
    const answer = await subscribe(await shakeHands(), '/data/NopeChangeEvent');
    expect(answer).to.deep.include({ successful: false });
    expect(answer.error).to.match(/^400::/);
  });

  it('does not mind the web socket probe', async () => {
    expect((await fetch(`${wire.url}/cometd/68.0`)).status).to.equal(400);
  });
});

/** The part of faye's client that is used here; faye has no types of its own. */
interface Faye {
  subscribe(channel: string, listener: (data: Data) => void): PromiseLike<void>;
  disconnect(): PromiseLike<void>;
}
