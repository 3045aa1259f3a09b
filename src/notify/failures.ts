import type { Failure } from '../domain/failure.ts';
import { maskText } from '../platform/mask.ts';
import type { Sent } from './way.ts';

const passing = (
  code: string,
  message: string,
  meaning: string,
  fix: string,
  more: Partial<Failure> = {},
): Failure => ({
  kind: 'transient',
  code,
  message: maskText(message).slice(0, 300),
  meaning,
  fix,
  actor: 'nobody',
  ...more,
});
const lasting = (
  code: string,
  message: string,
  meaning: string,
  fix: string,
  kind: Failure['kind'] = 'config',
): Failure => passing(code, message, meaning, fix, { kind, actor: 'admin' });

const AGAIN = 'Nothing: it is tried again for a day.';

/**
 * What an answer of the channel's webhook means; null: it was taken. The texts are those of the incoming webhooks of Slack,
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/#handling_errors
 */
export function channelFailure(status: number, text: string, retryAfter: string | null): Failure | null {
  if (status >= 200 && status < 300) return null;
  const words = `${status} ${text}`.trim();
  const code = `channel-${status}`;
  if (status === 429) {
    const retryAfterMs = Math.max(1, Number(retryAfter) || 30) * 1000;
    const meaning = 'The channel takes no more messages for now.';
    return passing(code, words, meaning, AGAIN, { kind: 'rate-limited', retryAfterMs });
  }
  if (status >= 500 || status === 408)
    return passing(code, words, 'The channel’s server has trouble.', AGAIN);
  if (status === 400 || status === 413)
    return lasting(
      code,
      words,
      'The channel’s server does not take this message.',
      'Shorten the notice in handoff.yaml.',
      'invalid-record',
    );
  return lasting(
    code,
    words,
    'The channel’s webhook does not work (any more): removed, archived, or never the right address.',
    'Make an incoming webhook for the channel, and set LEADLOOP_SLACK_WEBHOOK_URL to its address.',
  );
}

/** No answer at all: refused, cut off, or too late. `code`: as the system says, e.g. ECONNREFUSED. */
export const unreachable = (way: 'channel' | 'mail', code: string): Failure =>
  passing(
    `${way}-unreachable`,
    code,
    `The ${way === 'mail' ? 'mail server' : 'channel’s server'} cannot be reached.`,
    AGAIN,
  );

/** What the mail server, or the way to it, says. */
export interface MailTrouble {
  /** Of nodemailer, e.g. EAUTH; or of the system. */
  readonly code?: string;
  /** SMTP's three digits. */
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * What a mail that was not sent means. Replies 4yz pass and 5yz stay: RFC 5321, section 4.2.1. 421 ends the session, so it is of
 * the server and not of the receiver.
 */
export function mailFailure({ code = 'unknown', responseCode, response = '' }: MailTrouble): Sent {
  if (code === 'EAUTH' || responseCode === 530 || responseCode === 534 || responseCode === 535) {
    const fix = 'Put the right user and password into LEADLOOP_SMTP_URL.';
    return failed(
      lasting('mail-sign-in', String(responseCode ?? code), 'The mail server does not let us sign in.', fix),
      false,
    );
  }
  if (responseCode === undefined) return failed(unreachable('mail', code), true);
  const words = response === '' ? String(responseCode) : response;
  if (responseCode < 500)
    return failed(
      passing(`mail-${responseCode}`, words, 'The mail server does not take the mail now.', AGAIN),
      responseCode === 421,
    );
  const fix =
    'Correct the address in roles.yaml or of the owner, or LEADLOOP_MAIL_FROM if the server refuses the sender.';
  return failed(
    lasting(`mail-${responseCode}`, words, 'The mail server refuses the mail.', fix, 'invalid-record'),
    false,
  );
}

/** Nothing is set up for this way. */
export const notSetUp = (way: 'channel' | 'mail'): Failure =>
  way === 'mail'
    ? lasting('no-mail', '', 'No mail server is set up.', 'Set LEADLOOP_SMTP_URL and LEADLOOP_MAIL_FROM.')
    : lasting('no-channel', '', 'No channel is set up.', 'Set LEADLOOP_SLACK_WEBHOOK_URL.');

const failed = (failure: Failure, isDown: boolean): Sent => ({ kind: 'failed', failure, isDown });
