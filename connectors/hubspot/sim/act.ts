import { pick } from '../../../src/connector/sim/random.ts';
import { ACCOUNT } from './account.ts';
import { CITIES, JOB_TITLES } from './names.ts';
import { firm, person } from './population.ts';
import { LIFECYCLE } from './state/pipelines.ts';
import { merge } from './state/merge.ts';
import { planCreate, planUpdate } from './state/plan.ts';
import { tableOf, type Portal } from './state/portal.ts';
import type { Row, Source } from './state/row.ts';
import { doSomething } from './act-do.ts';
import { softDelete } from './state/unlink.ts';
import { carryOut } from './state/write.ts';

const PERSON: Source = { changeSource: 'CRM_UI', sourceId: `userId:${ACCOUNT.userId}` };

/** Below these a delete or a merge would soon leave an empty account. */
const ENOUGH_PEOPLE = 20;

/** Does one thing a user of the account would do, and says what. */
export function act(portal: Portal, random: () => number): string {
  const contacts = tableOf(portal, 'contacts').live;
  const companies = tableOf(portal, 'companies').live;
  const dice = random();
  if (contacts.length === 0 || dice < 0.12) return newContact(portal, random);
  if (dice < 0.22 && companies.length > 0) return editCompany(portal, random, pick(random, companies));
  if (dice < 0.24 && contacts.length > ENOUGH_PEOPLE) return removeContact(portal, pick(random, contacts));
  if (dice < 0.26 && contacts.length > ENOUGH_PEOPLE) {
    return mergeContacts(portal, pick(random, contacts), pick(random, contacts));
  }
  const deals = tableOf(portal, 'deals').live;
  if (dice < 0.3 && deals.length > 0) return editDeal(portal, random, pick(random, deals));
  if (dice < 0.66) return doSomething(portal, random, pick(random, contacts));
  return editContact(portal, random, pick(random, contacts));
}

function editContact(portal: Portal, random: () => number, row: Row): string {
  const [city, country, phone] = pick(random, CITIES);
  const number = `${phone} ${String(1_000_000 + Math.floor(random() * 9_000_000))}`;
  const stage = LIFECYCLE.findIndex(({ id }) => id === row.props.lifecyclestage);
  const next = LIFECYCLE[Math.min(stage + 1, 5)]?.id ?? 'lead';
  const edit = pick<Readonly<Record<string, string>>>(random, [
    { phone: number },
    { jobtitle: pick(random, JOB_TITLES) },
    { city, country },
    { lifecyclestage: next },
  ]);
  carryOut(portal, planUpdate(portal, row, edit, { claims: new Set() }), PERSON);
  return `edited contact ${row.id}: ${Object.keys(edit).join(', ')}`;
}

function newContact(portal: Portal, random: () => number): string {
  const claims = new Set<string>();
  const index = 1_000_000 + Math.floor(random() * 1_000_000_000);
  const companyPlan = planCreate(portal, tableOf(portal, 'companies').type, firm(random, index), [], {
    claims,
  });
  const company = carryOut(portal, companyPlan, PERSON).row;
  const links = [{ toId: company.id, typeIds: [1] }];
  const { type } = tableOf(portal, 'contacts');
  const contact = carryOut(
    portal,
    planCreate(portal, type, person(random, company, index), links, { claims }),
    PERSON,
  ).row;
  return `added contact ${contact.id} at new company ${company.id}`;
}

function editCompany(portal: Portal, random: () => number, row: Row): string {
  const [city, country] = pick(random, CITIES);
  const edit = pick<Readonly<Record<string, string>>>(random, [
    { numberofemployees: String(5 + Math.floor(random() * 2_000)) },
    { city, country },
  ]);
  carryOut(portal, planUpdate(portal, row, edit, { claims: new Set() }), PERSON);
  return `edited company ${row.id}: ${Object.keys(edit).join(', ')}`;
}

function editDeal(portal: Portal, random: () => number, row: Row): string {
  const edit = pick<Readonly<Record<string, string>>>(random, [
    { hs_next_step: 'Call again' },
    { amount: String(Math.round(random() * 5_000_000) / 100) },
  ]);
  carryOut(portal, planUpdate(portal, row, edit, { claims: new Set() }), PERSON);
  return `edited deal ${row.id}: ${Object.keys(edit).join(', ')}`;
}

function removeContact(portal: Portal, row: Row): string {
  softDelete(portal, row, PERSON);
  return `deleted contact ${row.id}`;
}

function mergeContacts(portal: Portal, primary: Row, other: Row): string {
  if (primary === other) return removeContact(portal, primary);
  const survivor = merge(portal, primary, other, PERSON);
  return `merged contacts ${primary.id} and ${other.id} into ${survivor.id}`;
}
