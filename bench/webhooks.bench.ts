/** Webhook events taken over durably a second: 100 events a request, 10 requests at a time. */
import { createHmac } from 'node:crypto';
import { percentile, printHead, printTable, rounded } from './support/report.ts';
import { openWorld, type Shape, type World } from './support/world.ts';

const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 300);
const EVENTS = 100;
const IN_FLIGHT = 10;

printHead(
  `Webhooks: ${rounded(REQUESTS * EVENTS)} events, ${EVENTS} a request, ${IN_FLIGHT} requests at a time`,
);
const rows = [];
for (const shape of ['embedded', 'postgres'] as const satisfies readonly Shape[]) {
  const world = await openWorld({ shape });
  if (world === null) continue;
  // Half are new records, half ring again for records that are waiting.
  for (const [what, records] of [
    ['records not known yet', REQUESTS * EVENTS],
    ['the same 5,000 records', 5_000],
  ] as const) {
    const { seconds, waits } = await sendAll(world, records);
    rows.push({
      ledger: shape,
      events: what,
      'events/s': rounded((REQUESTS * EVENTS) / seconds),
      'answer p50 ms': percentile(waits, 0.5),
      'answer p99 ms': percentile(waits, 0.99),
    });
  }
  await world.close();
}
printTable(rows);

interface SignedRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signed before the clock runs: the sender is not what is measured. */
function requestsFor({ url, environment }: World, records: number): readonly SignedRequest[] {
  const timestamp = String(Date.now());
  return Array.from({ length: REQUESTS }, (_, request) => {
    const events = Array.from({ length: EVENTS }, (_unused, index) => ({
      eventId: request * EVENTS + index,
      subscriptionType: 'contact.propertyChange',
      objectId: 1_000_000 + ((request * EVENTS + index) % records),
      propertyName: 'city',
      propertyValue: 'Bonn',
      occurredAt: Date.now(),
    }));
    const body = JSON.stringify(events);
    const signature = createHmac('sha256', environment['HUBSPOT_CLIENT_SECRET'] ?? '')
      .update(`POST${url}/webhooks/hubspot${body}${timestamp}`)
      .digest('base64');
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'x-hubspot-signature-v3': signature,
        'x-hubspot-request-timestamp': timestamp,
      },
    };
  });
}

async function sendAll(
  world: World,
  records: number,
): Promise<{ readonly seconds: number; readonly waits: readonly number[] }> {
  const waiting = [...requestsFor(world, records)];
  const waits: number[] = [];
  const started = performance.now();
  const sender = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const sent = performance.now();
      const answer = await fetch(`${world.url}/webhooks/hubspot`, { method: 'POST', ...next });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`refused with ${answer.status}`);
      waits.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  return { seconds: (performance.now() - started) / 1000, waits };
}
