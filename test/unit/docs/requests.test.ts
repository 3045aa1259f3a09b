import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { NO_COUNTS } from '../../support/counts.ts';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { PAGES, shellLines, wordsOf } from './pages.ts';

interface Curl {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** The request that a curl line makes; throws on an option that this does not know. */
function readCurl(line: string): Curl {
  const [, ...words] = wordsOf(line);
  const headers: Record<string, string> = {};
  const data: string[] = [];
  let method: string | null = null;
  let url: string | null = null;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-X') method = words.shift() ?? null;
    else if (word === '-H') {
      const [name = '', value = ''] = (words.shift() ?? '').split(/:\s*/, 2);
      headers[name.toLowerCase()] = value;
    } else if (word === '-d') data.push(words.shift() ?? '');
    else if (word === '-s') continue;
    else if (word.startsWith('-')) throw new Error(`${word} in: ${line}`);
    else url = word;
  }
  if (url === null) throw new Error(`no address in: ${line}`);
  const body = data.length === 0 ? null : data.join('&');
  return { method: method ?? (body === null ? 'GET' : 'POST'), url: new URL(url), headers, body };
}

const LINES = PAGES.flatMap((page) =>
  shellLines(page)
    .filter((line) => wordsOf(line)[0] === 'curl')
    .map((line) => ({ where: page.path, line })),
);

describe('the requests in the documentation', () => {
  let sandbox: TestSandbox;
  let server: Server;
  let addresses: Readonly<Record<string, string>>;

  before(async () => {
    sandbox = await startTestSandbox({ seed: 1, population: 3 });
    server = await listen(makeApp(idleContext()), 0);
    addresses = {
      8484: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      8485: sandbox.hub.url,
      8486: sandbox.force.url,
    };
  });

  after(async () => {
    server.close();
    await sandbox.close();
  });

  it('are some, to Leadloop and to both simulators', () => {
    const ports = LINES.map(({ line }) => readCurl(line).url.port);
    expect(ports).to.include.members(['8484', '8485', '8486']);
  });

  for (const { where, line } of LINES) {
    it(`are answered: ${where}: ${line}`, async () => {
      const { method, url, headers, body } = readCurl(line);
      const base = addresses[url.port];
      if (base === undefined) throw new Error(`nothing of ours is at port ${url.port}`);
      const answer = await fetch(`${base}${url.pathname}${url.search}`, { method, headers, body });
      expect(answer.status, await answer.text()).to.be.lessThan(300);
    });
  }
});

/** Everything is well and nothing has happened; forms are taken. */
function idleContext(): ApiContext {
  const never = (): Promise<never> => Promise.reject(new Error('no example asks for this'));
  return {
    operations: {
      status: () => Promise.resolve(NO_COUNTS),
      why: never,
      replay: never,
      sync: never,
      import: never,
      setup: never,
      plan: never,
      apply: never,
      undo: never,
      conflicts: never,
      resolveConflict: never,
      split: never,
      config: { versions: never, version: never, diff: never, rollback: never, note: never },
      breakers: never,
      retry: never,
      report: never,
      books: never,
      closeBooks: never,
      showBooks: never,
      proof: never,
      drift: never,
      repairDrift: never,
      releaseBreaker: never,
      discardBreaker: never,
      backtest: never,
      pastLeads: never,
      trial: never,
      tryRules: never,
      endTrial: never,
      erase: never,
      erasures: never,
      forgetErasure: never,
    },
    receive: (system, request) =>
      Promise.resolve(
        system === 'lead-intake' && request.path === '/web-form' ? { status: 202, body: {} } : null,
      ),
    publicUrl: null,
    timelines: { password: null, read: () => Promise.resolve(null) },
    localToken: 'none',
    metrics: () => Promise.resolve(''),
    isReady: () => true,
  };
}
