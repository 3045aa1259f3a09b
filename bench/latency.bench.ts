/**
 * From a contact made in HubSpot to its Lead, from an edited Lead to the changed contact, and from an opt-out on either side to
 * the other, by webhooks and stream; at rest, and while a back-fill runs in the bulk lane.
 *
 * The vendors' own share is what the calls cost that any connector must make one after the other. HubSpot → Salesforce:
 * read the contact, look for a match in Salesforce, write. Salesforce → HubSpot: read the Lead, read the contact, write.
 * An opt-out needs who said it as well, and in HubSpot the address before and the status after.
 * An arrival is the moment Leadloop holds the vendor's receipt, so a little later than it is visible there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { latencyRow, printHead, printTable } from './support/report.ts';
import { until } from './support/until.ts';
import { addContacts, control, LONG_AGO, openWorld, person, type World } from './support/world.ts';

const SAMPLES = Number(process.env['BENCH_SAMPLES'] ?? 200);
const BACKFILL = Number(process.env['BENCH_PEOPLE'] ?? 20_000);
const HUBSPOT_MS = 80;
const SALESFORCE_MS = 120;
const TO_SALESFORCE_MS = HUBSPOT_MS + SALESFORCE_MS + SALESFORCE_MS;
const TO_HUBSPOT_MS = SALESFORCE_MS + HUBSPOT_MS + HUBSPOT_MS;
const OPT_OUT_TO_SALESFORCE_MS = HUBSPOT_MS + SALESFORCE_MS + SALESFORCE_MS + SALESFORCE_MS;
const OPT_OUT_TO_HUBSPOT_MS = SALESFORCE_MS + HUBSPOT_MS + SALESFORCE_MS + 3 * HUBSPOT_MS;
/**
 * One at a time, at moments that have nothing to do with Leadloop's own, and so few that what each costs (three calls, when
 * it comes alone) stays well below HubSpot's burst limit of 19 a second.
 */
const PAUSE_MS = 250;

printHead(
  `Latency: ${SAMPLES} of each, HubSpot answers in ${HUBSPOT_MS} ms, Salesforce in ${SALESFORCE_MS} ms`,
);
const world = await openWorld({
  latencyMs: { hubspot: HUBSPOT_MS, salesforce: SALESFORCE_MS },
  webhooks: true,
  stream: true,
});
if (world !== null) {
  await sample(world, 'warm-up', 10);
  const atRest = await sample(world, 'rest', SAMPLES);
  await addContacts(world, BACKFILL, 'backfill', LONG_AGO);
  const backfill = world.operations.sync({ full: true });
  await sleep(2_000);
  const busy = await sample(world, 'busy', SAMPLES);
  const done = await Promise.race([backfill.then(() => true), sleep(1, false)]);
  printTable([...rowsOf('at rest', atRest), ...rowsOf(`during a back-fill of ${BACKFILL}`, busy)]);
  if (done) console.log('The back-fill ended before the samples did: set BENCH_PEOPLE higher.\n');
  await world.close();
}

interface Samples {
  readonly toSalesforce: readonly number[];
  readonly toHubspot: readonly number[];
  readonly optOutToSalesforce: readonly number[];
  readonly optOutToHubspot: readonly number[];
}

function rowsOf(when: string, samples: Samples) {
  const { toSalesforce, toHubspot, optOutToSalesforce, optOutToHubspot } = samples;
  return [
    latencyRow(when, 'contact made → Lead', toSalesforce, TO_SALESFORCE_MS),
    latencyRow(when, 'Lead edited → contact', toHubspot, TO_HUBSPOT_MS),
    latencyRow(when, 'unsubscribed → Lead', optOutToSalesforce, OPT_OUT_TO_SALESFORCE_MS),
    latencyRow(when, 'Lead opted out → contact', optOutToHubspot, OPT_OUT_TO_HUBSPOT_MS),
  ];
}

