import { pick } from '../../../src/connector/sim/random.ts';
import { DAY_MS } from '../../../src/domain/clock.ts';
import { CITIES, FIRM_WORDS, FIRST_NAMES, JOB_TITLES, LAST_NAMES, TRADES } from './names.ts';
import { OBJECT_TYPES, type ObjectType } from './state/object-types.ts';
import { ACTIVE_OWNERS } from './state/owners.ts';
import { LIFECYCLE } from './state/pipelines.ts';
import { planCreate } from './state/plan.ts';
import type { Portal } from './state/portal.ts';
import type { Row, Source } from './state/row.ts';
import { carryOut } from './state/write.ts';

const IMPORT: Source = { changeSource: 'IMPORT', sourceId: 'import:1' };
const PEOPLE_PER_FIRM = 5;
const PEOPLE_PER_DEAL = 10;
const PAST_MS = 180 * DAY_MS;

/**
 * Fills an account: `people` contacts, a firm for every five, a deal for every ten; nearly all contacts belong to a firm.
 * The records are made in order over the past half year, without events, and searchable at once.
 */
export function populate(portal: Portal, people: number): void {
  if (people === 0) return;
  const { now, emit, searchLagMs } = portal;
  const start = now() - PAST_MS;
  const steps = people + Math.ceil(people / PEOPLE_PER_FIRM) + Math.floor(people / PEOPLE_PER_DEAL);
  let step = 0;
  portal.now = () => start + Math.floor((PAST_MS * step) / (steps + 1));
  portal.emit = () => undefined;
  portal.searchLagMs = 0;
  const firms: Row[] = [];
  for (let index = 0; index < people; index += 1) {
    if (index % PEOPLE_PER_FIRM === 0) {
      firms.push(make(portal, 'companies', firm(portal.random, firms.length), []));
      step += 1;
    }
    const employer = portal.random() < 0.93 ? pick(portal.random, firms.slice(-3)) : null;
    const contact = make(
      portal,
      'contacts',
      person(portal.random, employer, index),
      employer === null ? [] : [[employer, 1]],
    );
    step += 1;
    if (index % PEOPLE_PER_DEAL === PEOPLE_PER_DEAL - 1) {
      const links = [[contact, 3], ...(employer === null ? [] : [[employer, 341] as const])] as const;
      make(portal, 'deals', deal(portal.random, index), links);
      step += 1;
    }
  }
  Object.assign(portal, { now, emit, searchLagMs });
  for (const table of portal.tables.values()) table.search.catchUp(now());
}

/** A new firm; `index` keeps its domain apart from all others. */
export function firm(random: () => number, index: number): Record<string, string> {
  const [trade, industry] = pick(random, TRADES);
  const [city, country, phone] = pick(random, CITIES);
  const name = `${pick(random, FIRM_WORDS)} ${trade}`;
  const domain = `${name.toLowerCase().replaceAll(' ', '-')}-${index + 1}.example`;
  return {
    name,
    domain,
    website: `https://www.${domain}`,
    industry,
    city,
    country,
    phone: `${phone} ${digits(random, 7)}`,
    numberofemployees: String(5 + Math.floor(random() * 900)),
    annualrevenue: String(100_000 * (1 + Math.floor(random() * 400))),
    hubspot_owner_id: pick(random, ACTIVE_OWNERS.slice(0, 3)).id,
  };
}

/** A new person, at an employer's address if there is one; `index` keeps the address apart from all others. */
export function person(random: () => number, employer: Row | null, index: number): Record<string, string> {
  const [firstname, lastname] = [pick(random, FIRST_NAMES), pick(random, LAST_NAMES)];
  const [city, country, phone] = pick(random, CITIES);
  const local = `${firstname}.${lastname}`
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z.]/g, '');
  return {
    firstname,
    lastname,
    email: `${local}.${index + 1}@${employer?.props.domain ?? 'people.example'}`,
    jobtitle: pick(random, JOB_TITLES),
    phone: `${phone} ${digits(random, 7)}`,
    city,
    country,
    ...(employer?.props.name === undefined ? {} : { company: employer.props.name }),
    lifecyclestage: LIFECYCLE[Math.floor(random() ** 2 * 6)]?.id ?? 'lead',
    hubspot_owner_id: pick(random, ACTIVE_OWNERS.slice(0, 3)).id,
  };
}

function deal(random: () => number, index: number): Record<string, string> {
  const stages = [
    'appointmentscheduled',
    'qualifiedtobuy',
    'contractsent',
    'closedwon',
    'closedlost',
  ] as const;
  return {
    dealname: `${pick(random, FIRM_WORDS)} order ${index + 1}`,
    dealstage: pick(random, stages),
    pipeline: 'default',
    amount: String(500 * (1 + Math.floor(random() * 200))),
  };
}

const digits = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => String(Math.floor(random() * 10))).join('');

function make(
  portal: Portal,
  typeName: string,
  properties: Readonly<Record<string, string>>,
  links: readonly (readonly [Row, number])[],
): Row {
  const inputs = links.map(([to, typeId]) => ({ toId: to.id, typeIds: [typeId] }));
  const plan = planCreate(portal, typeNamed(typeName), properties, inputs, { claims: new Set() });
  return carryOut(portal, plan, IMPORT).row;
}

function typeNamed(name: string): ObjectType {
  const type = OBJECT_TYPES.find((each) => each.name === name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return type;
}
