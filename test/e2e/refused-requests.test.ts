import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sign } from '../../connectors/hubspot/signature.ts';
import { findServer, type ServerNote } from '../../src/platform/server-file.ts';
import { openSystems, type Systems } from './support/systems.ts';
import { openWorkspace, type Environment, type StartedLine, type Workspace } from './support/leadloop.ts';
import { until } from './support/until.ts';

const FORM_KEY = 'the-key-of-the-web-form';

/** What a running Leadloop must not take. Each is answered in words, and changes nothing anywhere. */
describe('a running leadloop refuses', function () {
  this.timeout(120_000);
  let systems: Systems;
  let workspace: Workspace;
  let server: ServerNote;
  let secret: string;
  let environment: Environment;

  before(async () => {
    systems = await openSystems();
    workspace = await openWorkspace(['ledger']);
    environment = { ...systems.environment, INTAKE_WEB_FORM_KEY: FORM_KEY };
    secret = environment['HUBSPOT_CLIENT_SECRET'] ?? '';
    expect((await workspace.run(['setup'], environment)).stderr).to.equal('');
    await workspace.start<StartedLine>(['start', '--json'], environment);
    const note = await findServer(join(workspace.folder, 'data'));
    if (note === null) throw new Error('the running Leadloop left no note');
    server = note;
  });
  after(async () => {
    await workspace.close();
    await systems.close();
  });

  interface Problem {
    readonly error: { readonly code: string; readonly message: string };
  }
  const api = (
    path: string,
    init: { readonly method?: string; readonly body?: string } = {},
  ): Promise<Response> =>
    fetch(`${server.url}/api/v1/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    });
  /** The ledger's numbers, without those that a poll moves. */
  const ledger = async (): Promise<object> => {
    const { entities, inbox, outbox, parked, receipts, failures } = (await (
      await api('status')
    ).json()) as Record<string, unknown>;
    return { entities, inbox, outbox, parked, receipts, failures };
  };
  /** Sends what must be refused, and sees that neither the systems nor the ledger have anything new. */
  async function refused(send: () => Promise<Response>): Promise<readonly [number, string, string]> {
    const before = [await systems.records(), await ledger()];
    const answer = await send();
    const { error } = (await answer.json()) as Problem;
    expect([await systems.records(), await ledger()]).to.deep.equal(before);
    return [answer.status, error.code, error.message];
  }

  describe('a webhook', () => {
    const EVENT = JSON.stringify([{ objectId: 1, subscriptionType: 'contact.creation', portalId: 1 }]);
    function webhook(body: string, ageMs = 0, key = secret): Promise<Response> {
      const url = `${server.url}/webhooks/hubspot`;
      const timestamp = String(Date.now() - ageMs);
      const signature = sign({ method: 'POST', url, body: Buffer.from(body), timestamp }, key);
      return fetch(url, {
        method: 'POST',
        body,
        headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp },
      });
    }

    it('but takes one that is signed as it should be', async () => {
      expect((await webhook('[]')).status).to.equal(200);
    });

    it('without a signature', async () => {
      const [status, code, message] = await refused(() =>
        fetch(`${server.url}/webhooks/hubspot`, { method: 'POST', body: EVENT }),
      );
      expect([status, code]).to.deep.equal([401, 'NO_SIGNATURE']);
      expect(message).to.match(/X-HubSpot-Signature-v3 .* are missing\. A proxy must pass them on\./);
    });

    it('signed with another secret', async () => {
      const [status, code, message] = await refused(() => webhook(EVENT, 0, 'forged'));
      expect([status, code]).to.deep.equal([401, 'WRONG_SIGNATURE']);
      expect(message).to.match(/Check HUBSPOT_CLIENT_SECRET/);
    });

    it('signed more than five minutes ago', async () => {
      const [status, code, message] = await refused(() => webhook(EVENT, 6 * 60_000));
      expect([status, code]).to.deep.equal([401, 'STALE_SIGNATURE']);
      expect(message).to.match(/Check the clock/);
    });

    it('of more than 1 MB', async () => {
      const [status, code, message] = await refused(() => webhook(`["${'x'.repeat(1_100_000)}"]`));
      expect([status, code]).to.deep.equal([413, 'TOO_LARGE']);
      expect(message).to.match(/larger than 1mb\. Send fewer events at a time\. Nothing was taken over\./);
    });

    it('that is no JSON', async () => {
      const [status, code, message] = await refused(() => webhook('[{"objectId": 1'));
      expect([status, code]).to.deep.equal([400, 'MALFORMED_BODY']);
      expect(message).to.match(/must be a JSON array of event objects/);
    });

    it('for a system that nobody knows', async () => {
      const [status, code, message] = await refused(() =>
        fetch(`${server.url}/webhooks/marketo`, { method: 'POST', body: EVENT }),
      );
      expect([status, code]).to.deep.equal([404, 'NO_WEBHOOKS']);
      expect(message).to.match(/marketo is not a connected system/);
    });
  });

  describe('a form', () => {
    const post = (fields: object, key: string): Promise<Response> =>
      fetch(`${server.url}/intake/web-form`, {
        method: 'POST',
        body: JSON.stringify(fields),
        headers: { 'content-type': 'application/json', 'x-leadloop-key': key },
      });

    it('with the wrong key', async () => {
      const [status, code, message] = await refused(() => post({ email: 'eve@example.com' }, 'guessed'));
      expect([status, code]).to.deep.equal([401, 'form-unauthorised']);
      expect(message).to.match(/the key is wrong/);
    });

    it('with a field that it does not have', async () => {
      const [status, code, message] = await refused(() =>
        post({ email: 'eve@example.com', age: 7 }, FORM_KEY),
      );
      expect([status, code]).to.deep.equal([422, 'field-unknown']);
      expect(message).to.match(/"age" is not a field of this form\. .*form\.fields/);
    });
  });

  describe('a call of its API', () => {
    it('without the token', async () => {
      const [status, code, message] = await refused(() =>
        fetch(`${server.url}/api/v1/sync`, { method: 'POST', body: '{"full":true}' }),
      );
      expect([status, code]).to.deep.equal([401, 'NOT_SIGNED_IN']);
      expect(message).to.match(/bearer token .* server\.json/);
    });

    it('with a body that is not what it should be', async () => {
      const [status, code, message] = await refused(() =>
        api('sync', { method: 'POST', body: '{"full":"yes","fast":true}' }),
      );
      expect([status, code]).to.deep.equal([400, 'INVALID_REQUEST']);
      expect(message).to.match(/full: .*boolean.*; body: .*"fast"/);
    });

    it('with a body that is no JSON', async () => {
      const [status, code] = await refused(() => api('sync', { method: 'POST', body: '{"full":' }));
      expect([status, code]).to.deep.equal([400, 'BAD_REQUEST']);
    });
  });

  it('to share its data folder with a second process', async () => {
    const before = await systems.records();
    const { code, stderr } = await workspace.run(['start', '--json'], environment);
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /leadloop: Another Leadloop process is using the database in .*data\/ledger.*Stop that process, or give this one another folder \(LEADLOOP_DATA\)/,
    );
    expect(await systems.records()).to.deep.equal(before);
    expect((await api('status')).status, 'the first is still found').to.equal(200);
    expect(await findServer(join(workspace.folder, 'data'))).to.deep.equal(server);
  });

  it('to import a list that is not there, in the words of the command line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leadloop-lists-'));
    const { code, stdout, stderr } = await workspace.run(
      ['import', join(folder, 'nowhere.csv')],
      environment,
    );
    await rm(folder, { recursive: true });
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(/^leadloop: There is no readable file at this path\.\n +list-not-found: /);
    expect(stderr).to.match(/What to do: Check the path/);
  });

  it('to work with a system that has revoked its access, says so, and goes on when it is given back', async () => {
    const status = () => workspace.run(['status'], environment);
    await systems.control('hubspot').post('faults', {
      times: null,
      effect: {
        kind: 'status',
        status: 401,
        body: { status: 'error', category: 'INVALID_AUTHENTICATION', message: 'revoked' },
      },
    });
    const paused = await until(async () => {
      const ended = await status();
      return ended.code === 1 && ended;
    });
    expect(paused.stdout).to.match(/hubspot +.* paused: .*HUBSPOT_ACCESS_TOKEN/);
    const sync = await workspace.run(['sync'], environment);
    expect(sync.code).to.equal(1);
    expect(sync.stderr).to.match(/^leadloop: .*HubSpot/);

    await systems.control('hubspot').clear('faults');
    const resumed = await until(async () => {
      const ended = await status();
      return ended.code === 0 && ended;
    });
    expect(resumed.stdout).to.match(/hubspot +.* connected/);
  });
});
