import { expect } from 'chai';
import { writeHint, type FormHint } from '../../../connectors/hubspot/touchpoints/form-hint.ts';
import { receive } from '../../../connectors/hubspot/receive.ts';
import { readSettings } from '../../../connectors/hubspot/settings.ts';
import { sign } from '../../../connectors/hubspot/signature.ts';
import type { InboundRequest, Received } from '../../../src/connector/contract.ts';
import type { Event } from '../../../src/domain/event.ts';
import { silentLog } from '../../support/log.ts';
import { NOW } from './fixtures/context.ts';

const SECRET = 'secret';
const URL = 'https://leadloop.example/webhooks/hubspot';
const PORTAL = 62515;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function request(body: Uint8Array, changes: Partial<InboundRequest> = {}): InboundRequest {
  const timestamp = String(NOW.getTime());
  const signature = sign({ method: 'POST', url: URL, body, timestamp }, SECRET);
  return {
    method: 'POST',
    path: '',
    url: URL,
    headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp },
    body,
    remoteAddress: '127.0.0.1',
    ...changes,
  };
}

const take = (
  inbound: InboundRequest,
  settings: Readonly<Record<string, string>> = { HUBSPOT_CLIENT_SECRET: SECRET },
): Promise<Received> =>
  receive(
    {
      settings: readSettings(settings),
      clock: { now: () => NOW },
      log: silentLog,
      accountId: () => Promise.resolve(String(PORTAL)),
    },
    inbound,
  );

const event = (subscriptionType: string, rest: object = {}): object => ({
  eventId: 1,
  portalId: PORTAL,
  occurredAt: NOW.getTime() - 1000,
  subscriptionType,
  attemptNumber: 0,
  objectId: 546500000001,
  ...rest,
});

async function eventsOf(...wire: readonly object[]): Promise<readonly Event[]> {
  const received = await take(request(bytes(JSON.stringify(wire))));
  if (received.kind !== 'accepted') throw new Error(received.message);
  return received.events;
}

const named = (events: readonly Event[]): readonly string[] =>
  events.map(({ ref, lane }) => `${ref.object} ${ref.id} ${lane}`);

