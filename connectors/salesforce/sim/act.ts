import { pick } from '../../../src/connector/sim/random.ts';
import { DAY_MS } from '../../../src/domain/clock.ts';
import type { Row, SaveResult } from './org.ts';
import type { SimOrg } from './org/create.ts';

/** What part of the things a rep does is a new lead, a conversion, a delete or a talk; the rest are edits. */
const SHARES = { lead: 0.06, convert: 0.08, account: 0.1, sell: 0.1, remove: 0.01, touch: 0.25 } as const;
const ATTEMPTS = 50;

/** Does one thing a rep would do, by the same code as the API. Returns it in words. */
export function act(org: SimOrg, random: () => number): string {
  const options = { userId: pick(random, org.repIds) };
  let roll = random();
  const is = (share: number): boolean => (roll -= share) < 0;
  if (is(SHARES.lead)) return addLead(org, random, options);
  const lead = any(org, random, 'Lead', (row) => row.values['IsConverted'] !== true);
  if (is(SHARES.convert)) {
    if (!lead) return addLead(org, random, options);
    const result = org.convertLead(
      {
        leadId: lead.Id,
        convertedStatus: 'Closed - Converted',
        doNotCreateOpportunity: random() < 0.3,
        overwriteLeadSource: false,
        ...(String(lead.values['OwnerId']).startsWith('00G') ? { ownerId: options.userId } : {}),
      },
      options,
    );
    return result.success ? `converted lead ${lead.Id}` : `could not convert lead ${lead.Id}`;
  }
  if (is(SHARES.account)) {
    const account = any(org, random, 'Account');
    if (account) {
      const employees = 10 + Math.floor(random() * 5000);
      return edit(org, account, { NumberOfEmployees: employees }, options);
    }
  }
  const sale = any(org, random, 'Opportunity', (row) => row.values['IsClosed'] !== true);
  if (is(SHARES.sell) && sale) return edit(org, sale, nextStep(org, random, sale), options);
  const contact = any(org, random, 'Contact');
  const person = random() < 0.5 ? (lead ?? contact) : (contact ?? lead);
  if (!person) return addLead(org, random, options);
  if (is(SHARES.remove)) {
    return told(org.remove(person.type, person.Id, options), `deleted ${person.type} ${person.Id}`);
  }
  if (is(SHARES.touch)) return talk(org, random, person, options);
  const changes = [
    { Phone: `+1 555 ${String(Math.floor(random() * 10_000_000)).padStart(7, '0')}` },
    { Title: pick(random, ['CFO', 'COO', 'Head of IT', 'Purchasing Manager', 'Director of Marketing']) },
    ...(person.type === 'Lead'
      ? [
          { Status: pick(random, ['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted']) },
          { Rating: pick(random, ['Hot', 'Warm', 'Cold']) },
        ]
      : []),
  ];
  return edit(org, person, pick<Readonly<Record<string, string>>>(random, changes), options);
}

/** Logs a call or an e-mail, books a meeting, or notes an answer to a campaign. */
function talk(org: SimOrg, random: () => number, person: Row, options: { readonly userId: string }): string {
  const activity = { WhoId: person.Id, OwnerId: options.userId };
  const [type, values] = pick<readonly [string, Readonly<Record<string, unknown>>]>(random, [
    [
      'Task',
      { ...activity, Subject: 'Call', TaskSubtype: 'Call', CallType: 'Outbound', Status: 'Completed' },
    ],
    ['Task', { ...activity, Subject: 'Email: your question', TaskSubtype: 'Email', Status: 'Completed' }],
    ['Event', { ...activity, Subject: 'Product demo', ...inTwoDays(org) }],
    [
      'CampaignMember',
      { CampaignId: campaign(org, options), [`${person.type}Id`]: person.Id, Status: 'Responded' },
    ],
  ]);
  return told(org.insert(type, values, options), `added a ${type} for ${person.type} ${person.Id}`);
}

function inTwoDays({ kernel }: SimOrg): Readonly<Record<string, unknown>> {
  const starts = new Date(kernel.now() + 2 * DAY_MS).toISOString();
  return { StartDateTime: starts, DurationInMinutes: 45, ActivityDateTime: starts };
}

/** The one campaign of the market. */
function campaign(org: SimOrg, options: { readonly userId: string }): string {
  const known = [...org.rows('Campaign')].find((row) => !row.IsDeleted);
  if (known) return known.Id;
  const made = org.insert('Campaign', { Name: 'Autumn webinar', IsActive: true }, options);
  return made.success ? made.id : '';
}

/** An opportunity comes into the next stage, is given an amount, or is lost. */
function nextStep(org: SimOrg, random: () => number, sale: Row): Readonly<Record<string, unknown>> {
  const stages = [...org.rows('OpportunityStage')].map((row) => String(row.values['ApiName']));
  const next = stages[stages.indexOf(String(sale.values['StageName'])) + 1] ?? 'Closed Won';
  return pick<Readonly<Record<string, unknown>>>(random, [
    { StageName: next },
    { StageName: next },
    { Amount: Math.round(random() * 5_000_000) / 100 },
    { StageName: 'Closed Lost' },
  ]);
}

function edit(
  org: SimOrg,
  row: Row,
  values: Readonly<Record<string, unknown>>,
  options: { readonly userId: string },
): string {
  const words = `changed ${Object.keys(values).join(', ')} of ${row.type} ${row.Id}`;
  return told(org.update(row.type, row.Id, values, options), words);
}

function addLead(org: SimOrg, random: () => number, options: { readonly userId: string }): string {
  const number = Math.floor(random() * 1_000_000_000);
  const result = org.insert(
    'Lead',
    {
      FirstName: pick(random, ['Nora', 'Omar', 'Petra', 'Quinn']),
      LastName: pick(random, ['Reyes', 'Stone', 'Tanaka', 'Unger']),
      Company: `Walk-in ${number}`,
      Email: `walk.in.${number}@visitor.example`,
      LeadSource: 'Phone Inquiry',
    },
    options,
  );
  return told(result, result.success ? `added lead ${result.id}` : 'added a lead');
}

const told = (result: SaveResult, words: string): string =>
  result.success ? words : `was refused (${result.errors[0]?.statusCode ?? ''}) when it ${words}`;

/** A living row by chance; null when none is found soon. */
function any(
  org: SimOrg,
  random: () => number,
  type: string,
  fits: (row: Row) => boolean = () => true,
): Row | null {
  const { ids, size } = org.store.table(type);
  for (let attempt = 0; attempt < ATTEMPTS && size > 0; attempt += 1) {
    const row = ids.at(Math.floor(random() * size));
    if (row && !row.IsDeleted && fits(row)) return row;
  }
  return null;
}
