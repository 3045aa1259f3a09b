import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { openHarness, writesIn, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { callsMade, inForce, inHub, only } from './views.ts';

const ADA = { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Byron', company: 'Acme' };

describe('e-mails and notes, with the lines of docs/activities.md', function () {
  this.timeout(60_000);
  let world: Harness;
  let folder: string;

  before(async () => {
    const mappings = await editedMappings({});
    folder = mappings.folder;
    const file = join(folder, 'activity.yaml');
    const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'activities.md'), 'utf8');
    const [, lines = ''] = /<!-- e-mails and notes -->\s+```yaml\n(.*?)```/su.exec(page) ?? [];
    const [shipped, more] = [await readFile(file, 'utf8'), lines].map((text) => parse(text) as Node);
    await writeFile(file, stringify(added(shipped ?? {}, more ?? {})));
    world = await openHarness({ configDir: folder });
  });
  after(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  it('cross both ways, once', async () => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    const lead = only(await inForce(world, 'Lead'));
    const associations = (typeId: number) => [
      { to: { id: contact }, types: [{ associationTypeId: typeId }] },
    ];
    const at = { hs_timestamp: new Date(Date.now() - 3_600_000).toISOString() };
    const mail = {
      ...at,
      hs_email_subject: 'Offer',
      hs_email_direction: 'EMAIL',
      hs_email_html: '<p>Hi</p>',
    };
    await world.hub.control.post('records/emails', [{ properties: mail, associations: associations(198) }]);
    const note = { ...at, hs_note_body: '<b>Likes</b> tea' };
    await world.hub.control.post('records/notes', [{ properties: note, associations: associations(202) }]);
    await world.force.create('Task', {
      WhoId: lead.Id,
      Subject: 'Re: Offer',
      TaskSubtype: 'Email',
      Status: 'Completed',
    });
    await world.settle();
    await world.settleAll();
    const told = (await inForce(world, 'Task')).map((task) => [
      task['Subject'],
      task['Description'],
      task['TaskSubtype'],
      task['Status'],
    ]);
    expect(told).to.have.deep.members([
      ['Offer', 'Hi', 'Email', 'Completed'],
      ['Note', 'Likes tea', 'Task', 'Completed'],
      ['Re: Offer', null, 'Email', 'Completed'],
    ]);
    const mails = (await inHub(world, 'emails')).map(({ properties }) => properties['hs_email_subject']);
    expect(mails).to.deep.equal(['Offer', 'Re: Offer']);
    expect(await inHub(world, 'notes')).to.have.length(1);
    await world.forgetCalls();
    await world.settleAll();
    expect(writesIn(await callsMade(world))).to.equal(0);
  });
});

interface Node {
  readonly [key: string]: unknown;
}

/** The lines of one file at their places in another; what is no map takes the place of what was there. */
function added(to: Node, more: Node): Node {
  const isMap = (value: unknown): value is Node =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = Object.entries(more).map(([key, value]) => {
    const old = to[key];
    return [key, isMap(old) && isMap(value) ? added(old, value) : value] as const;
  });
  return { ...to, ...Object.fromEntries(entries) };
}
