/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment -- answers of many shapes are looked into */
import jsforce from 'jsforce';
import { startSimulator } from '../../../../../connectors/salesforce/sim/index.ts';
import type { Simulator, SimulatorOptions } from '../../../../../src/connector/simulator.ts';

export interface Running {
  readonly simulator: Simulator;
  readonly token: string;
  readonly connection: jsforce.Connection;
  /** A vendor call with the session's token; the answer's status, headers and body. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies of every shape are looked into
  readonly body: any;
}

export const DATA = '/services/data/v68.0';

/** A simulator with a signed-in jsforce connection. Leadloop's external key exists. */
export async function startRunning(options: Partial<SimulatorOptions> = {}): Promise<Running> {
  const simulator = await startSimulator({
    port: 0,
    seed: 1,
    population: 0,
    latencyMs: 0,
    limits: false,
    webhookUrl: null,
    ...options,
  });
  const send = async (method: string, path: string, body: unknown, headers: object): Promise<Answer> => {
    const response = await fetch(simulator.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  await send('POST', '/_sim/setup', {}, {});
  const token = (await signIn(simulator.url)).body.access_token as string;
  const connection = new jsforce.Connection({
    instanceUrl: simulator.url,
    accessToken: token,
    version: '68.0',
    callOptions: { client: 'leadloop' },
  });
  return {
    simulator,
    token,
    connection,
    call: (method, path, body, headers = {}) =>
      send(method, path, body, { authorization: `Bearer ${token}`, ...headers }),
    control: (method, path, body) => send(method, path, body, {}),
  };
}

export async function postForm(url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
}

export const signIn = (url: string): Promise<Answer> =>
  postForm(`${url}/services/oauth2/token`, {
    grant_type: 'client_credentials',
    client_id: 'sandbox',
    client_secret: 'sandbox',
  });
