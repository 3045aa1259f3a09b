import { pick, seededRandom } from '../../../../src/connector/sim/random.ts';
import { DAY_MS } from '../../../../src/domain/clock.ts';
import type { FieldValue } from '../org.ts';
import type { Kernel } from './kernel.ts';
import { loadRow } from './load.ts';
import { datetime } from './time.ts';

const FIRST = [
  'Ada',
  'Ben',
  'Chloe',
  'David',
  'Elena',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Keiko',
  'Liam',
];
const LAST = [
  'Abbott',
  'Baker',
  'Costa',
  'Dubois',
  'Evans',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ito',
  'Jansen',
  'Kaya',
];
const NAMES = [
  'Northwind',
  'Bluebird',
  'Ironworks',
  'Sunfield',
  'Copperhill',
  'Riverton',
  'Oakline',
  'Brightway',
];
const KINDS = ['Logistics', 'Systems', 'Foods', 'Energy', 'Medical', 'Textiles', 'Robotics', 'Media'];
const TITLES = ['CEO', 'CTO', 'Head of Operations', 'Marketing Manager', 'Buyer', 'Plant Manager'];
const PLACES = [
  ['Berlin', 'Germany'],
  ['Lyon', 'France'],
  ['Boston', 'United States'],
  ['Leeds', 'United Kingdom'],
  ['Osaka', 'Japan'],
] as const;

/** Made-up people: half leads, half contacts, and one account for every four contacts. Changed in the last 90 days. */
export function populate(kernel: Kernel, count: number, seed: number, ownerIds: readonly string[]): void {
  const random = seededRandom(seed);
  const now = kernel.now();
  const accounts: string[] = [];

  function load(type: string, values: Readonly<Record<string, FieldValue>>): string {
    const at = datetime(now - Math.floor(random() * 90 * DAY_MS));
    const OwnerId = pick(random, ownerIds);
    const audit = { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at };
    return loadRow(kernel, type, {
      ...values,
      ...audit,
      OwnerId,
      CreatedById: OwnerId,
      LastModifiedById: OwnerId,
    });
  }

  const company = (n: number): { readonly name: string; readonly domain: string } => {
    const name = `${pick(random, NAMES)} ${pick(random, KINDS)} ${n}`;
    return { name, domain: `${name.toLowerCase().replaceAll(' ', '-')}.example` };
  };
  const domains: string[] = [];
  for (let n = 0; n < Math.ceil(count / 8); n += 1) {
    const { name, domain } = company(n);
    const [city, country] = pick(random, PLACES);
    domains.push(domain);
    accounts.push(
      load('Account', {
        Name: name,
        Website: `https://www.${domain}`,
        BillingCity: city,
        BillingCountry: country,
        NumberOfEmployees: 10 + Math.floor(random() * 5000),
      }),
    );
  }
  for (let n = 0; n < count; n += 1) {
    const FirstName = pick(random, FIRST);
    const LastName = pick(random, LAST);
    const local = `${FirstName}.${LastName}.${n}`.toLowerCase();
    const person = {
      FirstName,
      LastName,
      Title: pick(random, TITLES),
      Phone: `+1 555 01${String(n % 100).padStart(2, '0')}`,
      LeadSource: pick(random, ['Web', 'Phone Inquiry', 'Partner Referral', 'Other']),
    };
    if (n % 2 === 0) {
      const { name, domain } = company(n);
      const [City, Country] = pick(random, PLACES);
      const Rating = pick(random, ['Hot', 'Warm', 'Cold']);
      const Status = pick(random, ['Open - Not Contacted', 'Working - Contacted']);
      load('Lead', { ...person, Email: `${local}@${domain}`, Company: name, City, Country, Rating, Status });
    } else {
      const at = Math.floor(random() * accounts.length);
      load('Contact', { ...person, Email: `${local}@${domains[at] ?? ''}`, AccountId: accounts[at] ?? null });
    }
  }
}
