import { setTimeout as sleep } from 'node:timers/promises';
import { pick } from '../../../src/connector/sim/random.ts';
import type { HubSpotPerson, SalesforcePerson } from '../../support/people.ts';

/** What one made-up person should look like in the end. Each side edits a field of its own; both edit the first name. */
export interface Expected {
  readonly email: string;
  jobTitle: string;
  city: string;
  readonly firstNames: Set<string>;
}

export interface Work {
  readonly people: ReadonlyMap<string, Expected>;
  /** Stops after the action in hand. */
  stop(): Promise<void>;
}

const NAP_MS = 15;
/** Nobody is deleted here, so a list of records is good for a while; asking for all of them before each edit takes long. */
const LIST_MS = 500;
/** From then on they only edit: what matters is what is under way, not how many there are. */
const MOST_PEOPLE = 200;

/**
 * Marketing and sales at work at the same time: each adds people and edits them, all the time. What they did is
 * remembered once the system has acknowledged it.
 */
export function startWork(
  hub: HubSpotPerson,
  force: SalesforcePerson,
  people: Map<string, Expected>,
  random: () => number,
): Work {
  let stopped = false;
  let serial = people.size;
  const word = (): string => Math.floor(random() * 1e9).toString(36);

  async function addContact(): Promise<void> {
    const email = `hub-${serial++}@example.com`;
    const [jobTitle, firstName] = [word(), word()];
    await hub.create('contacts', {
      email,
      firstname: firstName,
      lastname: 'Hub',
      jobtitle: jobTitle,
      city: 'Start',
      company: 'Acme',
    });
    people.set(email, { email, jobTitle, city: 'Start', firstNames: new Set([firstName]) });
  }

  async function addLead(): Promise<void> {
    const email = `force-${serial++}@example.com`;
    const [city, firstName] = [word(), word()];
    await force.create('Lead', {
      Email: email,
      FirstName: firstName,
      LastName: 'Force',
      Title: 'Start',
      City: city,
      Company: 'Acme',
    });
    people.set(email, { email, jobTitle: 'Start', city, firstNames: new Set([firstName]) });
  }

  const contacts = listed(() => hub.records('contacts'));
  const leads = listed(() => force.records('Lead'));

  async function editContact(): Promise<void> {
    const live = await contacts();
    if (live.length === 0) return;
    const contact = pick(random, live);
    const person = people.get(contact.properties['email'] ?? '');
    if (person === undefined) return;
    const value = word();
    if (random() < 0.3) {
      person.firstNames.add(value);
      await hub.edit('contacts', contact.id, { firstname: value });
    } else {
      person.jobTitle = value;
      await hub.edit('contacts', contact.id, { jobtitle: value });
    }
  }

  async function editLead(): Promise<void> {
    const live = await leads();
    if (live.length === 0) return;
    const lead = pick(random, live);
    const person = people.get(String(lead['Email']));
    if (person === undefined) return;
    const value = word();
    if (random() < 0.3) {
      person.firstNames.add(value);
      await force.edit('Lead', lead.Id, { FirstName: value });
    } else {
      person.city = value;
      await force.edit('Lead', lead.Id, { City: value });
    }
  }

  async function keepDoing(add: () => Promise<void>, edit: () => Promise<void>): Promise<void> {
    while (!stopped) {
      await (people.size < MOST_PEOPLE && random() < 0.4 ? add() : edit());
      await sleep(NAP_MS);
    }
  }
  const all = [keepDoing(addContact, editContact), keepDoing(addLead, editLead)];
  return {
    people,
    async stop() {
      stopped = true;
      await Promise.all(all);
    },
  };
}

function listed<T>(ask: () => Promise<readonly T[]>): () => Promise<readonly T[]> {
  let askedAt = -LIST_MS;
  let list: readonly T[] = [];
  return async () => {
    if (performance.now() - askedAt >= LIST_MS) {
      askedAt = performance.now();
      list = await ask();
    }
    return list;
  };
}
