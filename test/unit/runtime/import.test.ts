import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ImportReport } from '../../../src/api/operations.ts';
import { openHarness, type Harness } from '../../support/harness.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LIST = join(ROOT, 'test', 'connectors', 'lead-intake', 'fixtures', 'lists', 'fake-people.csv');

describe('an import of 300 rows about people of whom some are known', () => {
  let folder: string;
  let world: Harness;
  let emails: readonly string[];

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), 'leadloop-import-'));
    // An import notes down how the columns of its source are read, beside the mappings.
    await cp(join(ROOT, 'mappings'), join(folder, 'mappings'), { recursive: true });
    world = await openHarness({ configDir: join(folder, 'mappings') });
    emails = [...new Set((await readFile(LIST, 'utf8')).match(/[^,\s]+@[^,\s]+/g))];
  });
  after(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  const importList = (): Promise<ImportReport> =>
    world.runtime.operations.import({
      file: LIST,
      source: 'fair',
      campaign: null,
      rejectFile: join(folder, 'rejects.csv'),
      choices: {},
    });
  const emailOf = (index: number): string => emails[index] ?? '';

  it('tells rows that made a person from rows about a known one, and every row is told once', async function () {
    this.timeout(120_000);
    const inLedger = emailOf(0);
    await world.hub.create('contacts', { email: inLedger, lastname: 'Known' });
    await world.settle();
    // Nobody tells of these before the import: only a search in the system finds them.
    await world.hub.control.post('webhooks', { url: null });
    await world.hub.create('contacts', { email: emailOf(1), lastname: 'Found' });
    await world.force.create('Lead', { Email: emailOf(2), LastName: 'Found', Company: 'Found' });

    const report = await importList();
    expect(report.rows).to.equal(300);
    expect(report.rows).to.equal(report.created + report.matched + report.repeated + report.rejected);
    expect(report.taken).to.equal(report.created + report.matched);

    expect(report.created).to.be.greaterThan(50);
    expect(await world.hub.records('contacts')).to.have.length(report.created + 3);
    expect(await world.force.records('Lead')).to.have.length(report.created + 3);
  });

  it('makes a second import of 0 writes, and nobody new', async function () {
    this.timeout(120_000);
    const before = await world.hub.records('contacts');
    const report = await importList();
    expect(report).to.include({ rows: 300, created: 0 });
    expect(report.matched).to.equal(report.taken);
    expect(Object.values(report.writes)).to.satisfy((counts: readonly number[]) =>
      counts.every((count) => count === 0),
    );
    expect(await world.hub.records('contacts')).to.deep.equal(before);
  });
});
