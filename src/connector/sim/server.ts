import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultScript, type Fault, type FaultEffect } from './fault.ts';

/** One call as a simulator's handler sees it. */
export interface SimRequest {
  readonly method: string;
  /** Decoded path without query, with `//` collapsed and no trailing slash. */
  readonly path: string;
  /** Path and query as they came on the wire. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body as JSON; throws `SyntaxError` when it is none. */
  json(): unknown;
  /** A scripted fault of kind `vendor` that hits this call. */
  readonly fault: Extract<FaultEffect, { kind: 'vendor' }> | null;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface SimReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects and arrays are sent as JSON; strings and buffers as they are; undefined sends no body. */
  readonly body?: unknown;
}

export type SimHandler = (request: SimRequest) => SimReply | Promise<SimReply>;

export interface SimServerOptions {
  readonly port: number;
  readonly latencyMs: number;
  /** What the vendor's clock shows, in ms: the `Date` of every answer. */
  readonly now: () => number;
  /** Content type of JSON bodies. */
  readonly jsonType: string;
  /** What {@link SimStats.routes} tells of a call beside its path, where one path serves for several things. */
  readonly detailOf?: (request: SimRequest) => string;
  /** The vendor's API. */
  readonly vendor: SimHandler;
  /** The simulator's own routes below `/_sim/`, beside the common ones; null when it does not know the path. */
  readonly control: (request: SimRequest) => SimReply | null | Promise<SimReply | null>;
}

export interface SimServer {
  readonly url: string;
  readonly stats: SimStats;
  close(): Promise<void>;
}

/** Vendor calls since the start or the last `DELETE /_sim/stats`. */
export interface SimStats {
  calls: number;
  /** `POST /crm/v3/objects/contacts/batch/read` → count; ids in paths become `{id}`. */
  readonly routes: Map<string, number>;
}

/**
 * The HTTP part common to all simulators: latency, scripted faults, call counts and the control routes
 *
 * - `GET /_sim/stats`, `DELETE /_sim/stats`: vendor calls, in all and by route
 * - `POST /_sim/faults` (one {@link Fault}), `GET /_sim/faults` (hits), `DELETE /_sim/faults`
 * - `POST /_sim/latency` `{ "ms": 80 }`
 */
export async function startSimServer(options: SimServerOptions): Promise<SimServer> {
  const faults = new FaultScript();
  const stats: SimStats = { calls: 0, routes: new Map() };
  let latencyMs = options.latencyMs;

  async function control(request: SimRequest): Promise<SimReply> {
    const route = `${request.method} ${request.path}`;
    switch (route) {
      case 'GET /_sim/stats':
        return { status: 200, body: { calls: stats.calls, routes: Object.fromEntries(stats.routes) } };
      case 'DELETE /_sim/stats':
        stats.calls = 0;
        stats.routes.clear();
        return { status: 204 };
      case 'POST /_sim/faults':
        faults.add(request.json() as Fault);
        return { status: 201 };
      case 'GET /_sim/faults':
        return { status: 200, body: faults.hits() };
      case 'DELETE /_sim/faults':
        faults.clear();
        return { status: 204 };
      case 'POST /_sim/latency':
        latencyMs = (request.json() as { ms: number }).ms;
        return { status: 204 };
      default:
        return (
          (await options.control(request)) ?? { status: 501, body: { gap: `no control route ${route}` } }
        );
    }
  }

  async function answer(request: SimRequest, response: ServerResponse): Promise<void> {
    if (request.path.startsWith('/_sim/')) {
      send(response, await control(request), options.jsonType);
      return;
    }
    stats.calls += 1;
    const route = `${request.method} ${request.path.replace(/\/[^/]*\d[^/.]*(?=\/|$)/g, (part) => (/^\/v\d/.test(part) ? part : '/{id}'))}${options.detailOf?.(request) ?? ''}`;
    stats.routes.set(route, (stats.routes.get(route) ?? 0) + 1);
    const effect = faults.next(request.method, request.url);
    if (latencyMs > 0) await sleep(latencyMs);
    switch (effect?.kind) {
      case 'status':
        send(response, effect, options.jsonType);
        return;
      case 'lose-request':
        response.destroy();
        return;
      case 'lose-answer':
        await options.vendor(request);
        response.destroy();
        return;
      case 'delay':
        await sleep(effect.ms);
        break;
      case 'vendor':
        send(
          response,
          await options.vendor({ ...request, json: () => request.json(), fault: effect }),
          options.jsonType,
        );
        return;
      case undefined:
        break;
    }
    send(response, await options.vendor(request), options.jsonType);
  }

  const server = createServer((message, response) => {
    const gone = new AbortController();
    response.setHeader('Date', new Date(options.now()).toUTCString());
    response.once('close', () => gone.abort());
    readBody(message)
      .then((body) => answer(toRequest(message, body, gone.signal), response))
      .catch((error: unknown) => {
        // A simulator's own bug must be loud, never look like the vendor's answer.
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        if (!response.headersSent) send(response, { status: 501, body: { gap: text } }, options.jsonType);
        else response.destroy();
      });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stats,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function toRequest(message: IncomingMessage, body: Buffer, signal: AbortSignal): SimRequest {
  const url = message.url ?? '/';
  const [rawPath = '/', search = ''] = url.split('?', 2);
  const path = decodeURIComponent(rawPath.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, ''));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: message.method ?? 'GET',
    path,
    url,
    query: new URLSearchParams(search),
    headers,
    body,
    json: () => JSON.parse(body.toString('utf8')) as unknown,
    fault: null,
    signal,
  };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, reply: SimReply, jsonType: string): void {
  if (response.destroyed) return;
  const { status, body } = reply;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers[name.toLowerCase()] = value;
  if (body === undefined) {
    response.writeHead(status, headers).end();
  } else if (typeof body === 'string' || Buffer.isBuffer(body)) {
    response.writeHead(status, headers).end(body);
  } else {
    response.writeHead(status, { 'content-type': jsonType, ...headers }).end(JSON.stringify(body));
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
