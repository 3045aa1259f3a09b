import { hash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { mailFailure, type MailTrouble } from './failures.ts';
import { SEND_MS, type Way } from './way.ts';

/** Sends notices by SMTP, over a few connections that are kept open. */
export function openMail(url: string, from: string): Way {
  const { hostname } = new URL(url);
  const transport = createTransport(
    {
      url,
      pool: true,
      maxConnections: AT_ONCE,
      connectionTimeout: SEND_MS,
      greetingTimeout: SEND_MS,
      socketTimeout: SEND_MS,
      // A notice is text: nothing in it may name a file or an address to attach.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    atOnce: AT_ONCE,
    async send({ key, to, subject, body }) {
      if (to.kind !== 'mail') throw new Error('only mails are sent by mail');
      const sending = transport.sendMail({
        to: { name: '', address: to.address },
        subject,
        text: body,
        // The same each time, so that mailboxes can tell a repeat.
        messageId: `<${hash('sha256', key).slice(0, 32)}@${hostname}>`,
        // https://www.rfc-editor.org/rfc/rfc3834#section-5
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      const late = new Promise<never>((_, reject) => {
        AbortSignal.timeout(SEND_MS).addEventListener('abort', () => reject(new LateError()));
      });
      try {
        await Promise.race([sending, late]);
        return { kind: 'sent' };
      } catch (error) {
        return mailFailure(error as MailTrouble);
      }
    },
    close: () => transport.close(),
  };
}

const AT_ONCE = 5;

/** All that SMTP says back and forth has taken too long together. */
class LateError extends Error implements MailTrouble {
  readonly code = 'ETIMEDOUT';
}
