/** What Olist's marketing and sales did, done again in a Leadloop and the Salesforce beside it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { salesforcePerson } from '../../test/support/people.ts';
import type { ImportReport } from '../../src/api/operations.ts';
import { control, type World } from '../support/world.ts';
import type { Deal, Lead } from './rows.ts';

/** Nobody in the data has a name: an address is made of the lead's id, at a company of its own. */
const addressOf = (id: string): string => `seller@${id}.example`;

/** Marketing: the leads as a list, where the origin is both the lead source and the campaign of the first touch. */
export function importLeads(world: World, leads: readonly Lead[], folder: string): Promise<ImportReport> {
  const file = join(folder, 'leads.csv');
  const head = 'Email,Last name,Company,Lead source,Campaign,Date';
  const rows = leads.map(({ id, day, origin }) =>
    [addressOf(id), `Seller ${id}`, `Shop ${id}`, origin, origin, day].join(','),
  );
  writeFileSync(file, [head, ...rows, ''].join('\n'));
  return world.operations.import({
    file,
    source: 'olist',
    campaign: null,
    rejectFile: join(folder, 'rejects.csv'),
    choices: {},
  });
}

interface SalesforceLead {
  readonly Email: string;
  readonly Id: string;
  readonly IsConverted: boolean;
  readonly ConvertedOpportunityId: string | null;
}

/** Sales: each lead of a deal is converted, unless it is already, and its opportunity won on the day, for the revenue. */
export async function enterDeals({ salesforce }: World, deals: readonly Deal[]): Promise<void> {
  const rep = await salesforcePerson({ url: salesforce });
  const leadsByAddress = async (): Promise<ReadonlyMap<string, SalesforceLead>> => {
    const fields = 'Email,IsConverted,ConvertedOpportunityId';
    const leads = (await control(salesforce, `records/Lead?fields=${fields}`)) as readonly SalesforceLead[];
    return new Map(leads.map((lead) => [lead.Email, lead]));
  };
  const before = await leadsByAddress();
  for (const { lead } of deals) {
    const known = before.get(addressOf(lead));
    if (known === undefined) throw new Error(`Salesforce has no lead ${lead}`);
    if (!known.IsConverted) await rep.convert(known.Id);
  }
  const after = await leadsByAddress();
  for (const { lead, day, revenue } of deals)
    await rep.edit('Opportunity', after.get(addressOf(lead))?.ConvertedOpportunityId ?? '', {
      StageName: 'Closed Won',
      CloseDate: day,
      Amount: Number(revenue),
    });
}
