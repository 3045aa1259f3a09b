import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@hubspot/api-client';
import { startSimulator } from '../../../../connectors/hubspot/sim/index.ts';
import type { Simulator, SimulatorOptions } from '../../../../src/connector/simulator.ts';

export interface AnswerRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly objectWriteTraceId?: string;
  readonly toObjectId?: number;
  readonly associationTypes?: readonly { readonly typeId: number }[];
}

/** What the tests look into; which of it is there depends on the call. */
export interface AnswerBody extends AnswerRecord {
  readonly total: number;
  readonly results: readonly AnswerRecord[];
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly context: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly message: string;
  readonly category: string;
  readonly policyName?: string;
  readonly gap: string;
  readonly ids: readonly string[];
  readonly pending: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

export interface TestSim {
  readonly sim: Simulator;
  readonly client: Client;
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** A call to a control route. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  fault(name: string, args?: Record<string, unknown>, path?: string): Promise<void>;
}

/** A simulator without people and without search lag, unless told otherwise. */
export async function startTestSim(options: Partial<SimulatorOptions> = {}): Promise<TestSim> {
  const sim = await startSimulator({
    port: 0,
    seed: 7,
    population: 0,
    latencyMs: 0,
    limits: false,
    webhookUrl: null,
    ...options,
  });
  const call: TestSim['call'] = async (method, path, body, token = 'pat-sandbox') => {
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(`${sim.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined
        ? {}
        : { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as AnswerBody,
    };
  };
  const control: TestSim['control'] = (method, path, body) => call(method, `/_sim${path}`, body);
  await control('POST', '/search-lag', { ms: 0 });
  return {
    sim,
    client: new Client({ accessToken: 'pat-sandbox', basePath: sim.url, limiterOptions: { minTime: 0 } }),
    call,
    control,
    fault: async (name, args, path) => {
      const effect = { kind: 'vendor', name, ...(args ? { args } : {}) };
      await control('POST', '/faults', { ...(path ? { path } : {}), effect });
    },
  };
}

export interface Delivery {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly messages: readonly Record<string, unknown>[];
}

export interface Receiver {
  readonly url: string;
  readonly deliveries: Delivery[];
  /** What the next deliveries are answered with; 200 when empty. */
  readonly answers: number[];
  close(): Promise<void>;
}

/** Takes webhooks and remembers them. */
export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      deliveries.push({
        headers: request.headers,
        body,
        messages: JSON.parse(body) as Record<string, unknown>[],
      });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    deliveries,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Waits until `holds`, looking often. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  ms = 8_000,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let people = 0;

/** The properties of a contact nobody else has. */
export const someone = (more: Record<string, string> = {}): Record<string, string> => {
  people += 1;
  return { email: `person.${people}@example.com`, firstname: 'Ada', lastname: `Number ${people}`, ...more };
};
