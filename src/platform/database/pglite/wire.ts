/**
 * The little of the PostgreSQL protocol that sharing one session needs: where messages begin and end, and what a few of
 * them say. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** A startup message of protocol 3.0 for user and database `postgres`. */
export const STARTUP: Uint8Array = (() => {
  const parameters = Buffer.from('user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0');
  const header = Buffer.alloc(8);
  header.writeInt32BE(header.length + parameters.length, 0);
  header.writeInt32BE(3 << 16, 4);
  return Buffer.concat([header, parameters]);
})();

/** A simple Query message. */
export function queryMessage(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const header = Buffer.alloc(5);
  header.write('Q');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

export interface Message {
  /** The message's type byte as a character. */
  readonly type: string;
  /** With type and length. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

/** The complete messages at the beginning of `bytes`, and what is left after them. */
export function splitMessages(bytes: Buffer): {
  readonly messages: readonly Message[];
  readonly rest: Buffer;
} {
  const messages: Message[] = [];
  let start = 0;
  while (bytes.length - start >= 5) {
    const end = start + 1 + bytes.readInt32BE(start + 1);
    if (end > bytes.length) break;
    messages.push({
      type: String.fromCharCode(bytes.readUInt8(start)),
      whole: bytes.subarray(start, end),
      body: bytes.subarray(start + 5, end),
    });
    start = end;
  }
  return { messages, rest: bytes.subarray(start) };
}

export type ChannelChange =
  | { readonly kind: 'listen'; readonly channel: string }
  /** A null channel is all of them. */
  | { readonly kind: 'unlisten'; readonly channel: string | null };

/** With comments before it, as libraries' SQL files have them. */
const LISTEN =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(un)?listen\s+(?:"((?:[^"]|"")+)"|([\w$]+)|\*)\s*;?\s*\0/i;
/** Bytes; spares looking into the large statements. */
const LONGEST_LISTEN = 2_000;

/** What a Query or Parse message changes about the channels listened on; only a statement of its own is seen. */
export function channelChange(message: Message): ChannelChange | null {
  if (message.type !== 'Q' && message.type !== 'P') return null;
  if (message.body.length > LONGEST_LISTEN) return null;
  const text = message.body.toString('utf8', message.type === 'P' ? message.body.indexOf(0) + 1 : 0);
  const match = LISTEN.exec(text);
  if (match === null) return null;
  const [, un, quoted, plain] = match;
  const channel = quoted?.replaceAll('""', '"') ?? plain?.toLowerCase() ?? null;
  if (un !== undefined) return { kind: 'unlisten', channel };
  return channel === null ? null : { kind: 'listen', channel };
}

/** The channel of a NotificationResponse: it follows the sender's process id and ends at a zero byte. */
export function notificationChannel(message: Message): string {
  return message.body.toString('utf8', 4, message.body.indexOf(0, 4));
}
