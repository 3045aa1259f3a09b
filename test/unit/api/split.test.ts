import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ApiContext } from '../../../src/api/routes.ts';
import { listen, makeApp } from '../../../src/api/server.ts';
import { remoteOperations } from '../../../src/cli/remote.ts';
import { SPLIT_REFUSAL_CODES, type Split, type SplitRequest } from '../../../src/domain/split.ts';

const PART = { entity: null, records: [], lacks: [] };
const REPORT = {
  entityKind: 'person',
  stays: PART,
  leaves: PART,
  givenBack: [],
  kept: [],
  made: [],
  rekeyed: [],
} as const;
const ANSWERS: Readonly<Record<string, Split>> = {
  planned: { kind: 'planned', ...REPORT },
  done: { kind: 'done', arrived: true, heldUp: [], ...REPORT },
  late: { kind: 'done', arrived: false, heldUp: [], ...REPORT },
  repeated: { kind: 'repeated', entity: 'e', records: [] },
  ...Object.fromEntries(
    SPLIT_REFUSAL_CODES.map((code) => [code, { kind: 'refused', code, message: 'no', fix: 'none' } as const]),
  ),
};

describe('the request to split', () => {
  const asked: SplitRequest[] = [];
  const split = (request: SplitRequest): Promise<Split> => {
    asked.push(request);
    return Promise.resolve(ANSWERS[request.record]!);
  };
  let server: Server;
  let url: string;
  before(async () => {
    const context = { operations: { split }, localToken: 'token', publicUrl: null } as unknown as ApiContext;
    server = await listen(makeApp(context), 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const statusOf = async (body: object, token = 'token'): Promise<number> =>
    (
      await fetch(`${url}/api/v1/split`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).status;

  const statuses: Readonly<Record<string, number>> = {
    planned: 200,
    done: 200,
    late: 202,
    repeated: 200,
    UNKNOWN_RECORD: 404,
    NOTHING_STAYS: 409,
    BUSY: 503,
  };
  for (const [record, status] of Object.entries(statuses))
    it(`answers ${status} where it is ${record}`, async () => {
      expect(await statusOf({ record })).to.equal(status);
      expect(asked.at(-1)).to.deep.equal({ record, with: [], dryRun: false });
    });

  it('takes nothing but records, from whoever is signed in', async () => {
    expect(await statusOf({ record: 'done', with: 'x' })).to.equal(400);
    expect(await statusOf({ record: 'done', force: true })).to.equal(400);
    expect(await statusOf({})).to.equal(400);
    expect(await statusOf({ record: 'done' }, 'wrong')).to.equal(401);
  });

  it('brings every answer back to the command line as it was', async () => {
    const remote = remoteOperations({ url, token: 'token' } as Parameters<typeof remoteOperations>[0]);
    for (const [record, answer] of Object.entries(ANSWERS))
      expect(await remote.split({ record, with: ['b'], dryRun: true })).to.deep.equal(answer);
  });
});
