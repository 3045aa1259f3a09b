import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import type { BooksDesk } from '../../../src/api/books.ts';
import { addBooksRoutes } from '../../../src/api/books-routes.ts';
import type { ApiContext } from '../../../src/api/routes.ts';
import { remoteOperations } from '../../../src/cli/remote.ts';
import type { Book } from '../../../src/ledger/books.ts';

const BOOK: Book = {
  id: 1,
  period: '2026-10',
  credited: 'campaign',
  model: 'linear',
  opportunities: 3,
  settings: 'abc',
  version: 'def',
  closedAt: new Date('2026-11-03T09:00:00Z'),
  closedBy: 'kim',
  restatedAt: new Date('2026-11-20T09:00:00Z'),
};

describe('the books over HTTP', () => {
  const asked: unknown[] = [];
  let server: Server;
  let url: string;
  const remote = () => remoteOperations({ url, token: 'none', pid: 0 });

  before(async () => {
    const operations: BooksDesk = {
      books: () => Promise.resolve([BOOK]),
      closeBooks(request) {
        asked.push(request);
        return Promise.resolve([BOOK]);
      },
      showBooks(request) {
        asked.push(request);
        const columns = [{ name: 'source', title: 'Source', kind: 'text' as const }];
        return Promise.resolve({ name: 'books', title: '', asked: [], columns, rows: [['Fair']], notes: [] });
      },
    };
    const app = express();
    addBooksRoutes(app, { operations } as unknown as ApiContext);
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => asked.splice(0));

  it('are listed, closed and shown as the command line asks it, with their dates', async () => {
    expect(await remote().books()).to.deep.equal([BOOK]);
    const close = { period: '2026-10', by: 'channel', models: ['linear', 'first'], who: 'kim' };
    expect(await remote().closeBooks(close)).to.deep.equal([BOOK]);
    const show = { period: '2026-10', by: 'channel', model: 'linear', lines: true };
    expect(await remote().showBooks(show)).to.have.deep.property('rows', [['Fair']]);
    expect(asked).to.deep.equal([close, show]);
  });

  it('are those of the file where nothing else is said, and come as CSV', async () => {
    const csv = await fetch(`${url}/api/v1/books/2026-10?format=csv`);
    expect(await csv.text()).to.equal('source\r\nFair\r\n');
    expect(csv.headers.get('content-disposition')).to.include('books-2026-10.csv');
    await fetch(`${url}/api/v1/books`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ period: '2026-10', who: 'kim' }),
    });
    expect(asked).to.deep.equal([
      { period: '2026-10', by: null, model: null, lines: false },
      { period: '2026-10', by: null, models: [], who: 'kim' },
    ]);
  });
});
