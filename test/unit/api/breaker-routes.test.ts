import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import type { BreakerDecision } from '../../../src/ledger/breaker-decisions.ts';

const DECISIONS: Readonly<Record<number, BreakerDecision>> = {
  1: { kind: 'released', changes: 5 },
  2: { kind: 'ended', how: 'discarded', by: 'eve' },
};
const decide = (id: number): Promise<BreakerDecision> =>
  Promise.resolve(DECISIONS[id] ?? { kind: 'unknown' });
const CONTEXT = {
  operations: { breakers: () => Promise.resolve([]), releaseBreaker: decide, discardBreaker: decide },
  localToken: 'token',
  publicUrl: null,
} as unknown as ApiContext;

describe('the requests about the mass-change breaker', () => {
  let server: Server;
  let url: string;
  before(async () => {
    server = await listen(makeApp(CONTEXT), 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/breaker`;
  });
  after(() => server.close());

  async function ask(path: string, method = 'POST', token = 'token') {
    const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, body: (await answer.json()) as { error?: { code: string } } };
  }

  const cases: Readonly<
    Record<string, { readonly path: string; readonly status: number; readonly code?: string }>
  > = {
    'carry a release out': { path: '/1/release', status: 200 },
    'say that somebody has decided before': { path: '/2/release', status: 409, code: 'BREAKER_ENDED' },
    'say that there is no such breaker': { path: '/3/discard', status: 404, code: 'NO_BREAKER' },
    'refuse what is no number': { path: '/x/discard', status: 400, code: 'INVALID_REQUEST' },
    'know no other decision': { path: '/1/forget', status: 404, code: 'NOT_FOUND' },
  };
  for (const [name, { path, status, code }] of Object.entries(cases)) {
    it(name, async () => {
      const answer = await ask(path);
      expect([answer.status, answer.body.error?.code]).to.deep.equal([status, code]);
    });
  }

  it('list what is held, to whoever is signed in', async () => {
    expect(await ask('', 'GET')).to.deep.equal({ status: 200, body: [] });
    expect((await ask('', 'GET', 'wrong')).status).to.equal(401);
  });
});
