import { makeId, to18 } from '../org/ids.ts';
import type { Org } from '../org.ts';
import type { IngestJob, QueryJob } from './job.ts';

/** The bulk jobs of one org. */
export interface BulkStore {
  readonly ingest: Map<string, IngestJob>;
  readonly query: Map<string, QueryJob>;
  /** How long a job is in the queue before it is processed; with 0 the next poll finds it done. */
  processingMs: number;
  nextId(): string;
}

const stores = new WeakMap<Org, BulkStore>();

export function bulkStore(org: Org): BulkStore {
  const known = stores.get(org);
  if (known !== undefined) return known;
  let count = 0;
  const store: BulkStore = {
    ingest: new Map(),
    query: new Map(),
    processingMs: 0,
    nextId: () => {
      count += 1;
      return makeId('750', count);
    },
  };
  stores.set(org, store);
  return store;
}

/** By 15 or 18 characters. */
export const findJob = <T>(jobs: ReadonlyMap<string, T>, id: string): T | undefined =>
  jobs.get(to18(id) ?? id);
