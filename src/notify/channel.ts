import type { Notice } from '../domain/notice.ts';
import { channelFailure, unreachable } from './failures.ts';
import { SEND_MS, type Way } from './way.ts';

/** As much of an answer as is read. */
const ANSWER_LENGTH = 300;

/** Posts notices to an incoming webhook of Slack's form, one after the other, as a channel takes about one in a second. */
export const openChannel = (url: string): Way => ({
  atOnce: 1,
  async send(notice) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(messageOf(notice)),
        redirect: 'manual',
        signal: AbortSignal.timeout(SEND_MS),
      });
      const text = (await response.text()).slice(0, ANSWER_LENGTH);
      const failure = channelFailure(response.status, text, response.headers.get('retry-after'));
      if (failure === null) return { kind: 'sent' };
      return { kind: 'failed', failure, isDown: failure.kind !== 'invalid-record' };
    } catch (error) {
      return { kind: 'failed', failure: unreachable('channel', codeOf(error)), isDown: true };
    }
  },
  close: () => undefined,
});

/**
 * The message in the form that Slack and what is compatible with it take. What people wrote can neither make links nor call
 * everybody: https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function messageOf({ subject, body }: Pick<Notice, 'subject' | 'body'>): { readonly text: string } {
  const [title, text] = [escape(subject), escape(body)];
  return { text: text === '' ? `*${title}*` : `*${title}*\n${text}` };
}

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // A space of no width, as Mattermost and others call by the mere word.
    .replace(/@(?=(?:channel|all|here|everyone)\b)/giu, '@\u200B');

/** Of what `fetch` throws, the system's code alone: its texts hold the address, which is a secret. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
