import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Pool } from '../../src/platform/database/database.ts';
import { freePort } from '../support/servers.ts';
import { contentOf, inLedger } from './support/ledger.ts';
import { openWorkspace, type Ended, type Environment, type Workspace } from './support/leadloop.ts';
import { openSystems, type Systems } from './support/systems.ts';

/** What Leadloop must not start with. Each is told in words, ends with code 1, and leaves both systems as they were. */
describe('leadloop refuses to start', function () {
  this.timeout(120_000);
  let systems: Systems;
  let workspace: Workspace;
  let records: Awaited<ReturnType<Systems['records']>>;
  let content: Awaited<ReturnType<typeof contentOf>>;

  before(async () => {
    systems = await openSystems();
    workspace = await openWorkspace(['ledger']);
    const { code, stderr } = await workspace.run(['setup'], systems.environment);
    expect([code, stderr]).to.deep.equal([0, '']);
    records = await systems.records();
    content = await withLedger(contentOf);
    expect(content).to.have.property('connection', 2);
  });
  after(async () => {
    await workspace.close();
    await systems.close();
  });

  const withLedger = <T>(work: (pool: Pool) => Promise<T>): Promise<T> =>
    inLedger(join(workspace.folder, 'data', 'ledger'), work);

  /** Runs a command that must be refused, and sees that the systems have nothing new; the ledger is looked at in the end. */
  async function refused(args: readonly string[], environment: Environment): Promise<string> {
    const ended: Ended = await workspace.run(args, environment);
    expect(await systems.records()).to.deep.equal(records);
    expect(ended.code).to.equal(1);
    expect(ended.stdout).to.equal('');
    expect(ended.stderr).to.match(/^leadloop: /);
    expect(ended.stderr, 'no stack').to.not.match(/\n\s+at .*:\d+/);
    return ended.stderr;
  }
  const refusedStart = (environment: Environment): Promise<string> =>
    refused(['start'], { ...systems.environment, ...environment, LEADLOOP_LOG: 'error' });

  /** The shipped mapping with one change, in a folder of its own. */
  async function mapping(change: (text: string) => string): Promise<Environment> {
    const file = join(workspace.folder, 'mappings', 'person.yaml');
    const text = await readFile(file, 'utf8');
    const changed = change(text);
    expect(changed).to.not.equal(text);
    const folder = join(workspace.folder, 'changed');
    await cp(join(workspace.folder, 'mappings'), folder, { recursive: true });
    await writeFile(join(folder, 'person.yaml'), changed);
    return { LEADLOOP_CONFIG: folder };
  }

  describe('with a mapping file that', () => {
    it('has a key that does not exist', async () => {
      const told = await refusedStart(
        await mapping((text) => text.replace('authority: latest', 'authorty: latest')),
      );
      expect(told).to.match(
        /person\.yaml:\d+:\d+ fields\.\w+\.authorty: "authorty" is neither .* Did you mean "authority"\?/,
      );
    });

    it('has a value of the wrong type', async () => {
      const told = await refusedStart(await mapping((text) => text.replace('match: [email]', 'match: 7')));
      expect(told).to.match(/person\.yaml:\d+:\d+ match: this must be a list\. Write a list here\./);
    });

    it('is no YAML', async () => {
      const told = await refusedStart(
        await mapping((text) => text.replace('match: [email]', 'match: [email')),
      );
      expect(told).to.match(/person\.yaml:\d+:\d+ .*Correct the YAML here/);
    });

    it('names a field that a system does not have, be it at start or at sync', async () => {
      const unfit = await mapping((text) => text.replace('hubspot: jobtitle', 'hubspot: jobtitel'));
      const atStart = await refusedStart(unfit);
      expect(atStart).to.match(
        /person\.yaml:\d+:\d+ fields\.jobTitle\.hubspot\.contacts: hubspot contacts\.jobtitel does not exist, .*jobtitle/,
      );
      const atSync = await refused(['sync'], { ...systems.environment, ...unfit });
      expect(atSync).to.equal(atStart);
    });

    it('names an object that a system does not have', async () => {
      const told = await refusedStart(
        await mapping((text) => text.replace('objects: [Lead, Contact]', 'objects: [Lead, Contakt]')),
      );
      expect(told).to.match(/person\.yaml:\d+:\d+ /);
      expect(told).to.match(/Contakt/);
    });
  });

  describe('with credentials', () => {
    it('of one system missing', async () => {
      const none = { HUBSPOT_ACCESS_TOKEN: '', HUBSPOT_CLIENT_ID: '', HUBSPOT_CLIENT_SECRET: '' };
      const told = await refusedStart(none);
      expect(told).to.match(
        /credentials are missing:\n +HubSpot: set HUBSPOT_ACCESS_TOKEN or HUBSPOT_CLIENT_SECRET/,
      );
      expect(told).to.match(/in the environment or in \.env/);
    });

    it('of an app that nobody has granted access yet', async () => {
      const told = await refusedStart({ HUBSPOT_ACCESS_TOKEN: '', HUBSPOT_CLIENT_SECRET: '' });
      expect(told).to.match(/HubSpot is not connected yet/);
      expect(told).to.match(/What to do: .*HUBSPOT_CLIENT_SECRET and run `leadloop connect hubspot`/);
    });

    it('that HubSpot does not take', async () => {
      const told = await refusedStart({ HUBSPOT_ACCESS_TOKEN: 'pat-wrong' });
      expect(told).to.match(/HubSpot/);
      expect(told).to.match(/What to do: .*HUBSPOT_ACCESS_TOKEN/);
      expect(told).to.not.include('pat-wrong');
    });

    it('that Salesforce does not take', async () => {
      const told = await refusedStart({ SALESFORCE_CLIENT_SECRET: 'not-the-secret' });
      expect(told).to.match(/Salesforce/);
      expect(told).to.match(/What to do: Check SALESFORCE_CLIENT_ID and its secret/);
      expect(told).to.not.include('not-the-secret');
    });

    it('of another account than the one linked before', async () => {
      const other = await openSystems({ seed: 99, population: 0 });
      try {
        const { SALESFORCE_LOGIN_URL = '' } = other.environment;
        const told = await refusedStart({ SALESFORCE_LOGIN_URL });
        expect(told).to.match(/salesforce is account 00D\w+ .*, but this ledger was linked with 00D\w+/);
        expect(told).to.match(/Nothing was written\. Put the credentials of the linked account back/);
        const leads = (await other.records())['Lead'];
        expect(leads).to.deep.equal([]);
      } finally {
        await other.close();
      }
    });
  });

  describe('with', () => {
    it('a setting that does not exist', async () => {
      const told = await refusedStart({ LEADLOOP_DATE: './data' });
      expect(told).to.match(
        /LEADLOOP_DATE is no setting of Leadloop, so that it would be ignored\. Unset LEADLOOP_DATE/,
      );
      expect(told).to.match(/LEADLOOP_DATA/);
    });

    it('a port that another program listens on', async () => {
      const port = await freePort();
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, resolve));
      try {
        const told = await refusedStart({ PORT: String(port) });
        expect(told).to.match(
          new RegExp(`port ${port} is in use by another program\\. Stop it, or set PORT to a free port\\.`),
        );
      } finally {
        await new Promise((resolve) => server.close(resolve));
      }
    });

    it('a data folder that a newer Leadloop has written', async () => {
      await withLedger((pool) =>
        pool.query(`insert into kysely_migration (name, timestamp) values ('999-later', '')`),
      );
      try {
        const told = await refusedStart({});
        expect(told).to.match(/the ledger was written by a newer Leadloop: it has 999-later/);
        expect(told).to.match(/Start the newer version again, or point LEADLOOP_DATA/);
      } finally {
        await withLedger((pool) => pool.query(`delete from kysely_migration where name = '999-later'`));
      }
    });

    it('a list that is not there', async () => {
      const told = await refused(['import', 'nowhere.csv'], systems.environment);
      expect(told).to.match(/There is no readable file at this path/);
      expect(told).to.match(/nowhere\.csv cannot be read\n +What to do: Check the path/);
    });

    it('a list that is no list', async () => {
      await writeFile(join(workspace.folder, 'odd.csv'), 'just some words\nand "more of them\n');
      const told = await refused(['import', 'odd.csv'], systems.environment);
      expect(told).to.match(/No line at the top of the file names its columns/);
      expect(told).to.match(/odd\.csv/);
      expect(told).to.match(/What to do: Add a header line/);
    });
  });

  describe('and in the end', () => {
    it('has left the ledger as it was', async () => {
      expect(await withLedger(contentOf)).to.deep.equal(content);
    });
  });
});
