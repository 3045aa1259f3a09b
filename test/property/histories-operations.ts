import fc from 'fast-check';
import type { Fault } from '../../src/connector/sim/fault.ts';
import type { SteppedWorld } from './histories-world.ts';

/** One thing that happens. `at` and `other` choose among the records there are at that moment. */
export type Operation =
  | { readonly kind: 'create'; readonly where: Place; readonly fields: Fields }
  | { readonly kind: 'edit'; readonly where: Place; readonly at: number; readonly fields: Fields }
  | { readonly kind: 'delete'; readonly where: Place; readonly at: number }
  | { readonly kind: 'restore'; readonly at: number }
  | { readonly kind: 'merge'; readonly where: Place; readonly at: number; readonly other: number }
  | { readonly kind: 'convert'; readonly at: number }
  | { readonly kind: 'associate'; readonly at: number; readonly other: number }
  | { readonly kind: 'put-into-account'; readonly at: number; readonly other: number }
  /** A contact fills in a form. */
  | { readonly kind: 'ask'; readonly at: number; readonly form: string }
  /** Sales says what became of a Lead. */
  | { readonly kind: 'answer'; readonly at: number; readonly status: string; readonly reason: string }
  /** A webhook, at once or late, once or several times; those never sent are lost. */
  | { readonly kind: 'ring'; readonly where: Place; readonly at: number; readonly times: number }
  | { readonly kind: 'fault'; readonly fault: NamedFault }
  | { readonly kind: 'poll'; readonly system: 'hubspot' | 'salesforce' }
  | { readonly kind: 'reconcile' | 'decide' | 'deliver' | 'drain' };

export const PLACES = ['contacts', 'companies', 'Lead', 'Contact', 'Account'] as const;
type Place = (typeof PLACES)[number];
/** Canonical names, as {@link COLUMNS} knows them. */
type Fields = Readonly<Partial<Record<keyof (typeof COLUMNS)['contacts'], string>>>;

const HUB_PERSON = {
  email: 'email',
  firstName: 'firstname',
  lastName: 'lastname',
  company: 'company',
  phone: 'phone',
  title: 'jobtitle',
  city: 'city',
  domain: null,
} as const;
const COLUMNS = {
  contacts: HUB_PERSON,
  companies: { ...EMPTY(), lastName: 'name', phone: 'phone', city: 'city', domain: 'domain' },
  Lead: {
    email: 'Email',
    firstName: 'FirstName',
    lastName: 'LastName',
    company: 'Company',
    phone: 'Phone',
    title: 'Title',
    city: 'City',
    domain: null,
  },
  Contact: {
    email: 'Email',
    firstName: 'FirstName',
    lastName: 'LastName',
    company: null,
    phone: 'Phone',
    title: 'Title',
    city: 'MailingCity',
    domain: null,
  },
  Account: { ...EMPTY(), lastName: 'Name', phone: 'Phone', city: 'BillingCity', domain: 'Website' },
} as const satisfies Record<Place, Record<keyof typeof HUB_PERSON, string | null>>;

function EMPTY(): Record<keyof typeof HUB_PERSON, null> {
  return {
    email: null,
    firstName: null,
    lastName: null,
    company: null,
    phone: null,
    title: null,
    city: null,
    domain: null,
  };
}

const FAULTS = {
  '500': { effect: { kind: 'status', status: 500, body: {} } },
  '503': { effect: { kind: 'status', status: 503, body: 'busy' } },
  'lose-answer': { effect: { kind: 'lose-answer' } },
  'lose-request': { effect: { kind: 'lose-request' } },
} as const satisfies Record<string, Fault>;
const HUB_FAULTS = {
  ...FAULTS,
  'ten-secondly': { effect: { kind: 'vendor', name: 'ten-secondly' } },
  locked: { effect: { kind: 'vendor', name: 'locked' } },
  'html-502': { effect: { kind: 'vendor', name: 'html-502' } },
} as const satisfies Record<string, Fault>;
const FORCE_FAULTS = {
  ...FAULTS,
  'expire-session': { effect: { kind: 'vendor', name: 'expire-session' } },
  'lock-row': { effect: { kind: 'vendor', name: 'lock-row' } },
  concurrent: { effect: { kind: 'vendor', name: 'request-limit', args: { text: 'concurrent' } } },
} as const satisfies Record<string, Fault>;

interface NamedFault {
  readonly system: 'hubspot' | 'salesforce';
  readonly name: string;
  /** Only calls that write are hit: retries of reads take their time. */
  readonly skip: number;
}

