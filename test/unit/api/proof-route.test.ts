import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ProofRequest } from '../../../src/api/proof.ts';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { Proof } from '../../../src/report/proof/proof.ts';

const NUMBERS = {
  ...{ qualified: 1, delivered: 0, waiting: 0, held: 1, rejected: 0, errored: 0, nowhere: 0, twice: 0 },
  there: {},
};
const ENTRY = { person: 'p' as EntityId, cycle: 1, source: 'Fair', qualifiedAt: '2026-01-31T00:00:00.000Z' };

describe('the requests for a proof', () => {
  const asked: ProofRequest[] = [];
  let server: Server;
  let url: string;
  before(async () => {
    const proof = (request: ProofRequest): Promise<Proof> => {
      asked.push(request);
      const list = {
        of: 'held' as const,
        entries: [
          { ...ENTRY, records: ['crm/Lead/1', 'mail/contact/2'], why: '=gate, closed', since: null, fix: '' },
        ],
        more: 0,
      };
      return Promise.resolve({
        asked: { from: null, until: null, by: request.by },
        addsUp: true,
        rows: [{ source: 'Fair', ...NUMBERS }],
        total: NUMBERS,
        systems: [],
        differences: { entries: [], more: 0 },
        list: request.list === null ? null : list,
      });
    };
    const context = { operations: { proof }, localToken: 'token', publicUrl: null } as unknown as ApiContext;
    server = await listen(makeApp(context), 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/proof`;
  });
  after(() => server.close());
  beforeEach(() => asked.splice(0));

  const ask = (query: string, token = 'token') =>
    fetch(`${url}${query}`, { headers: { authorization: `Bearer ${token}` } });

  it('ask for everybody by source, and of both systems, unless they say more', async () => {
    expect(await (await ask('')).json()).to.deep.include({ addsUp: true, list: null });
    await ask('?from=2026-01-31T00:00:00Z&by=campaign&place=twice&offline=true');
    expect(asked).to.deep.equal([
      { from: null, until: null, by: 'source', list: null, offline: false },
      { from: new Date('2026-01-31'), until: null, by: 'campaign', list: 'twice', offline: true },
    ]);
  });

  it('give the table, or the list behind a number, as a file', async () => {
    const table = await ask('?format=csv');
    expect(table.headers.get('content-disposition')).to.contain('proof.csv');
    expect(await table.text()).to.equal(
      'source,qualified,delivered,waiting,held,rejected,errored\r\nFair,1,0,0,1,0,0\r\n(all),1,0,0,1,0,0\r\n',
    );
    expect(await (await ask('?format=csv&place=held')).text()).to.equal(
      'person,cycle,source,qualified_at,records,why,since,fix\r\n' +
        `p,1,Fair,2026-01-31T00:00:00.000Z,crm/Lead/1 mail/contact/2,"'=gate, closed",,\r\n`,
    );
  });

  it('are refused when they ask for what is not, or by whoever is not signed in', async () => {
    for (const query of ['?place=lost', '?by=owner', '?from=yesterday', '?day=2026-01-31'])
      expect((await ask(query)).status, query).to.equal(400);
    expect((await ask('', 'wrong')).status).to.equal(401);
  });
});
