import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ClaimedNotice } from '../../../src/ledger/notices.ts';

export const T0 = new Date('2026-11-21T10:00:00Z');

export const notice = (over: Partial<ClaimedNotice> = {}): ClaimedNotice => ({
  id: '1',
  key: 'h-1/handed-off/1/0/alex.rep@example.com',
  to: { kind: 'mail', address: 'alex.rep@example.com' },
  subject: 'Ada Lovelace, Acme',
  body: 'Asked for a demo',
  madeAt: T0,
  attempts: 1,
  ...over,
});

/** A server on this machine that takes what is sent to it, and answers as it is told. */
export interface Sink {
  readonly url: string;
  readonly taken: string[];
  close(): Promise<void>;
}

export interface WebhookSink extends Sink {
  answer: { status: number; text: string; headers?: Readonly<Record<string, string>> } | 'silence';
}

export async function startWebhook(): Promise<WebhookSink> {
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      sink.taken.push(body);
      if (sink.answer === 'silence') return;
      response.writeHead(sink.answer.status, sink.answer.headers).end(sink.answer.text);
    });
  });
  const port = await listen(server);
  const sink: WebhookSink = {
    url: `http://127.0.0.1:${port}/services/T000/B000/hunter2`,
    taken: [],
    answer: { status: 200, text: 'ok' },
    close: () => {
      server.closeAllConnections();
      return closed(server);
    },
  };
  return sink;
}

export interface MailSink extends Sink {
  /** To `RCPT TO`, by receiver; without one it is taken. */
  readonly refuse: Map<string, string>;
  /** To whoever signs in; null: nobody has to. */
  signIn: string | null;
  /** To whoever connects. */
  greeting: string;
}

/** As much of RFC 5321 as a client of good manners needs. */
export async function startMailServer(): Promise<MailSink> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let rest = '';
    let data: string | null = null;
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    say(sink.greeting);
    const hear = (line: string): void => {
      if (data !== null) {
        if (line !== '.') data += `${line.replace(/^\./u, '')}\n`;
        else {
          sink.taken.push(data);
          data = null;
          say('250 taken');
        }
        return;
      }
      const [, verb = '', address = ''] = /^(\w+)(?:[^<]*<([^>]*)>)?/u.exec(line) ?? [];
      switch (verb.toUpperCase()) {
        case 'EHLO':
          if (sink.signIn !== null) say('250-AUTH PLAIN');
          return void say('250 SMTPUTF8');
        case 'AUTH':
          return void say(sink.signIn ?? '235 in');
        case 'RCPT':
          return void say(sink.refuse.get(address) ?? '250 fine');
        case 'DATA':
          data = '';
          return void say('354 go on');
        case 'QUIT':
          say('221 bye');
          return void socket.end();
        default:
          return void say('250 fine');
      }
    };
    socket.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString()}`.split('\r\n');
      rest = lines.pop() ?? '';
      lines.forEach(hear);
    });
  });
  const port = await listen(server);
  const sink: MailSink = {
    url: `smtp://leadloop:hunter2@127.0.0.1:${port}`,
    taken: [],
    refuse: new Map(),
    signIn: null,
    greeting: '220 ready',
    close: () => {
      for (const socket of sockets) socket.destroy();
      return closed(server);
    },
  };
  return sink;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
