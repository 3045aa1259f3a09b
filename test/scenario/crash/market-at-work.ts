import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../../src/connector/sim/fault.ts';
import { pick } from '../../../src/connector/sim/random.ts';
import type { Control, HubSpotPerson, SalesforcePerson, SalesforceRecord } from '../../support/people.ts';

/** Those who asked for sales, by e-mail address, once the form has been acknowledged. */
export type Asked = Set<string>;

export interface MarketParts {
  readonly hub: HubSpotPerson & { readonly control: Control };
  readonly force: SalesforcePerson & { readonly control: Control };
  readonly asked: Asked;
  readonly random: () => number;
}

const NAP_MS = 50;
const MOST_PEOPLE = 50;
/** Whoever gives this company is refused by a validation rule of the org. */
export const REFUSED = 'Refused';
/** Contacts of accounts that sales has already: they get an opportunity. */
export const BUYERS = ['buyer-0', 'buyer-1', 'buyer-2'].map((name) => `${name}@${name}.example`);

const SALES_FORMS = ['Talk to sales', 'Talk to sales', 'Book a demo'] as const;
const OTHER_FORMS = ['Newsletter', 'Download the guide'] as const;
const REASONS = ['', 'No need', 'Bad timing', 'Bad data', 'No fit'] as const;

const UNKNOWN: readonly Fault['effect'][] = [
  { kind: 'status', status: 500, body: [] },
  { kind: 'status', status: 503, body: 'busy' },
  { kind: 'lose-answer' },
  { kind: 'lose-request' },
];

export async function fillForm(hub: Control, form: string, email: string, company: string): Promise<void> {
  const fields = { email, firstname: 'Robin', lastname: 'Berg', company };
  await hub.post('people', { does: 'fill-form', form, page: 'https://www.acme.example/contact', fields });
}

/** A market at work until it is told to stop: people fill in forms, reps answer, and the systems fail now and then. */
export function startMarket({ hub, force, asked, random }: MarketParts): { stop(): Promise<void> } {
  let stopped = false;
  const known = async (): Promise<readonly string[]> =>
    (await hub.records('contacts')).flatMap(({ properties }) => properties['email'] ?? []);

  async function fill(forms: readonly string[], email: string): Promise<void> {
    // Whoever is refused has a company that says so, in every form: else sales had them already.
    const company = email.startsWith('refused') ? `${REFUSED} ${email}` : email;
    await fillForm(hub.control, pick(random, forms), email, company);
  }

  async function ask(email: string): Promise<void> {
    await fill(SALES_FORMS, email);
    asked.add(email);
  }

  async function market(): Promise<void> {
    const emails = await known();
    const dice = random();
    if (dice < 0.45 && emails.length < MOST_PEOPLE) {
      const kind = random() < 0.1 ? 'refused' : 'robin';
      const email = `${kind}@${Math.floor(random() * 1e9).toString(36)}.example`;
      await (random() < 0.8 ? ask(email) : fill(OTHER_FORMS, email));
    } else if (dice < 0.55) {
      await ask(pick(random, BUYERS));
    } else if (dice < 0.6) {
      const email = pick(random, emails);
      await hub.control.post('people', { does: 'attend', email, event: 'Autumn webinar', state: 'ATTENDED' });
    } else if (emails.length > 0) {
      await ask(pick(random, emails));
    }
  }

  /** A rep answers what was handed over: accepts it, gives it back, or converts it. */
  async function answer(): Promise<void> {
    const given = (await force.records('Lead')).filter(isToAnswer);
    if (given.length === 0) return;
    const { Id, Status } = pick(random, given);
    const dice = random();
    if (dice < 0.2) await force.convert(Id);
    else if (dice < 0.6 && Status === OPEN) await force.edit('Lead', Id, { Status: ACCEPTED });
    else
      await force.edit('Lead', Id, { Status: CLOSED, Leadloop_Rejection_Reason__c: pick(random, REASONS) });
  }

  async function fail(): Promise<void> {
    const [control, path] = pick(random, [
      [hub.control, 'batch/(create|update|upsert|read)'],
      [force.control, 'composite'],
      [force.control, 'composite/sobjects'],
    ] as const);
    await control.post('faults', { path, skip: Math.floor(random() * 3), effect: pick(random, UNKNOWN) });
  }

  async function keepDoing(one: () => Promise<void>, napMs: number): Promise<void> {
    while (!stopped) {
      try {
        await one();
      } catch (error) {
        // What a system refuses its own people, or answers with a fault of the script, is their affair.
        if (!/: [45]\d\d |fetch failed/u.test(String(error))) throw error;
      }
      await sleep(napMs);
    }
  }
  const all = [keepDoing(market, NAP_MS), keepDoing(answer, 2 * NAP_MS), keepDoing(fail, 30 * NAP_MS)];
  return {
    async stop() {
      stopped = true;
      await Promise.all(all);
    },
  };
}

const OPEN = 'Open - Not Contacted';
const ACCEPTED = 'Working - Contacted';
export const CLOSED = 'Closed - Not Converted';

/** Sales works on what it sees was handed over, and leaves alone what it gave back. */
const isToAnswer = (lead: SalesforceRecord): boolean =>
  !lead.IsDeleted &&
  lead['IsConverted'] !== true &&
  ['mql', 'sal'].includes(String(lead['Leadloop_Stage__c'])) &&
  (lead['Status'] === OPEN || lead['Status'] === ACCEPTED);
