import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a sender of webhooks and a receiver that may be down, and keeps what was acknowledged. */
export interface WebhookRelay {
  readonly url: string;
  /** Ids of records with an event that was answered with 2xx. */
  readonly acknowledged: ReadonlySet<string>;
  /** Ids of records with an event that was sent and not (yet) acknowledged. */
  unacknowledged(): ReadonlySet<string>;
  close(): Promise<void>;
}

interface WireEvent {
  readonly eventId: number;
  readonly objectId: number;
}

export async function startRelay(receiverPort: number): Promise<WebhookRelay> {
  const acknowledged = new Set<string>();
  const open = new Map<number, string>();

  async function relay(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const events = JSON.parse(body.toString()) as readonly WireEvent[];
    for (const { eventId, objectId } of events) open.set(eventId, String(objectId));
    const headers: Record<string, string> = {};
    for (const name of ['content-type', 'x-hubspot-signature-v3', 'x-hubspot-request-timestamp'])
      headers[name] = String(request.headers[name]);
    const answer = await fetch(`http://127.0.0.1:${receiverPort}${request.url ?? ''}`, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(4_000),
    });
    await answer.arrayBuffer();
    if (answer.ok) {
      for (const { eventId, objectId } of events) {
        open.delete(eventId);
        acknowledged.add(String(objectId));
      }
    }
    return answer.status;
  }

  const server = createServer((request, response) => {
    relay(request)
      .catch(() => 502)
      .then((status) => response.writeHead(status).end())
      .catch(() => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/hubspot`,
    acknowledged,
    unacknowledged: () => new Set(open.values()),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
