/** A back-fill of many people into an empty org: records a second, CPU, memory; embedded and on PostgreSQL. */
import { printHead, printTable, rounded } from './support/report.ts';
import { watchProcess } from './support/usage.ts';
import { addContacts, openWorld, type Shape } from './support/world.ts';

const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 100_000);

printHead(`Back-fill: ${rounded(PEOPLE)} people, HubSpot → an empty Salesforce, no latency`);
const rows = [];
for (const shape of ['embedded', 'postgres'] as const satisfies readonly Shape[]) {
  for (const unpaced of [true, false]) {
    const world = await openWorld({ shape, unpaced });
    if (world === null) continue;
    await addContacts(world, PEOPLE, 'backfill');
    const watch = await watchProcess(world.pid);
    const report = await world.operations.sync({ full: true });
    const usage = await watch.stop();
    await world.close();
    rows.push({
      ledger: shape,
      pace: unpaced ? 'engine alone' : "the vendors' limits",
      made: rounded(report.writes['salesforce'] ?? 0),
      seconds: rounded(usage.seconds),
      'records/s': rounded(PEOPLE / usage.seconds),
      'CPU s': rounded(usage.cpuSeconds),
      'peak RSS MB': usage.peakMb,
      'RSS at ¼ ½ ¾ end': usage.overTimeMb.join(' '),
    });
  }
}
printTable(rows);
