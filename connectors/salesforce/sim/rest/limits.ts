import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { Call } from './call.ts';
import { ok } from './reply.ts';
import { DAILY_CALLS } from './usage.ts';

/** The rest of `GET /limits`, never used up here. */
const OTHERS: Readonly<Record<string, number>> = {
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentSyncReportRuns: 20,
  DailyAsyncApexExecutions: 250_000,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DailyDeliveredPlatformEvents: 25_000,
  DailyDurableStreamingApiEvents: 25_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyStandardVolumePlatformEvents: 25_000,
  DailyStreamingApiEvents: 25_000,
  DailyWorkflowEmails: 390,
  DataStorageMB: 10_240,
  DurableStreamingApiConcurrentClients: 1000,
  FileStorageMB: 10_240,
  HourlyTimeBasedWorkflow: 1000,
  MassEmail: 5000,
  SingleEmail: 5000,
  StreamingApiConcurrentClients: 1000,
};

/** `GET /limits` */
export function limits({ usage }: Call): SimReply {
  const others = Object.entries(OTHERS).map(([name, most]) => [name, { Max: most, Remaining: most }]);
  return ok({
    DailyApiRequests: { Max: DAILY_CALLS, Remaining: DAILY_CALLS - usage.used() },
    ...(Object.fromEntries(others) as object),
  });
}

/** `GET /limits/recordCount?sObjects=Lead,Contact`; empty types may be missing, as in Salesforce. */
export function recordCount(call: Call): SimReply {
  const asked = call.query.get('sObjects');
  const names = asked === null ? call.org.types() : asked.split(',');
  const sObjects = names.flatMap((name) => {
    const object = call.org.describe(name.trim());
    if (!object) return [];
    let count = 0;
    for (const row of call.org.rows(object.name)) if (!row.IsDeleted) count += 1;
    return count > 0 ? [{ count, name: object.name }] : [];
  });
  return ok({ sObjects });
}
