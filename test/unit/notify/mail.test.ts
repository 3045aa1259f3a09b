import { expect } from 'chai';
import { openMail } from '../../../src/notify/mail.ts';
import type { Sent, Way } from '../../../src/notify/way.ts';
import { notice, startMailServer, type MailSink } from './support.ts';

const TO_SAM = notice({ to: { kind: 'mail', address: 'sam.rep@example.com' } });

describe('mails', () => {
  let server: MailSink;
  let mail: Way;
  beforeEach(async () => {
    server = await startMailServer();
    mail = openMail(server.url, 'Leadloop <leadloop@example.com>');
  });
  afterEach(async () => {
    mail.close();
    await server.close();
  });

  const failureOf = (sent: Sent) =>
    sent.kind === 'failed' ? { ...sent.failure, isDown: sent.isDown } : null;

  it('are text, from the sender that is set, and say that a machine wrote them', async () => {
    expect(
      await mail.send(notice({ subject: 'Zoë, Grün & Söhne', body: 'Asked for a demo\n.\nZoë' })),
    ).to.deep.equal({
      kind: 'sent',
    });
    const [taken = ''] = server.taken;
    expect(taken).to.match(/^From: Leadloop <leadloop@example.com>$/mu);
    expect(taken).to.match(/^To: alex.rep@example.com$/mu);
    expect(taken).to.match(/^Subject: =\?UTF-8\?/mu);
    expect(taken).to.match(/^Auto-Submitted: auto-generated$/mu);
    expect(taken).to.match(/^Content-Type: text\/plain; charset=utf-8$/mu);
    expect(taken).to.include('Asked for a demo\n.\nZo=C3=AB');
  });

  it('have the same id each time, so that a repeat is known', async () => {
    await mail.send(notice());
    await mail.send(notice({ attempts: 2 }));
    await mail.send(notice({ key: 'another' }));
    const ids = server.taken.map((text) => /^Message-ID: (.*)$/mu.exec(text)?.[1]);
    expect(ids[0]).to.match(/^<[0-9a-f]{32}@127\.0\.0\.1>$/u);
    expect([ids[1] === ids[0], ids[2] === ids[0]]).to.deep.equal([true, false]);
  });

  it('to somebody who is not known are a failure that says what to do, without the address', async () => {
    server.refuse.set('sam.rep@example.com', '550 5.1.1 <sam.rep@example.com> user unknown');
    const failure = failureOf(await mail.send(TO_SAM));
    expect(failure).to.include({ kind: 'invalid-record', code: 'mail-550', isDown: false, actor: 'admin' });
    expect(failure!.message).to.include('user unknown').and.not.include('sam.rep');
    expect(await mail.send(notice())).to.deep.equal({ kind: 'sent' });
  });

  it('that the server does not take now are tried again', async () => {
    server.refuse.set('sam.rep@example.com', '450 4.7.1 greylisted');
    expect(failureOf(await mail.send(TO_SAM))).to.include({
      kind: 'transient',
      code: 'mail-450',
      isDown: false,
    });
  });

  it('of a wrong password are a failure of the configuration, and the password is told to nobody', async () => {
    server.signIn = '535 5.7.8 bad credentials for leadloop hunter2';
    const failure = failureOf(await mail.send(notice()));
    expect(failure).to.include({ kind: 'config', code: 'mail-sign-in', isDown: false });
    expect(failure!.fix).to.include('LEADLOOP_SMTP_URL');
    expect(JSON.stringify(failure)).to.not.include('hunter2');
  });

  it('are tried again when the server goes away or is not there', async () => {
    server.greeting = '421 closing';
    expect(failureOf(await mail.send(notice()))).to.include({ kind: 'transient', isDown: true });
    await server.close();
    const failure = failureOf(await mail.send(notice()));
    expect(failure).to.include({ kind: 'transient', code: 'mail-unreachable', isDown: true });
    expect(JSON.stringify(failure)).to.not.include('hunter2');
  });
});
