import { writeHint } from '../../../connectors/hubspot/touchpoints/form-hint.ts';
import { sql } from 'kysely';
import type { EntityAnswer } from '../../../src/api/operations.ts';
import type { ToldHandOff } from '../../../src/api/decided.ts';
import { askToDecide } from '../../../src/ledger/to-decide.ts';
import { openHarness, type Harness, type HarnessOptions } from '../../support/harness.ts';
import type { HubSpotRecord, SalesforceRecord } from '../../support/people.ts';
import { eventually, inForce, inHub, only, why, listening } from '../views.ts';

const SITE = 'https://www.acme.example';

/**
 * Both systems with people on the website and in sales, and Leadloop between them. Scenarios do not begin anew: each has
 * people and companies of its own, as in a real market.
 */
export interface Market {
  readonly world: Harness;
  /** A company and its account, which somebody in sales may own. */
  company(fields: { name: string; domain: string } & Record<string, string>, owner?: string): Promise<string>;
  /** Somebody marketing knows already, without having done anything. */
  knows(fields: Record<string, string>, company?: string): Promise<string>;
  /** Somebody whom sales has as a Contact of an account already. */
  isContact(email: string, account: string, fields?: Record<string, string>): Promise<void>;
  /** Somebody fills in a form of the website. */
  asks(form: string, fields: { email: string } & Record<string, string>): Promise<void>;
  visits(email: string, page: string, times?: number): Promise<void>;
  marketingEdits(email: string, fields: Record<string, string>): Promise<void>;
  salesEdits(email: string, fields: Record<string, unknown>): Promise<void>;
  /** Sales makes an opportunity in which the Contact of the person has a part. */
  salesOpens(email: string, name: string): Promise<SalesforceRecord>;
  salesMoves(opportunity: SalesforceRecord, fields: Record<string, unknown>): Promise<void>;
  /** Time passes for one person: everything of them happened so much earlier. */
  daysPass(email: string, days: number): Promise<void>;
  /** Waits until the person stands there. */
  reaches(email: string, stage: string): Promise<void>;
  /** Waits until nothing is under way any more. */
  settles(): Promise<void>;
  told(email: string): Promise<EntityAnswer>;
  /** Names of the gates that are closed for a person. */
  closedFor(email: string): Promise<readonly string[]>;
  /** Hand-offs of a person, the last one first. */
  handOffs(email: string): Promise<readonly ToldHandOff[]>;
  contact(email: string): Promise<HubSpotRecord>;
  /** The Lead, or the Contact, of the person. */
  record(email: string, type?: 'Lead' | 'Contact'): Promise<SalesforceRecord>;
  tasks(record: SalesforceRecord): Promise<readonly SalesforceRecord[]>;
  /** Opportunities of an account. */
  opportunities(accountName: string): Promise<readonly SalesforceRecord[]>;
  ownerOf(record: SalesforceRecord): Promise<string>;
  close(): Promise<void>;
}

