/**
 * From a form "talk to sales" of somebody unknown to the Lead with its owner and reason, the rep's Task, and the notice in the
 * channel; at rest, and while a back-fill runs in the bulk lane, on the built-in database.
 *
 * The vendors' own share is what the calls cost that any connector must make one after the other: read the contact and the
 * form, look for a match in Salesforce, write the Lead, then the Task on it. The notice needs the first two only.
 * An arrival is the moment Leadloop holds the vendor's receipt, or the channel holds the notice.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { latencyRow, printHead, printTable } from './support/report.ts';
import { until } from './support/until.ts';
import { addContacts, control, LONG_AGO, openWorld, type World } from './support/world.ts';

const SAMPLES = Number(process.env['BENCH_SAMPLES'] ?? 100);
const BACKFILL = Number(process.env['BENCH_PEOPLE'] ?? 100_000);
const HUBSPOT_MS = 80;
const SALESFORCE_MS = 120;
const NOTICE_MS = 2 * HUBSPOT_MS;
const LEAD_MS = NOTICE_MS + 2 * SALESFORCE_MS;
const TASK_MS = LEAD_MS + SALESFORCE_MS;
/** One at a time, at moments that have nothing to do with Leadloop's own, and below HubSpot's limit on calls. */
const PAUSE_MS = 700;

/** When the channel was told of which company. */
const notices = new Map<string, number>();
const channel = createServer((request, response) => {
  void (async () => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const company = /Firm [a-z]+ \d+/.exec(body)?.[0];
    if (company !== undefined) notices.set(company, Date.now());
    response.end('ok');
  })();
});
channel.listen(0, '127.0.0.1');
await once(channel, 'listening');
const { port } = channel.address() as AddressInfo;

printHead(
  `Hand-over: ${SAMPLES} forms, HubSpot answers in ${HUBSPOT_MS} ms, Salesforce in ${SALESFORCE_MS} ms`,
);
const world = await openWorld({
  latencyMs: { hubspot: HUBSPOT_MS, salesforce: SALESFORCE_MS },
  webhooks: true,
  stream: true,
  environment: { LEADLOOP_SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/` },
});
if (world !== null) {
  await sample(world, 'warm', 5);
  const atRest = await sample(world, 'rest', SAMPLES);
  await addContacts(world, BACKFILL, 'backfill', LONG_AGO);
  const backfill = world.operations.sync({ full: true });
  const ended = backfill.then(
    () => true,
    () => true,
  );
  await sleep(5_000);
  const busy = await sample(world, 'busy', SAMPLES);
  const done = await Promise.race([ended, sleep(1, false)]);
  const { entities } = await world.operations.status();
  printTable([...rowsOf('at rest', atRest), ...rowsOf(`during a back-fill of ${BACKFILL}`, busy)]);
  console.log(
    `People known at the end of the samples: ${entities.find(({ kind }) => kind === 'person')?.entities ?? 0}.`,
  );
  if (done) console.log('The back-fill ended before the samples did: set BENCH_PEOPLE higher.\n');
  await world.close();
}
channel.close();

interface Arrivals {
  readonly lead: readonly number[];
  readonly task: readonly number[];
  readonly notice: readonly number[];
}

function rowsOf(when: string, { lead, task, notice }: Arrivals) {
  return [
    latencyRow(when, 'form → Lead with owner and reason', lead, LEAD_MS),
    latencyRow(when, 'form → Task', task, TASK_MS),
    latencyRow(when, 'form → notice', notice, NOTICE_MS),
  ];
}

async function sample(where: World, group: string, count: number): Promise<Arrivals> {
  const asked: { readonly email: string; readonly company: string; readonly at: number }[] = [];
  for (let number = 0; number < count; number += 1) {
    const email = `robin@${group}-${number}.example`;
    const company = `Firm ${group} ${number}`;
    await control(where.hubspot, 'people', {
      does: 'fill-form',
      form: 'Talk to sales',
      page: 'https://www.acme.example/talk',
      fields: { email, firstname: 'Robin', lastname: 'Berg', company, jobtitle: 'Head of IT' },
    });
    asked.push({ email, company, at: Date.now() });
    await sleep(PAUSE_MS);
  }
  const [lead, task, notice]: [number[], number[], number[]] = [[], [], []];
  for (const { email, company, at } of asked) {
    const made = await handedOver(where, email);
    lead.push(made.leadAt - at);
    task.push(made.taskAt - at);
    notice.push((await until(() => Promise.resolve(notices.get(company)))) - at);
  }
  return { lead, task, notice };
}

/** When Leadloop got the receipts of the person's first write to Salesforce, and of that of the Task. */
async function handedOver(
  { operations }: World,
  email: string,
): Promise<{ readonly leadAt: number; readonly taskAt: number }> {
  const firstWrite = async (needle: string): Promise<number | undefined> => {
    const [found] = await operations.why(needle);
    const at = found?.receipts.findLast(({ system }) => system === 'salesforce')?.at;
    return at === undefined ? undefined : new Date(at).getTime();
  };
  const task = await until(async () => {
    const [found] = await operations.why(email);
    return found?.decided?.handOffs[0]?.made.records.find(({ object }) => object === 'task')?.id;
  });
  return { leadAt: await until(() => firstWrite(email)), taskAt: await until(() => firstWrite(task)) };
}
