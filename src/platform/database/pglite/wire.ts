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

export interface Message {
  /** The message's type byte as a character. */
  readonly type: string;
  /** With type and length. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

function message(type: string, body: Buffer): Message {
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeInt32BE(body.length + 4, 1);
  return { type, whole: Buffer.concat([header, body]), body };
}

/** A simple Query message. */
export const queryMessage = (text: string): Buffer => message('Q', Buffer.from(`${text}\0`)).whole;

/** What the server says of a Parse message. */
export const PARSE_COMPLETE: Buffer = message('1', Buffer.alloc(0)).whole;

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

/** Libraries' SQL files begin with comments. */
const COMMENTS = String.raw`^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*`;
const LISTEN = new RegExp(
  COMMENTS + String.raw`(un)?listen\s+(?:"((?:[^"]|"")+)"|([\w$]+)|\*)\s*;?\s*\0`,
  'i',
);
const CHANGES_TABLES = new RegExp(COMMENTS + String.raw`(?:create|alter|drop)\s`, 'i');
/** Bytes; spares looking into the large statements. */
const MOST_LOOKED_AT = 2_000;

/** The beginning of the text of a Query or Parse message; null for others. */
function beginningOf({ type, body }: Message): string | null {
  if (type !== 'Q' && type !== 'P') return null;
  const start = type === 'P' ? body.indexOf(0) + 1 : 0;
  return body.toString('utf8', start, start + MOST_LOOKED_AT);
}

/** What a Query or Parse message changes about the channels listened on; only a statement of its own is seen. */
export function channelChange(sent: Message): ChannelChange | null {
  const match = LISTEN.exec(beginningOf(sent) ?? '');
  if (match === null) return null;
  const [, un, quoted, plain] = match;
  const channel = quoted?.replaceAll('""', '"') ?? plain?.toLowerCase() ?? null;
  if (un !== undefined) return { kind: 'unlisten', channel };
  return channel === null ? null : { kind: 'listen', channel };
}

/** Whether a Query or Parse message begins with a change of tables, after which statements may answer with other columns. */
export const changesTables = (sent: Message): boolean => CHANGES_TABLES.test(beginningOf(sent) ?? '');

/** Text and types of the parameters of a Parse message of an unnamed statement; null when it is named. */
export const statementOf = ({ body }: Message): string | null =>
  body[0] === 0 ? body.toString('latin1', 1) : null;

/** A Parse message of an unnamed statement, for a named one. */
export const parseAs = (name: string, { body }: Message): Message =>
  message('P', Buffer.concat([Buffer.from(name), body]));

/** A Bind message to the unnamed statement, to a named one: it follows the name of the portal. */
export function bindTo(name: string, { body }: Message): Message {
  const afterPortal = body.indexOf(0) + 1;
  return message(
    'B',
    Buffer.concat([body.subarray(0, afterPortal), Buffer.from(name), body.subarray(afterPortal)]),
  );
}

/** The channel of a NotificationResponse: it follows the sender's process id and ends at a zero byte. */
export function notificationChannel({ body }: Message): string {
  return body.toString('utf8', 4, body.indexOf(0, 4));
}
