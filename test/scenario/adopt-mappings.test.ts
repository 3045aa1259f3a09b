import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { writePlanFile } from '../../src/runtime/plan/plan-file.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { inForce, only } from './views.ts';

const ADA = {
  email: 'ada@example.com',
  firstname: 'Ada',
  lastname: 'Byron',
  company: 'Engines',
  fax: '+43 1 1',
};
const TITLE = '  jobTitle:\n';
const WITH_FAX = `  fax:\n    type: text\n    hubspot: fax\n    salesforce: Fax\n${TITLE}`;

describe('a mapping that is edited while Leadloop runs', function () {
  this.timeout(60_000);
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  let world: Harness;

  before(async () => {
    mappings = await editedMappings({});
    // Where others may share the ledger, each is started again instead.
    world = await openHarness({ configDir: mappings.folder, databaseUrl: null });
  });
  beforeEach(async () => {
    await world.reset();
    await world.hub.create('contacts', ADA);
    await world.settle();
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  const edit = async (from: string, to: string): Promise<void> => {
    const path = join(mappings.folder, 'person.yaml');
    const text = await readFile(path, 'utf8');
    expect(text).to.include(from);
    await writeFile(path, text.replace(from, to));
  };
  const plan = () => world.runtime.operations.plan({ selection: { kind: 'all' } });
  async function apply(what: Awaited<ReturnType<typeof plan>>) {
    const file = join(mappings.folder, 'plan.json');
    await writePlanFile(file, what);
    return world.runtime.operations.apply({ file });
  }
  const faxes = async () => (await inForce(world, 'Lead')).map((lead) => lead['Fax']);

  it('counts from the moment its plan is applied, for old records and new edits, without a new start', async () => {
    const former = world.runtime.mappings.version;
    await edit(TITLE, WITH_FAX);
    const planned = await plan();
    expect(planned.writes.map((write) => write.after)).to.deep.equal([{ Fax: '+43 1 1' }]);
    expect(world.runtime.mappings.version).to.equal(former);

    expect(await apply(planned)).to.include({ planned: 1, written: 1 });
    expect(await faxes()).to.deep.equal(['+43 1 1']);
    expect(world.runtime.mappings.version).to.equal(planned.mappingVersion);
    const [latest] = await world.runtime.operations.config.versions();
    expect(latest).to.include({ id: planned.mappingVersion });

    const bob = { email: 'bob@example.com', lastname: 'Babb', company: 'Mills', fax: '+43 2 2' };
    await world.hub.create('contacts', bob);
    await world.settle();
    expect((await faxes()).toSorted()).to.deep.equal(['+43 1 1', '+43 2 2']);

    await edit(WITH_FAX, TITLE);
    const back = await plan();
    expect(back).to.deep.include({ mappingVersion: former, writes: [] });
    await apply(back);
    expect(world.runtime.mappings.version).to.equal(former);
  });

  it('changes nothing when the files were edited again since its plan was made', async () => {
    const former = world.runtime.mappings.version;
    await edit(TITLE, WITH_FAX);
    const planned = await plan();
    await edit('hubspot: fax', 'hubspot: mobilephone');
    const refused = await apply(planned).catch(String);
    await edit(WITH_FAX.replace('hubspot: fax', 'hubspot: mobilephone'), TITLE);
    expect(refused).to.match(/made with version \w+ of the configuration, and the files are version \w+/u);
    expect(await faxes()).to.deep.equal([null]);
    expect(world.runtime.mappings.version).to.equal(former);
  });

  it('counts no earlier when the records have moved since', async () => {
    const former = world.runtime.mappings.version;
    await edit(TITLE, WITH_FAX);
    const planned = await plan();
    await world.force.edit('Lead', only(await inForce(world, 'Lead')).Id, { Fax: '+43 3 3' });
    const refused = await apply(planned).catch(String);
    await edit(WITH_FAX, TITLE);
    expect(refused).to.match(/no longer holds/u);
    expect(world.runtime.mappings.version).to.equal(former);
  });
});
