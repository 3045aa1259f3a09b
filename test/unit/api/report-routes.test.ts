import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { addReportRoutes } from '../../../src/api/report-routes.ts';
import type { ReportRequest } from '../../../src/api/report.ts';
import type { ApiContext } from '../../../src/api/routes.ts';

describe('reports over HTTP', () => {
  const asked: ReportRequest[] = [];
  let server: Server;
  let url: string;

  before(async () => {
    const operations = {
      report(request: ReportRequest) {
        asked.push(request);
        const columns = [{ name: 'source', title: 'Source', kind: 'text' as const }];
        return Promise.resolve({
          name: request.name,
          title: '',
          asked: [],
          columns,
          rows: [['Fair']],
          notes: [],
        });
      },
    };
    const app = express();
    addReportRoutes(app, { operations } as unknown as ApiContext);
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/reports`;
  });
  after(() => server.close());

  it('are asked for whole, and come as JSON or CSV', async () => {
    const query = 'from=2026-01-01T00:00:00Z&by=campaign&model=linear&roll-up=true';
    const json = await fetch(`${url}/campaigns?${query}`);
    expect(await json.json()).to.have.deep.property('rows', [['Fair']]);
    expect(asked).to.deep.equal([
      {
        name: 'campaigns',
        from: new Date('2026-01-01'),
        until: null,
        by: 'campaign',
        model: 'linear',
        rollUp: true,
      },
    ]);
    const csv = await fetch(`${url}/campaigns?format=csv`);
    expect(await csv.text()).to.equal('source\r\nFair\r\n');
    expect(asked.at(-1)).to.include({ by: null, rollUp: false });
  });
});
