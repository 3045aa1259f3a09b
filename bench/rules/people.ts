import { DAY_MS, HOUR_MS } from '../../src/domain/clock.ts';
import type { DecisionInput } from '../../src/rules/input.ts';

const PEOPLE = 2_000;
export const TOUCHPOINTS = 30;
export const NOW = Date.parse('2026-11-21T12:00:00.000Z');

/** The same people in every run. */
let seed = 1;
const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
const oneOf = <T>(...values: readonly T[]): T => values[Math.floor(chance() * values.length)] as T;

const ROLES = ['Head of', 'Director', 'Clerk,', 'Manager', 'Student of', 'Senior', 'Vice President'];
const TEAMS = [
  ...['IT', 'Sales', 'Marketing', 'Finance', 'Procurement', 'Operations', 'Research', 'Quality', 'Logistics'],
  ...['Legal', 'Engineering', 'Support', 'Product', 'Design', 'Data', 'Security', 'Facilities', 'Training'],
];

/** The same in every run. */
export const people: readonly DecisionInput[] = Array.from({ length: PEOPLE }, (_, index) => ({
  person: {
    email: index % 3 === 0 ? `person${index}@gmail.com` : `person${index}@acme${index}.example`,
    firstName: 'Ada',
    lastName: 'Lovelace',
    company: index % 10 === 0 ? null : 'Acme',
    jobTitle: index % 20 === 0 ? null : `${oneOf(...ROLES)} ${oneOf(...TEAMS)}`,
    country: oneOf('Germany', 'Chile', null),
    phone: null,
  },
  company: index % 2 === 0 ? null : { employees: index, industry: oneOf('Technology', 'Retail', null) },
  touchpoints: Array.from({ length: TOUCHPOINTS }, () => ({
    kind: oneOf('page_view', 'page_view', 'page_view', 'email_open', 'email_click', 'form_submit', 'meeting'),
    at: NOW - Math.floor(chance() * 120 * DAY_MS),
    about: oneOf('/pricing', '/product/crm', '/blog/news', 'newsletter', 'demo', 'white paper', '/careers'),
  })),
  totals: [],
  standing: {
    stage: oneOf('inquiry', 'engaged', 'mql', 'recycled'),
    cycle: 1,
    since: NOW - index * HOUR_MS,
    returnAt: null,
    answeredAt: null,
    heard: [],
  },
  opportunities:
    index % 25 === 0
      ? [
          {
            id: 'an opportunity',
            stage: 'Prospecting',
            isClosed: false,
            isWon: false,
            amount: 12_000,
            currency: 'EUR',
            closedAt: null,
            lossReason: null,
          },
        ]
      : [],
  now: NOW,
}));