async function sample(where: World, group: string, count: number): Promise<Samples> {
  const headers = await salesforceHeaders(where);
  const contacts: { id: string; at: number }[] = [];
  for (let number = 0; number < count; number += 1) {
    const id = await makeContact(where, person(number, group));
    contacts.push({ id, at: Date.now() });
    await sleep(PAUSE_MS);
  }
  const toSalesforce: number[] = [];
  const leads: string[] = [];
  for (const { id, at } of contacts) {
    const made = await arrivalOf(where, id, 'salesforce', 'Email');
    toSalesforce.push(made.at - at);
    leads.push(made.lead);
  }
  const edits: { id: string; at: number }[] = [];
  for (const [index, lead] of leads.entries()) {
    await editLead(where, lead, { Title: `Edited ${index}` }, headers);
    edits.push({ id: lead, at: Date.now() });
    await sleep(PAUSE_MS);
  }
  const toHubspot: number[] = [];
  for (const { id, at } of edits) toHubspot.push((await arrivalOf(where, id, 'hubspot', 'jobtitle')).at - at);
  return { toSalesforce, toHubspot, ...(await sampleOptOuts(where, group, leads, headers)) };
}

/** One half of the people unsubscribes in HubSpot, the other is opted out by a rep. */
async function sampleOptOuts(
  where: World,
  group: string,
  leads: readonly string[],
  headers: Record<string, string>,
): Promise<Pick<Samples, 'optOutToSalesforce' | 'optOutToHubspot'>> {
  const said: { lead: string; at: number; to: 'salesforce' | 'hubspot' }[] = [];
  for (const [index, lead] of leads.entries()) {
    const to = index % 2 === 0 ? 'salesforce' : 'hubspot';
    if (to === 'salesforce')
      await control(where.hubspot, 'people', { does: 'unsubscribe', email: person(index, group)['email'] });
    else await editLead(where, lead, { HasOptedOutOfEmail: true }, headers);
    said.push({ lead, at: Date.now(), to });
    await sleep(PAUSE_MS);
  }
  const optOutToSalesforce: number[] = [];
  const optOutToHubspot: number[] = [];
  for (const { lead, at, to } of said) {
    const [times, field] =
      to === 'salesforce' ? [optOutToSalesforce, 'HasOptedOutOfEmail'] : [optOutToHubspot, 'hs_email_optout'];
    times.push((await arrivalOf(where, lead, to, field)).at - at);
  }
  return { optOutToSalesforce, optOutToHubspot };
}

/** When Leadloop got the receipt of its first write of a field to a system for this record; waits until there is one. */
function arrivalOf(
  { operations }: World,
  record: string,
  system: string,
  field: string,
): Promise<{ readonly at: number; readonly lead: string }> {
  return until(async () => {
    const [history] = await operations.why(record);
    const receipt = history?.receipts.findLast(
      (candidate) => candidate.system === system && candidate.fields.includes(field),
    );
    const lead = history?.links.find((link) => link.system === 'salesforce');
    if (receipt === undefined || lead === undefined) return undefined;
    return { at: new Date(receipt.at).getTime(), lead: lead.id };
  });
}

/** As a person in HubSpot does: what is written with Leadloop's own token would be taken for its echo, and not be urgent. */
async function makeContact({ hubspot }: World, properties: Record<string, string>): Promise<string> {
  const made = (await control(hubspot, 'records/contacts?events=true', [{ properties }])) as {
    ids: readonly string[];
  };
  return made.ids[0] ?? '';
}

async function editLead(
  { salesforce }: World,
  id: string,
  fields: Readonly<Record<string, unknown>>,
  headers: Record<string, string>,
): Promise<void> {
  const answer = await fetch(`${salesforce}/services/data/v68.0/sobjects/Lead/${id}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify(fields),
  });
  if (!answer.ok) throw new Error(`the Lead was not edited: ${answer.status}`);
}

async function salesforceHeaders({ salesforce }: World): Promise<Record<string, string>> {
  const form = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };
  const answer = await fetch(`${salesforce}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  return { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
}
