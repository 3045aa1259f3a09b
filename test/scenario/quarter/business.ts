import { pick } from '../../../src/connector/sim/random.ts';
import type { Harness } from '../../support/harness.ts';
import { call, type Control, type SalesforceRecord } from '../../support/people.ts';

const SITE = 'https://www.acme.example';
const FORMS = [
  'Newsletter',
  'Download the guide',
  'Talk to sales',
  'Talk to sales',
  'Book a demo',
  'Support',
] as const;
const CAMPAIGNS = ['winter-launch', 'partner-webinar', 'search-ads', null] as const;
const PAGES = ['/', '/pricing', '/product', '/customers'] as const;
const COUNTRIES = ['Germany', 'France', 'Japan'] as const;
const REASONS = ['', 'Unreachable', 'No need', 'Bad data', 'No fit', 'Bad timing'] as const;
const CURRENCIES = ['EUR', 'USD', 'JPY'] as const;
const STEPS = ['Qualification', 'Value Proposition', 'Negotiation/Review'] as const;

const OPEN = 'Open - Not Contacted';
const ACCEPTED = 'Working - Contacted';
const REJECTED = 'Closed - Not Converted';

/** An org of several currencies; the simulated one has one, and gets a field in which reps say which it is. */
export async function addCurrency(_hub: Control, { url }: Control): Promise<void> {
  const Metadata = { label: 'Currency', type: 'Text', length: 3 };
  const body = { FullName: 'Opportunity.Currency__c', Metadata };
  const headers = { authorization: `Bearer ${await tokenOf(url)}` };
  await call(`${url}/services/data/v68.0/tooling/sobjects/CustomField`, 'POST', body, headers);
}

async function tokenOf(url: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };
  const answer = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/**
 * A day in both systems: reps answer what they were given, and work on their opportunities; people come, fill in forms, read
 * pages and mails. Nobody has to do with a rep and with marketing on one day, so that it is clear what came first.
 */
export async function doBusiness(
  { hub, force }: Pick<Harness, 'hub' | 'force'>,
  random: () => number,
  { newcomers, today }: { readonly newcomers: number; readonly today: Date },
): Promise<void> {
  const is = (chance: number): boolean => random() < chance;
  const busy = new Set<unknown>();
  const does = (what: string, more: Record<string, unknown>): Promise<void> =>
    hub.control.post('people', { does: what, ...more });
  const pageOf = (path: string): string => {
    const campaign = pick(random, CAMPAIGNS);
    return `${SITE}${path}${campaign === null ? '' : `?utm_campaign=${campaign}`}`;
  };

  async function answer({ Id, Status, Email }: SalesforceRecord): Promise<void> {
    const dice = random();
    if (dice > 0.6) return;
    busy.add(Email);
    if (dice < 0.1) {
      const said = pick(random, REASONS);
      const reason = said === '' ? {} : { Leadloop_Rejection_Reason__c: said };
      await force.edit('Lead', Id, { Status: REJECTED, ...reason });
    } else if (Status === OPEN) await force.edit('Lead', Id, { Status: ACCEPTED });
    else if (dice < 0.5) await force.convert(Id);
  }

  async function sell({ Id, Amount }: SalesforceRecord): Promise<void> {
    const dice = random();
    const currency = pick(random, CURRENCIES);
    const cents = Math.round(random() * 9_000_000);
    // There are no smaller yen.
    const amount = { Amount: currency === 'JPY' ? cents : cents / 100, Currency__c: currency };
    const closed = { CloseDate: today.toISOString().slice(0, 10) };
    if (dice < 0.5) return;
    if (dice < 0.6 || (Amount === null && dice < 0.95))
      await force.edit('Opportunity', Id, { StageName: pick(random, STEPS), ...amount });
    else
      await force.edit('Opportunity', Id, { StageName: is(0.6) ? 'Closed Won' : 'Closed Lost', ...closed });
  }

  async function come(): Promise<void> {
    const name = `n${Math.floor(random() * 1e9).toString(36)}`;
    const email = `robin@${name}.example`;
    const company = `Company ${name}`;
    const fields = { email, firstname: 'Robin', lastname: 'Berg', company, country: pick(random, COUNTRIES) };
    await does('fill-form', { form: pick(random, FORMS), page: pageOf('/contact'), fields });
  }

  async function goOn(email: string): Promise<void> {
    const dice = random();
    if (dice < 0.03)
      await does('fill-form', { form: pick(random, FORMS), page: pageOf('/contact'), fields: { email } });
    else if (dice < 0.1) await does('view-page', { email, url: pageOf(pick(random, PAGES)) });
    else if (dice < 0.12) await does('mail', { type: 'OPEN', recipient: email });
    else if (dice < 0.14) await does('mail', { type: 'CLICK', recipient: email, url: pageOf('/product') });
    else if (dice < 0.15) await does('attend', { email, event: 'Autumn webinar', state: 'REGISTERED' });
    else if (dice < 0.16) await does('attend', { email, event: 'Autumn webinar', state: 'ATTENDED' });
  }

  const known = (await hub.records('contacts')).flatMap(({ properties }) => properties['email'] ?? []);
  const [leads, contacts, roles, opportunities] = await Promise.all(
    ['Lead', 'Contact', 'OpportunityContactRole', 'Opportunity'].map((type) => force.records(type)),
  );
  for (const lead of leads ?? []) if (isGiven(lead)) await answer(lead);
  for (const opportunity of opportunities ?? []) {
    if (opportunity['IsClosed'] === true) continue;
    const role = roles?.find(({ OpportunityId }) => OpportunityId === opportunity.Id);
    busy.add(contacts?.find(({ Id }) => Id === role?.['ContactId'])?.['Email']);
    await sell(opportunity);
  }
  for (let person = 0; person < newcomers; person += 1) await come();
  for (const email of known) if (!busy.has(email)) await goOn(email);
}

/** Sales works on what was handed over, until it has converted it or given it back. */
const isGiven = (lead: SalesforceRecord): boolean =>
  lead['IsConverted'] !== true &&
  ['mql', 'sal'].includes(String(lead['Leadloop_Stage__c'])) &&
  (lead['Status'] === OPEN || lead['Status'] === ACCEPTED);