export async function openMarket(options: HarnessOptions = {}): Promise<Market> {
  const world = await openHarness({ touchpointDays: 1, ...options });
  await listening(world);
  const { hub, force, runtime } = world;
  const does = (what: string, more: Record<string, unknown>): Promise<void> =>
    hub.control.post('people', { does: what, ...more });
  const told = (email: string): Promise<EntityAnswer> => why(world, email);
  const contact = async (email: string): Promise<HubSpotRecord> =>
    only((await inHub(world, 'contacts')).filter(({ properties }) => properties['email'] === email));
  const records = async (email: string, type: string): Promise<readonly SalesforceRecord[]> =>
    (await inForce(world, type)).filter((one) => one['Email'] === email && one['IsConverted'] !== true);
  const record = async (email: string, type?: string): Promise<SalesforceRecord> =>
    only(
      (
        await Promise.all(
          (type === undefined ? ['Lead', 'Contact'] : [type]).map((one) => records(email, one)),
        )
      ).flat(),
    );
  const users = (): Promise<readonly SalesforceRecord[]> => force.records('User');
  const settles = async (): Promise<void> => {
    await world.settle();
  };

  return {
    world,
    async company(fields, owner) {
      const id = await hub.create('companies', fields);
      await settles();
      if (owner !== undefined) {
        const user = only((await users()).filter((one) => one['Email'] === owner));
        const account = only((await inForce(world, 'Account')).filter((one) => one['Name'] === fields.name));
        await force.edit('Account', account.Id, { OwnerId: user.Id });
        await settles();
      }
      return id;
    },
    async knows(fields, company) {
      const id = await hub.create('contacts', fields);
      if (company !== undefined) await hub.associate(id, company);
      await settles();
      return id;
    },
    async isContact(email, account, fields = {}) {
      const accountId = await force.create('Account', { Name: account });
      await force.create('Contact', { LastName: 'Berg', Email: email, AccountId: accountId, ...fields });
      await settles();
    },
    async asks(form, fields) {
      await does('fill-form', { form, page: `${SITE}/${encodeURIComponent(form)}`, fields });
      // Of a form that changes nothing of a known contact no webhook tells: within half a minute it would be asked for.
      const hint = writeHint({ form: null, name: form, contact: null });
      runtime.engine.touching.askNow('hubspot', [{ source: 'forms', hint }]);
    },
    async visits(email, page, times = 1) {
      for (let time = 0; time < times; time += 1) await does('view-page', { email, url: `${SITE}${page}` });
      runtime.engine.touching.askNow('hubspot', [{ source: 'events', hint: page }]);
    },
    marketingEdits: async (email, fields) => hub.edit('contacts', (await contact(email)).id, fields),
    async salesEdits(email, fields) {
      const { Id } = await record(email);
      await force.edit(Id.startsWith('00Q') ? 'Lead' : 'Contact', Id, fields);
      await settles();
    },
    async salesOpens(email, name) {
      const { Id: contactId, AccountId } = await record(email, 'Contact');
      const opportunity = await force.create('Opportunity', {
        Name: name,
        AccountId,
        StageName: 'Prospecting',
        CloseDate: '2027-12-31',
      });
      await force.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contactId });
      await settles();
      return only((await inForce(world, 'Opportunity')).filter(({ Id }) => Id === opportunity));
    },
    async salesMoves({ Id }, fields) {
      await force.edit('Opportunity', Id, fields);
      await settles();
    },
    async daysPass(email, days) {
      const { id: entity } = await told(email);
      const ago = sql`make_interval(days => ${days})`;
      await sql`update touchpoint set at = at - ${ago} where entity_id = ${entity}::uuid`.execute(runtime.db);
      await sql`
        update standing set since = since - ${ago}, return_at = return_at - ${ago}, answered_at = answered_at - ${ago}
        where entity_id = ${entity}::uuid`.execute(runtime.db);
      const now = new Date();
      await askToDecide(runtime.db, [{ entity, lane: 'live', since: now }], now);
    },
    reaches: (email, stage) =>
      eventually(async () => {
        const [answer] = await runtime.operations.why(email);
        return answer?.decided?.standing?.stage === stage;
      }),
    settles,
    told,
    async closedFor(email) {
      const [answer] = await runtime.operations.why(email);
      return (answer?.decided?.now?.gates ?? []).map(({ name }) => name);
    },
    handOffs: async (email) => (await told(email)).decided?.handOffs ?? [],
    contact,
    record,
    tasks: async ({ Id }) => (await inForce(world, 'Task')).filter((one) => one['WhoId'] === Id),
    async opportunities(accountName) {
      const accounts = (await inForce(world, 'Account')).filter((one) => one['Name'] === accountName);
      const ids = accounts.map(({ Id }) => Id);
      return (await inForce(world, 'Opportunity')).filter((one) => ids.includes(one['AccountId'] as string));
    },
    ownerOf: async ({ OwnerId }) =>
      String((await users()).find(({ Id }) => Id === OwnerId)?.['Email'] ?? OwnerId),
    close: () => world.close(),
  };
}
