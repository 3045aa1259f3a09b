import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { findEntities } from '../../src/ledger/history.ts';
import { readStandings, type StoredStanding } from '../../src/ledger/standings.ts';
import { findProblems } from '../../src/runtime/check-mappings.ts';
import { loadMappings } from '../../src/runtime/mappings.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import type { SalesforceRecord } from '../support/people.ts';
import { editedMappings } from './edited-mappings.ts';
import { eventually, inForce, inHub, only, listening } from './views.ts';

const ADA = { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Byron', company: 'Acme' };

describe('what sales answers', function () {
  this.timeout(60_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    mappings = await editedMappings(
      {},
      {
        'rules/outcomes.yaml': {
          '    # required: true # in place of that:': '    required: true # in place of that:',
        },
      },
    );
    world = await openHarness({
      configDir: mappings.folder,
      touchpointDays: 1,
      timelines: 'https://leadloop.example.com/people',
    });
    await listening(world);
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  const asks = (more: Record<string, string> = {}): Promise<void> =>
    world.hub.control.post('people', {
      does: 'fill-form',
      form: 'Talk to sales',
      page: 'https://www.acme.example/demo',
      fields: { ...ADA, ...more },
    });
  const standing = async (): Promise<StoredStanding | undefined> => {
    const ids = await findEntities(world.runtime.db, ADA.email);
    return [...(await readStandings(world.runtime.db, ids)).values()][0];
  };
  const untilIn = async (stage: string, cycle = 1): Promise<void> => {
    await eventually(async () => {
      const now = await standing();
      return now?.stage === stage && now.cycle === cycle;
    });
    await world.settle();
  };
  const lead = async (): Promise<SalesforceRecord> => only(await inForce(world, 'Lead'));
  const contact = async (): Promise<Readonly<Record<string, unknown>>> =>
    only(await inHub(world, 'contacts')).properties;
  const edits = async (fields: Record<string, string>): Promise<void> => {
    await world.force.edit('Lead', (await lead()).Id, fields);
    await world.settle();
  };
  const subjects = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ subject: string }>`select subject from notice order by id`.execute(
      world.runtime.db,
    );
    return rows.map(({ subject }) => subject);
  };

  it('to an earlier hand-off, on a lead that was there before, is taken back and not heard', async () => {
    await world.force.create('Lead', {
      LastName: 'Byron',
      Company: 'Acme',
      Email: ADA.email,
      Status: 'Closed - Not Converted',
    });
    await asks();
    await untilIn('mql');
    expect(await lead()).to.include({ Status: 'Open - Not Contacted', Leadloop_Stage__c: 'mql' });
    expect(await contact()).to.include({ lifecyclestage: 'marketingqualifiedlead' });
  });

  it('as a rejection waits for its reason, which leads the life-cycle stage of marketing back', async () => {
    await edits({ Status: 'Closed - Not Converted' });
    expect((await standing())?.stage).to.equal('mql');
    expect(await subjects()).to.include('Why did you give back Ada Byron, Acme?');
    await edits({ Leadloop_Rejection_Reason__c: 'no budget' });
    await untilIn('recycled');
    expect(await contact()).to.include({
      lifecyclestage: 'lead',
      leadloop_rejection_reason: 'no budget',
      leadloop_nurture: 'Keep warm',
    });
    expect((await contact())['leadloop_return_at']).to.match(/^\d{4}-/u);
  });

  it('is asked for anew, and its reason cleared, when the person comes back before the day', async () => {
    await asks({ jobtitle: 'Countess' });
    await untilIn('mql', 2);
    expect(await lead()).to.include({
      Status: 'Open - Not Contacted',
      Leadloop_Rejection_Reason__c: null,
      Leadloop_Stage__c: 'mql',
    });
    const { leadloop_nurture, leadloop_return_at, leadloop_rejection_reason, lifecyclestage } =
      await contact();
    expect(lifecyclestage).to.equal('marketingqualifiedlead');
    for (const cleared of [leadloop_nurture, leadloop_return_at, leadloop_rejection_reason])
      expect(cleared ?? '').to.equal('');
    await edits({ Status: 'Working - Contacted' });
    await untilIn('sal', 2);
    expect(await contact()).to.include({ lifecyclestage: 'salesqualifiedlead' });
    await edits({ Status: 'Closed - Not Converted', Leadloop_Rejection_Reason__c: 'bad data' });
    await untilIn('rejected', 2);
    expect(await subjects()).to.include('Given back: Ada Byron, Acme');
    const { rows } = await sql<{ body: string }>`
      select body from notice where subject = 'Given back: Ada Byron, Acme'`.execute(world.runtime.db);
    expect(rows.at(-1)?.body).to.match(/^https:\/\/leadloop\.example\.com\/people\/[\da-f-]{36}$/mu);
    expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
  });

  it('for a reason that is new can be chosen after another setup, and until then the check tells', async () => {
    const told = async (): Promise<readonly string[]> =>
      (await findProblems(await loadMappings(mappings.folder), world.runtime.systems)).flatMap(
        ({ code, cause }) => (code === 'missing-reason' ? [cause] : []),
      );
    expect(await told()).to.deep.equal([]);
    const file = join(mappings.folder, 'rules/outcomes.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace('\nreasons:\n', '\nreasons:\n  on holiday: { to: recycled, return-in: 30d }\n'),
    );
    expect(await told()).to.have.members(
      [
        'hubspot contacts.leadloop_rejection_reason',
        'salesforce Lead.Leadloop_Rejection_Reason__c',
        'salesforce Contact.Leadloop_Rejection_Reason__c',
      ].map((place) => `${place} does not offer "on holiday"`),
    );
    const chosen = { Leadloop_Rejection_Reason__c: 'on holiday' };
    const refused = await edits(chosen).then(
      () => null,
      (error: unknown) => String(error),
    );
    expect(refused).to.include('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    await world.runtime.operations.setup();
    expect(await told()).to.deep.equal([]);
    await edits(chosen);
    expect(await contact()).to.include({ leadloop_rejection_reason: 'on holiday' });
  });
});