/** Small worlds: few addresses, names and records, so that things meet. */
const address = fc.integer({ min: 0, max: 7 }).map((n) => `p${n}@example.com`);
const text = fc.constantFrom('Alpha', 'Beta', 'Gamma', 'Delta');
const phone = fc.constantFrom('+49 30 901820', '+44 20 7946 0000');
const domain = fc.integer({ min: 0, max: 2 }).map((n) => `acme${n}.com`);
const index = fc.nat({ max: 20 });
const form = fc.constantFrom('Talk to sales', 'Talk to sales', 'Book a demo', 'Newsletter', 'Support');
const status = fc.constantFrom('Working - Contacted', 'Closed - Not Converted', 'Open - Not Contacted');
const reason = fc.constantFrom('', 'no need', 'bad data', 'no fit');
const place = fc.constantFrom<Place>(
  'contacts',
  'contacts',
  'contacts',
  'Lead',
  'Lead',
  'Contact',
  'companies',
  'Account',
);

const newborn: fc.Arbitrary<Fields> = fc.record(
  { email: address, lastName: text, company: text, firstName: text, phone, title: text, city: text, domain },
  { requiredKeys: ['lastName', 'company'] },
);
const blank = fc.constant('');
const changed: fc.Arbitrary<Fields> = fc.record(
  {
    email: address,
    firstName: fc.oneof(text, blank),
    lastName: text,
    company: fc.oneof(text, blank),
    phone: fc.oneof(phone, blank),
    title: fc.oneof(text, blank),
    city: fc.oneof(text, blank),
    domain,
  },
  { requiredKeys: [] },
);

const fault: fc.Arbitrary<NamedFault> = fc.oneof(
  fc.record({
    system: fc.constant('hubspot' as const),
    name: fc.constantFrom(...Object.keys(HUB_FAULTS)),
    skip: fc.nat({ max: 1 }),
  }),
  fc.record({
    system: fc.constant('salesforce' as const),
    name: fc.constantFrom(...Object.keys(FORCE_FAULTS)),
    skip: fc.nat({ max: 1 }),
  }),
);

const creation = fc.record({ kind: fc.constant('create' as const), where: place, fields: newborn });

const anything: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('create' as const), where: place, fields: newborn }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), where: place, at: index, fields: changed }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), where: place, at: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const), at: index }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('merge' as const), where: place, at: index, other: index }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('convert' as const), at: index }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('ask' as const), at: index, form }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), at: index, status, reason }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('associate' as const), at: index, other: index }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('put-into-account' as const), at: index, other: index }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ring' as const),
      where: place,
      at: index,
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fault' as const), fault }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('poll' as const),
      system: fc.constantFrom('hubspot' as const, 'salesforce' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('reconcile' as const, 'decide' as const, 'deliver' as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('drain' as const) }) },
);

/** Some records that may or may not have met, then anything. */
export const history: fc.Arbitrary<readonly Operation[]> = fc
  .tuple(
    fc.array(creation, { minLength: 3, maxLength: 7, size: 'max' }),
    fc.array(anything, { minLength: 12, maxLength: 45, size: 'max' }),
  )
  .map(([creations, rest]) => [...creations, { kind: 'drain' }, ...rest]);

/** Does one thing. What a system refuses its own people is their affair. */
export async function happen(operation: Operation, world: SteppedWorld): Promise<void> {
  switch (operation.kind) {
    case 'poll':
      return world.poll(operation.system);
    case 'reconcile':
      return world.reconcile();
    case 'decide':
      return world.decide();
    case 'deliver':
      return world.deliver();
    case 'drain':
      await world.poll();
      return world.drain();
    case 'fault':
      return script(operation.fault, world);
    case 'ring':
      return ring(operation, world);
    default:
      try {
        await byPerson(operation, world);
      } catch (error) {
        if (!/: 4\d\d /u.test(String(error))) throw error;
      }
  }
}

type ByPerson = Exclude<
  Operation,
  { kind: 'poll' | 'reconcile' | 'decide' | 'deliver' | 'drain' | 'fault' | 'ring' }
>;

