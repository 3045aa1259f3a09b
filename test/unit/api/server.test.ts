import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';

const CONTEXT: ApiContext = {
  get operations(): ApiContext['operations'] {
    throw Object.assign(new Error('starting'), { status: 503 });
  },
  receive: () => Promise.reject(new Error('the disk is gone')),
  publicUrl: null,
  timelines: { password: null, read: () => Promise.resolve(null) },
  localToken: 'token',
  metrics: () => Promise.resolve(''),
  isReady: () => false,
};

describe('the HTTP side', () => {
  const bugs: unknown[] = [];
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer(makeApp(CONTEXT, (error) => bugs.push(error)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  afterEach(() => bugs.splice(0));

  it('says that it is starting, and when to ask again, until everything is there', async () => {
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).to.deep.equal([503, { status: 'starting' }]);
    const page = await fetch(url);
    expect([page.status, page.headers.get('retry-after')]).to.deep.equal([503, '5']);
    expect(await page.json()).to.have.nested.property('error.code', 'STARTING');
    expect(bugs).to.deep.equal([]);
  });

  it('tells a caller nothing of a bug, and the log everything', async () => {
    const answer = await fetch(`${url}/webhooks/hubspot`, { method: 'POST', body: '[]' });
    const text = await answer.text();
    expect([answer.status, text.includes('disk')]).to.deep.equal([500, false]);
    expect(text).to.include('Nothing was taken over');
    expect(String(bugs)).to.include('the disk is gone');
  });

  it('gives no page to other sites to frame, and does not say what it is made of', async () => {
    const { headers } = await fetch(`${url}/healthz`);
    expect(headers.get('x-frame-options')).to.equal('SAMEORIGIN');
    expect(headers.get('x-powered-by')).to.equal(null);
  });

  it('names the port that is in use', async () => {
    const { port } = server.address() as AddressInfo;
    const refused = await listen(makeApp(CONTEXT), port).then(
      () => null,
      (error: unknown) => String(error),
    );
    expect(refused).to.match(new RegExp(`port ${port} is in use by another program. Stop it, or set PORT`));
  });
});
