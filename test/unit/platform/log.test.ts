import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { createLog, type LogLevel } from '../../../src/platform/log.ts';
import { maskFacts, maskText } from '../../../src/platform/mask.ts';

/** What must not be seen, in words as vendors and people write them. */
const HIDDEN: Readonly<Record<string, readonly [text: string, hidden: string]>> = {
  'an e-mail address': ['no contact for Jo.Doe+x@Example.co.uk here', 'Doe'],
  'an e-mail address in a URL': ['GET /v3/contacts/jo%40example.com', 'jo%40'],
  'an e-mail address with umlauts': ['jürgen@müller.de', 'müller'],
  'an international phone number': ['call +49 (0)30 123-4567 now', '123-4567'],
  'a phone number with an area code': ['call (415) 555-2671', '2671'],
  'a phone number of three groups': ['call 415-555-2671.', '2671'],
  'an Authorization header': ['Authorization: Bearer abc.def-ghi', 'def'],
  'a token in a query': ['POST /token?refresh_token=r3fr3sh&x=1', 'r3fr3sh'],
  'a token in JSON': ['{"access_token":"t0k3n","scope":"all"}', 't0k3n'],
  'a client secret in a form': ['client_id=a&client_secret=s3cr3t', 's3cr3t'],
  'a private-app token': ['used pat-na1-12345678-abcd', '12345678'],
  'a session id': ['sent 00D5g00000ABCDE!AQEAQ.Xyz_1', 'AQEAQ'],
  'a JSON Web Token': ['eyJhbGciOi.eyJzdWIi.c2ln', 'eyJzdWIi'],
  'an incoming webhook': ['https://hooks.slack.com/services/T000/B000/hunter2 failed', 'hunter2'],
  'a password in a URL': ['postgres://leadloop:hunter2@db/leadloop', 'hunter2'],
  'a private key': ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', 'MIIE'],
};

/** What must stay, because nothing can be mended without it. */
const KEPT: readonly string[] = [
  'hubspot/contacts/12345678901 and 00Q5g00000ABCDEFGH',
  '0199a0b0-1234-7000-8000-123456789012 at 2026-11-21T18:30:00.000Z',
  "INVALID_FIELD: No such column 'Foo__c' on entity 'Lead' (row 3, 2026-11-21)",
  'HTTP 429 from 127.0.0.1:8485 after 1,234.5 ms',
  'waits for its turn: 3 tokens left of 100',
];

describe('masking', () => {
  for (const [name, [text, hidden]] of Object.entries(HIDDEN)) {
    it(`hides ${name}`, () => expect(maskText(text)).to.not.include(hidden));
  }
  for (const text of KEPT) it(`keeps ${text}`, () => expect(maskText(text)).to.equal(text));

  it('hides facts by their names, at any depth, and keeps counts and blanks', () => {
    const facts = {
      headers: { Authorization: 'x', 'X-HubSpot-Signature-v3': 'y', accept: 'z' },
      record: [{ Email: 'nobody', MobilePhone: '0301234567', FirstName: 'Jo', Company: 'Acme' }],
      tokens: 3,
      email: null,
    };
    expect(maskFacts(facts)).to.deep.equal({
      headers: { Authorization: '[secret]', 'X-HubSpot-Signature-v3': '[secret]', accept: 'z' },
      record: [{ Email: '[personal]', MobilePhone: '[personal]', FirstName: '[personal]', Company: 'Acme' }],
      tokens: 3,
      email: null,
    });
  });

  it('hides what an error and its cause say', () => {
    const error = new Error('bad jo@example.com', { cause: new Error('Bearer abc') });
    const text = JSON.stringify(maskFacts({ error }));
    expect(text).to.include('bad [e-mail]').and.to.not.include('jo@').and.to.not.include('abc');
  });

  it('copes with cycles, dates, bytes, maps and sets', () => {
    const cycle: Record<string, unknown> = {
      at: new Date(0),
      raw: Buffer.alloc(3),
      map: new Map([['a', 1n]]),
    };
    cycle['self'] = cycle;
    const masked = maskFacts({ ...cycle, set: new Set(['a@b.de']) });
    expect(JSON.parse(JSON.stringify(masked))).to.deep.include({
      at: '1970-01-01T00:00:00.000Z',
      raw: '[3 bytes]',
      map: { a: '1' },
      set: ['[e-mail]'],
    });
  });
});

describe('the log', () => {
  const lines = (
    level: LogLevel,
    isTTY: boolean,
  ): { log: ReturnType<typeof createLog>; read: () => string[] } => {
    const destination = Object.assign(new PassThrough(), { isTTY });
    const log = createLog({ level, destination });
    return {
      log,
      read: () =>
        String(destination.read() ?? '')
          .split(/\r?\n/)
          .filter((line) => line !== ''),
    };
  };

  it('writes one JSON object a line, masked, when nobody watches', () => {
    const { log, read } = lines('info', false);
    log.warn('could not reach jo@example.com', { apiKey: 'k', system: 'crm', level: 'fake' });
    const [line = ''] = read();
    const entry = JSON.parse(line) as Record<string, unknown>;
    expect(entry).to.include({
      level: 'warn',
      message: 'could not reach [e-mail]',
      apiKey: '[secret]',
      system: 'crm',
    });
    expect(entry['time']).to.match(/^\d{4}-\d\d-\d\dT/);
  });

  it('writes words on a terminal, masked as well', () => {
    const { log, read } = lines('debug', true);
    log.error('failed for jo@example.com', { token: 't0k3n', rows: 3 });
    expect(read().join())
      .to.include('failed for [e-mail]')
      .and.to.include('rows')
      .and.to.not.include('t0k3n');
  });

  it('leaves out what is below its level', () => {
    const { log, read } = lines('warn', false);
    log.debug('a');
    log.info('b');
    log.warn('c');
    expect(read()).to.have.length(1);
  });
});
