import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import { remoteOperations } from '../../../src/cli/remote.ts';
import type { DriftReport } from '../../../src/report/drift/drift.ts';

const REPORT: DriftReport = {
  ...{ asked: { object: null, sample: null }, rows: [], findings: [] },
  ...{ more: 0, onItsWay: 3, unreadable: 0, problems: [] },
};

describe('the requests for drift', () => {
  const asked: unknown[] = [];
  let server: Server;
  let url: string;
  before(async () => {
    const operations = {
      drift: (request: unknown) => Promise.resolve(asked.push(['look', request])).then(() => REPORT),
      repairDrift: (request: unknown) =>
        Promise.resolve(asked.push(['repair', request])).then(() => ({ looked: 2, mended: 1, left: REPORT })),
    };
    const context = { operations, localToken: 'token', publicUrl: null } as unknown as ApiContext;
    server = await listen(makeApp(context), 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => asked.splice(0));

  it('say what is asked of a running Leadloop, as the command line asks it', async () => {
    const remote = remoteOperations({ url, token: 'token', pid: 1 });
    expect(await remote.drift({ object: null, sample: null })).to.deep.equal(REPORT);
    await remote.drift({ object: 'person', sample: 200 });
    expect(await remote.repairDrift({ object: 'person' })).to.include({ looked: 2, mended: 1 });
    await remote.repairDrift({ object: null });
    expect(asked).to.deep.equal([
      ['look', { object: null, sample: null }],
      ['look', { object: 'person', sample: 200 }],
      ['repair', { object: 'person' }],
      ['repair', { object: null }],
    ]);
  });

  it('are refused when they ask for what is not, and mend nothing by a look', async () => {
    const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
    const statusOf = async (path: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(`${url}/api/v1/${path}`, { headers, ...init })).status;
    for (const query of ['?sample=0', '?sample=1001', '?sample=some', '?repair=true', '?object=No%20such'])
      expect(await statusOf(`drift${query}`), query).to.equal(400);
    expect(await statusOf('drift/repair')).to.equal(404);
    expect(await statusOf('drift', { headers: {} })).to.equal(401);
    expect(asked).to.deep.equal([]);
  });
});