async function byPerson(operation: ByPerson, world: SteppedWorld): Promise<void> {
  const { hub, force } = world;
  switch (operation.kind) {
    case 'create':
      await person(world, operation.where).create(
        operation.where,
        columns(operation.where, operation.fields),
      );
      return;
    case 'edit': {
      const id = await chosen(world, operation.where, operation.at);
      const fields = columns(operation.where, operation.fields);
      if (id !== null && Object.keys(fields).length > 0)
        await person(world, operation.where).edit(operation.where, id, fields);
      return;
    }
    case 'delete': {
      const id = await chosen(world, operation.where, operation.at);
      if (id !== null) await person(world, operation.where).remove(operation.where, id);
      return;
    }
    case 'restore': {
      const gone = (await force.records('Lead')).filter(
        (lead) => lead.IsDeleted && lead['MasterRecordId'] === null,
      );
      const lead = gone[operation.at % Math.max(1, gone.length)];
      if (lead !== undefined) await force.control.post('undelete', { type: 'Lead', id: lead.Id });
      return;
    }
    case 'merge': {
      const winner = await chosen(world, operation.where, operation.at);
      const loser = await chosen(world, operation.where, operation.other);
      if (winner === null || loser === null || winner === loser) return;
      await person(world, operation.where).merge(operation.where, winner, loser);
      return;
    }
    case 'convert': {
      const lead = await chosen(world, 'Lead', operation.at);
      if (lead !== null) await force.convert(lead);
      return;
    }
    case 'ask': {
      const contact = await chosen(world, 'contacts', operation.at);
      if (contact !== null) await world.touch(contact, operation.form);
      return;
    }
    case 'answer': {
      const lead = await chosen(world, 'Lead', operation.at);
      const { status: Status, reason: Leadloop_Rejection_Reason__c } = operation;
      if (lead !== null) await force.edit('Lead', lead, { Status, Leadloop_Rejection_Reason__c });
      return;
    }
    case 'associate': {
      const contact = await chosen(world, 'contacts', operation.at);
      const company = await chosen(world, 'companies', operation.other);
      if (contact !== null && company !== null) await hub.associate(contact, company);
      return;
    }
    case 'put-into-account': {
      const contact = await chosen(world, 'Contact', operation.at);
      const account = await chosen(world, 'Account', operation.other);
      if (contact !== null && account !== null) await force.edit('Contact', contact, { AccountId: account });
      return;
    }
  }
}

interface AnyPerson {
  create(object: string, fields: Record<string, string>): Promise<unknown>;
  edit(object: string, id: string, fields: Record<string, string>): Promise<unknown>;
  remove(object: string, id: string): Promise<unknown>;
  merge(object: string, winner: string, loser: string): Promise<unknown>;
}

const person = (world: SteppedWorld, where: Place): AnyPerson => (inHub(where) ? world.hub : world.force);
const inHub = (where: Place): boolean => where === 'contacts' || where === 'companies';

function columns(where: Place, fields: Fields): Record<string, string> {
  const names: Readonly<Record<string, string | null>> = COLUMNS[where];
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const column = names[name];
      return column === null || column === undefined ? [] : [[column, value]];
    }),
  );
}

async function chosen(world: SteppedWorld, where: Place, at: number): Promise<string | null> {
  const ids = await living(world, where);
  return ids[at % Math.max(1, ids.length)] ?? null;
}

export async function living(world: SteppedWorld, where: Place): Promise<readonly string[]> {
  if (inHub(where)) {
    const records = await world.hub.records(where);
    return records.filter((record) => !record.archived).map((record) => record.id);
  }
  const records = await world.force.records(where);
  return records
    .filter((record) => !record.IsDeleted && record['IsConverted'] !== true)
    .map((record) => record.Id);
}

async function script({ system, name, skip }: NamedFault, world: SteppedWorld): Promise<void> {
  const faults: Readonly<Record<string, Fault>> = system === 'hubspot' ? HUB_FAULTS : FORCE_FAULTS;
  const path = system === 'hubspot' ? 'batch/(create|update|upsert)' : 'composite';
  const { control } = system === 'hubspot' ? world.hub : world.force;
  await control.post('faults', { ...faults[name], path, skip });
}

async function ring(operation: Extract<Operation, { kind: 'ring' }>, world: SteppedWorld): Promise<void> {
  const id = await chosen(world, operation.where, operation.at);
  if (id === null) return;
  const ref = { system: inHub(operation.where) ? 'hubspot' : 'salesforce', object: operation.where, id };
  for (let time = 0; time < operation.times; time += 1) {
    await world.sink.store([{ ref, origin: 'webhook', lane: 'live', snapshot: null, occurredAt: null }]);
  }
}
