/** A back-fill of many people into an empty org: records a second, CPU, memory; embedded and on PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises';
import { printHead, printTable, rounded } from './support/report.ts';
import { watchProcess } from './support/usage.ts';
import { addContacts, LONG_AGO, openWorld, total, type Shape, type World } from './support/world.ts';

const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 100_000);
/** Each look costs the ledger something, too. */
const LOOK_MS = 2_000;

printHead(`Back-fill: ${rounded(PEOPLE)} people, HubSpot → an empty Salesforce, no latency`);
const rows = [];
for (const shape of ['embedded', 'postgres'] as const satisfies readonly Shape[]) {
  for (const unpaced of [true, false]) {
    const world = await openWorld({ shape, unpaced });
    if (world === null) continue;
    await addContacts(world, PEOPLE, 'backfill', LONG_AGO);
    const watch = await watchProcess(world.pid);
    const made = await backfill(world);
    const usage = await watch.stop();
    await world.close();
    rows.push({
      ledger: shape,
      pace: unpaced ? 'engine alone' : "the vendors' limits",
      made: rounded(made),
      seconds: rounded(usage.seconds),
      'records/s': rounded(PEOPLE / usage.seconds),
      'CPU s': rounded(usage.cpuSeconds),
      'peak RSS MB': usage.peakMb,
      'RSS at ¼ ½ ¾ end': usage.overTimeMb.join(' '),
    });
  }
}
printTable(rows);

/** Until nothing waits any more. A call that says nothing for minutes would be cut off, so the end is looked for. */
async function backfill({ operations }: World): Promise<number> {
  const cutOff = operations.sync({ full: true }).then(
    () => null,
    (error: unknown) => error,
  );
  for (;;) {
    const ended = await Promise.race([cutOff.then(() => true), sleep(LOOK_MS, false)]);
    const { inbox, outbox, receipts } = await operations.status();
    const made = total(receipts.filter((row) => row.kind === 'create').map((row) => row.delivered));
    const waiting = total([...inbox, ...outbox].map((lane) => lane.waiting));
    if (waiting === 0 && (made >= PEOPLE || (ended && (await cutOff) === null))) return made;
    if (ended) await sleep(LOOK_MS);
  }
}