describe('receiving HubSpot webhooks', () => {
  it('makes an event that says to look again, with no snapshot, from a classic message', async () => {
    expect(await eventsOf(event('contact.propertyChange', { propertyName: 'email' }))).to.deep.equal([
      {
        ref: { system: 'hubspot', object: 'contacts', id: '546500000001' },
        origin: 'webhook',
        lane: 'live',
        snapshot: null,
        occurredAt: new Date(NOW.getTime() - 1000),
      },
    ]);
  });

  it('takes generic messages and messages with eventType alike', async () => {
    const generic = event('object.propertyChange', { objectTypeId: '0-2' });
    expect(named(await eventsOf(generic))).to.deep.equal(['companies 546500000001 live']);
    const older = event('', { subscriptionType: undefined, eventType: 'company.creation' });
    expect(named(await eventsOf(older))).to.deep.equal(['companies 546500000001 live']);
    const link = event('object.associationChange', {
      objectId: undefined,
      fromObjectTypeId: '0-1',
      fromObjectId: 5,
      toObjectId: 6,
    });
    expect(named(await eventsOf(link))).to.deep.equal(['contacts 5 live']);
  });

  it('tells of the association when a deal and a contact are associated, whichever is named first', async () => {
    const classic = event('deal.associationChange', {
      associationType: 'DEAL_TO_CONTACT',
      objectId: 51,
      fromObjectId: 51,
      toObjectId: 201,
    });
    expect(named(await eventsOf(classic))).to.deep.equal(['deals 51 live', 'deal_to_contact 51-201 live']);
    const generic = event('object.associationChange', {
      objectTypeId: '0-1',
      objectId: 201,
      fromObjectTypeId: '0-1',
      fromObjectId: 201,
      toObjectTypeId: '0-3',
      toObjectId: 51,
    });
    expect(named(await eventsOf(generic))).to.deep.equal([
      'contacts 201 live',
      'deal_to_contact 51-201 live',
    ]);
  });

  it('takes messages of custom objects under their type id', async () => {
    const machine = event('object.associationChange', { objectTypeId: '2-1234567', objectId: 7 });
    expect(named(await eventsOf(machine))).to.deep.equal(['2-1234567 7 live']);
  });

  for (const action of ['creation', 'deletion', 'restore', 'propertyChange', 'associationChange']) {
    it(`looks again after contact.${action}`, async () => {
      expect(named(await eventsOf(event(`contact.${action}`)))).to.deep.equal(['contacts 546500000001 live']);
    });
  }

  it('looks at the survivor and at every record that went into a merge', async () => {
    const merge = event('contact.merge', {
      objectId: 789,
      primaryObjectId: 123,
      mergedObjectIds: [456],
      newObjectId: 789,
    });
    expect(named(await eventsOf(merge))).to.deep.equal([
      'contacts 789 live',
      'contacts 123 live',
      'contacts 456 live',
    ]);
  });

  it('puts consent and the right to be forgotten into the hot lane', async () => {
    for (const propertyName of ['hs_email_optout', 'hs_email_optout_123', 'hs_legal_basis']) {
      const change = event('contact.propertyChange', { propertyName });
      expect(named(await eventsOf(change))).to.deep.equal(['contacts 546500000001 hot']);
    }
    expect(named(await eventsOf(event('contact.privacyDeletion')))).to.deep.equal([
      'contacts 546500000001 hot',
    ]);
  });

  it('asks for the forms at once when a form is what changed a contact, and only then', async () => {
    const asks = async (rest: object) => {
      const received = await take(request(bytes(JSON.stringify([event('contact.propertyChange', rest)]))));
      return received.kind === 'accepted' ? received.askNow : received.message;
    };
    const form = '591e2731-c869-445d-b422-26f43145e9d2';
    const contact = '546500000001';
    const hinted = (hint: Partial<FormHint>) => [
      { source: 'forms', hint: writeHint({ form: null, name: null, contact, ...hint }) },
    ];
    const byForm = { changeSource: 'FORM', sourceId: form, propertyName: 'message' };
    expect(await asks(byForm)).to.deep.equal(hinted({ form }));
    expect(await asks({ ...byForm, sourceId: 'userId:1' })).to.deep.equal(hinted({}));
    expect(await asks({ propertyName: 'recent_conversion_date' })).to.deep.equal(hinted({}));
    const name = 'Our demo: Talk to sales';
    const byName = { propertyName: 'recent_conversion_event_name', propertyValue: name };
    expect(await asks(byName)).to.deep.equal(hinted({ name }));
    expect(await asks({ ...byName, subscriptionType: 'company.propertyChange' })).to.deep.equal(
      hinted({ name, contact: null }),
    );
    expect(await asks({ changeSource: 'CRM_UI', propertyName: 'phone' })).to.equal(undefined);
  });

  it('puts the echo of its own writes into the bulk lane, unless a person changed the record as well', async () => {
    const by = (sourceId: string, changeSource = 'INTEGRATION') =>
      event('contact.propertyChange', { appId: 77, changeSource, sourceId });
    expect(named(await eventsOf(by('77')))).to.deep.equal(['contacts 546500000001 bulk']);
    for (const wire of [by('78'), by('userId:77', 'CRM_UI'), by('77', 'WORKFLOWS')])
      expect(named(await eventsOf(wire))).to.deep.equal(['contacts 546500000001 live']);
    expect(named(await eventsOf(by('userId:5', 'CRM_UI'), by('77')))).to.deep.equal([
      'contacts 546500000001 live',
    ]);
  });

  it('makes one event of many changes to one record: hot wins, and the latest time', async () => {
    const events = await eventsOf(
      event('contact.propertyChange', { propertyName: 'hs_email_optout', occurredAt: 3000 }),
      event('contact.propertyChange', { propertyName: 'city', occurredAt: 5000 }),
      event('contact.propertyChange', { propertyName: 'zip', occurredAt: 4000 }),
    );
    expect(named(events)).to.deep.equal(['contacts 546500000001 hot']);
    expect(events[0]?.occurredAt).to.deep.equal(new Date(5000));
  });

  it('leaves out other objects, other kinds, malformed ids and other accounts', async () => {
    expect(
      await eventsOf(
        event('ticket.creation'),
        event('conversation.newMessage'),
        event('contact.somethingNew'),
        event('contact.creation', { objectId: '../1' }),
        event('contact.creation', { objectId: undefined }),
        event('contact.creation', { portalId: 1 }),
      ),
    ).to.deep.equal([]);
  });

  it('takes an empty batch', async () => {
    expect(await eventsOf()).to.deep.equal([]);
  });

  it('checks the signature against HUBSPOT_WEBHOOK_URL when a proxy changed the address', async () => {
    const body = bytes('[]');
    const behindProxy = request(body, { url: 'http://10.0.0.1/webhooks/hubspot' });
    expect(await take(behindProxy)).to.include({ kind: 'refused', code: 'WRONG_SIGNATURE' });
    const settings = { HUBSPOT_CLIENT_SECRET: SECRET, HUBSPOT_WEBHOOK_URL: URL };
    expect(await take(behindProxy, settings)).to.include({ kind: 'accepted' });
  });

  describe('refuses', () => {
    const headers = request(bytes('[]')).headers;
    const many = JSON.stringify(Array.from({ length: 1001 }, () => ({})));
    const cases: Readonly<Record<string, readonly [InboundRequest, number, string]>> = {
      'a request without signature': [request(bytes('[]'), { headers: {} }), 401, 'NO_SIGNATURE'],
      'a changed body': [request(bytes('[{}]'), { headers }), 401, 'WRONG_SIGNATURE'],
      'an old time': [
        request(bytes('[]'), {
          headers: { ...headers, 'x-hubspot-request-timestamp': String(NOW.getTime() - 300_001) },
        }),
        401,
        'STALE_SIGNATURE',
      ],
      'text that is no JSON': [request(bytes('{')), 400, 'MALFORMED_BODY'],
      'JSON that is no array': [request(bytes('{"secret-content":1}')), 400, 'MALFORMED_BODY'],
      'an array of other things': [request(bytes('[1]')), 400, 'MALFORMED_BODY'],
      'bytes that are no UTF-8': [request(new Uint8Array([0x5b, 0xff, 0x5d])), 400, 'MALFORMED_BODY'],
      'more than 1,000 events': [request(bytes(many)), 413, 'TOO_MANY_EVENTS'],
      'more than a megabyte': [request(new Uint8Array(1_048_577)), 413, 'BODY_TOO_LARGE'],
      'another method': [request(bytes('[]'), { method: 'GET' }), 405, 'NOT_POST'],
      'another path': [request(bytes('[]'), { path: '/x' }), 404, 'NO_SUCH_PATH'],
    };
    for (const [what, [inbound, status, code]] of Object.entries(cases)) {
      it(`${what} with ${status}, says how to mend it and echoes nothing`, async () => {
        const received = await take(inbound);
        expect(received).to.include({ kind: 'refused', status, code });
        expect(JSON.stringify(received)).not.to.include('secret-content');
      });
    }

    it('everything while no secret is set, since nothing can be checked', async () => {
      expect(await take(request(bytes('[]')), {})).to.include({
        kind: 'refused',
        status: 401,
        code: 'NO_SECRET',
      });
    });
  });
});
