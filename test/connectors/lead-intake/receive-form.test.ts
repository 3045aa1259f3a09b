import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Received } from '../../../src/connector/contract.ts';
import { failureOf, filled, NOW, openTestIntake, type Intake } from './support.ts';

const SHIPPED = join(import.meta.dirname, '../../../mappings/intake/web-form.yaml');
const KEY = 'a-key-for-tests';
const SECRET = 'a-secret-for-tests';
const json = { 'content-type': 'application/json', 'x-leadloop-key': KEY };
const bytes = (body: unknown): Uint8Array =>
  Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

const refusal = (received: Received): readonly [number, string] =>
  received.kind === 'refused' ? [received.status, received.code] : [0, received.kind];

describe('receiving a form', () => {
  let intake: Intake;
  beforeEach(async () => {
    intake = await openTestIntake({ INTAKE_WEB_FORM_KEY: KEY, INTAKE_SIGNED_SECRET: SECRET });
    await intake.configure('web-form', await readFile(SHIPPED, 'utf8'));
    await intake.configure('signed', 'form: { fields: { mail: email }, secret: INTAKE_SIGNED_SECRET }\n');
  });
  afterEach(() => intake.close());

  const send = (body: unknown, headers: Record<string, string> = json): Promise<Received> =>
    intake.post({ headers, body: bytes(body) });

  it('turns the shipped web form into one live event', async () => {
    const received = await send({
      email: 'ada@acme.test',
      firstName: 'Ada',
      newsletter: true,
      message: 'Call me',
    });
    if (received.kind !== 'accepted') throw new Error(received.message);
    expect(received.reply).to.deep.equal({ status: 202, body: { accepted: true } });
    expect(received.events).to.have.length(1);
    const [event] = received.events;
    expect(event).to.include({ origin: 'intake', lane: 'live' });
    expect(event!.ref).to.include({ system: 'lead-intake', object: 'web-form' });
    if (event!.snapshot?.kind !== 'present') throw new Error('expected a snapshot');
    expect(event!.snapshot.record.modifiedAt).to.equal(NOW);
    expect(filled(event!.snapshot.record.fields)).to.deep.equal({
      email: 'ada@acme.test',
      firstName: 'Ada',
      message: 'Call me',
      emailOptIn: true,
      leadSource: 'Web',
    });
  });

  it('reads the same from a form-urlencoded body', async () => {
    const fields = { email: 'ada@acme.test', lastName: 'Lovelace & Söhne', company: '' };
    const first = await send(fields);
    const second = await send(new URLSearchParams(fields).toString(), {
      ...json,
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    });
    expect(second).to.deep.equal(first);
    expect(second.kind).to.equal('accepted');
  });

  it('gives a second form of the same person the same id', async () => {
    const ids = [];
    for (const email of ['ada@acme.test', ' ADA@acme.test']) {
      const received = await send({ email });
      if (received.kind === 'accepted') ids.push(received.events[0]?.ref.id);
    }
    expect(ids[0]).to.be.a('string').and.to.equal(ids[1]);
  });

  it('answers a filled honeypot like any form, drops it and says so in the log', async () => {
    const received = await send({ email: 'bot@spam.test', fax2: 'x' });
    expect(received).to.deep.equal({
      kind: 'accepted',
      events: [],
      reply: { status: 202, body: { accepted: true } },
    });
    expect(intake.logged.join()).to.contain('honeypot').and.not.to.contain('bot@spam.test');
    const person = await send({ email: 'ada@acme.test', fax2: '' });
    expect(person).to.have.property('events').with.length(1);
  });

  const wrong: Readonly<Record<string, readonly [unknown, Record<string, string>, number, string, string]>> =
    {
      'a field it is not configured for': [
        { email: 'a@x.test', colour: 'red' },
        json,
        422,
        'field-unknown',
        'colour',
      ],
      'a name of every object': [
        '{"email":"a@x.test","__proto__":"x"}',
        json,
        422,
        'field-unknown',
        '__proto__',
      ],
      'a required field blank': [{ email: ' ' }, json, 422, 'field-missing', 'email'],
      'an invalid address': [{ email: 'ada' }, json, 422, 'value-invalid', 'email'],
      'a value too long': [
        { email: 'a@x.test', firstName: 'x'.repeat(101) },
        json,
        422,
        'value-too-long',
        'firstName',
      ],
      'no key': [
        { email: 'a@x.test' },
        { 'content-type': 'application/json' },
        401,
        'form-unauthorised',
        'X-Leadloop-Key',
      ],
      'a wrong key': [
        { email: 'a@x.test' },
        { ...json, 'x-leadloop-key': 'no' },
        401,
        'form-unauthorised',
        'key',
      ],
      'another content type': [
        'email=a',
        { ...json, 'content-type': 'text/plain' },
        415,
        'form-type',
        'application/json',
      ],
      'broken JSON': ['{"email":', json, 400, 'form-unreadable', 'JSON'],
      'a list instead of fields': ['[1]', json, 400, 'form-unreadable', 'object'],
      'a field with more than one value': [{ email: ['a@x.test'] }, json, 400, 'form-unreadable', 'email'],
      'a field given twice': [
        'email=a%40x.test&email=b%40x.test',
        { ...json, 'content-type': 'application/x-www-form-urlencoded' },
        400,
        'form-unreadable',
        'email',
      ],
      'more than 64 kB': [
        { email: 'a@x.test', message: 'x'.repeat(65_536) },
        json,
        413,
        'form-too-large',
        '64 kB',
      ],
    };
  for (const [name, [body, headers, status, code, says]] of Object.entries(wrong)) {
    it(`refuses ${name} with ${status}, and says what is wrong without repeating the value`, async () => {
      const received = await send(body, headers);
      expect(refusal(received)).to.deep.equal([status, code]);
      expect(received).to.have.property('message').that.contains(says).and.does.not.contain('a@x.test');
    });
  }

  it('refuses text that is not UTF-8', async () => {
    const received = await intake.post({ headers: json, body: Buffer.from('{"email":"\xff"}', 'latin1') });
    expect(refusal(received)).to.deep.equal([400, 'form-unreadable']);
  });

  for (const path of ['/no-such-form', '/../web-form', '/', '', '/web-form/x', '/WEB-FORM', '/%2e%2e']) {
    it(`knows no form at ${path || 'the root'}`, async () => {
      expect(refusal(await intake.post({ path, headers: json, body: bytes({}) }))).to.deep.equal([
        404,
        'form-unknown',
      ]);
    });
  }

  it('knows no form where a source takes lists only', async () => {
    await intake.configure('fair', 'list: { dates: DMY }\n');
    expect(refusal(await intake.post({ path: '/fair', headers: json }))).to.deep.equal([404, 'form-unknown']);
  });

  it('takes nothing by GET', async () => {
    expect(refusal(await intake.post({ method: 'GET', headers: json }))).to.deep.equal([405, 'form-method']);
  });

  it('refuses everything while the variable with its key is unset, and names the variable', async () => {
    const bare = await openTestIntake();
    await bare.configure('web-form', await readFile(SHIPPED, 'utf8'));
    const received = await bare.post({
      headers: { ...json, 'x-leadloop-key': '' },
      body: bytes({ email: 'a@x.test' }),
    });
    expect(refusal(received)).to.deep.equal([401, 'form-secret-unset']);
    expect(received).to.have.property('message').that.contains('INTAKE_WEB_FORM_KEY');
    expect(bare.logged.join()).to.contain('INTAKE_WEB_FORM_KEY');
    await bare.close();
  });

  it('takes so many forms a minute from one address, and more from another', async () => {
    await intake.configure(
      'web-form',
      'form: { fields: { mail: email }, key: INTAKE_WEB_FORM_KEY, ratePerMinute: 2 }\n',
    );
    const from = (remoteAddress: string): Promise<Received> =>
      intake.post({ headers: json, remoteAddress, body: bytes({ mail: 'a@x.test' }) });
    expect((await from('192.0.2.1')).kind).to.equal('accepted');
    expect((await from('192.0.2.1')).kind).to.equal('accepted');
    expect(refusal(await from('192.0.2.1'))).to.deep.equal([429, 'form-too-many']);
    expect((await from('192.0.2.2')).kind).to.equal('accepted');
  });

  describe('that is signed', () => {
    const body = bytes({ mail: 'ada@acme.test' });
    const signature = (time: number, secret = SECRET): string =>
      `t=${time},v1=${createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')}`;
    const sendSigned = (header: string, content: Uint8Array = body): Promise<Received> =>
      intake.post({
        path: '/signed',
        headers: { 'content-type': 'application/json', 'x-leadloop-signature': header },
        body: content,
      });
    const MINUTE = 60_000;

    it('is taken with the signature of its body, up to five minutes off', async () => {
      for (const off of [0, 5 * MINUTE, -5 * MINUTE]) {
        expect((await sendSigned(signature(NOW.getTime() + off))).kind).to.equal('accepted');
      }
    });

    it('is refused with a signature six minutes old or early', async () => {
      for (const off of [6 * MINUTE, -6 * MINUTE]) {
        const received = await sendSigned(signature(NOW.getTime() + off));
        expect(refusal(received)).to.deep.equal([401, 'form-unauthorised']);
        expect(received).to.have.property('message').that.contains('five minutes');
      }
    });

    it('is refused with the signature of another body, secret or time, or of no known form', async () => {
      const good = signature(NOW.getTime());
      for (const [header, content] of [
        [good, bytes({ mail: 'eve@acme.test' })],
        [signature(NOW.getTime(), 'another'), body],
        [good.replace(/t=\d+/, `t=${NOW.getTime() + 1}`), body],
        ['nonsense', body],
      ] as const) {
        expect(refusal(await sendSigned(header, content))).to.deep.equal([401, 'form-unauthorised']);
      }
    });
  });

  const misconfigured: Readonly<Record<string, readonly [yaml: string, says: string]>> = {
    'neither key nor secret': ['form: { fields: { a: email } }', 'either key or secret'],
    'both key and secret': [
      'form: { fields: { a: email }, key: A_KEY, secret: A_SECRET }',
      'either key or secret',
    ],
    'the key itself instead of its variable': ['form: { fields: { a: email }, key: s3cret! }', 'NAME'],
    'a field that is none of ours': ['form: { fields: { a: colour }, key: A_KEY }', 'form.fields.a'],
    'two form fields for one of ours': ['form: { fields: { a: email, b: email }, key: A_KEY }', 'same field'],
    'a required field that it does not take': [
      'form: { fields: { a: email }, key: A_KEY, required: [b] }',
      'requires',
    ],
    'a setting that does not exist': ['form: { fields: { a: email }, key: A_KEY, color: 1 }', 'color'],
    'broken YAML': ['form: {', 'web-form.yaml'],
  };
  for (const [name, [yaml, says]] of Object.entries(misconfigured)) {
    it(`is a failure of configuration when the file has ${name}`, async () => {
      await intake.configure('web-form', yaml);
      const failure = await failureOf(send({ email: 'a@x.test' }));
      expect(failure).to.include({ kind: 'config', code: 'source-config-invalid' });
      expect(failure.message).to.contain(says);
    });
  }
});
