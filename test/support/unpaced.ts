import { findConnectors } from '../../src/connector/registry.ts';

const UNLIMITED = 1_000_000_000;

/**
 * Lifts the rate limits that the connectors declare, for connections that are opened from now on; answers how to have them back.
 * Calls are still counted in the ledger, as always.
 */
export async function unpaced(): Promise<() => void> {
  const declared = (await findConnectors()).map(({ capabilities }) => ({
    capabilities,
    buckets: capabilities.buckets,
  }));
  for (const { capabilities, buckets } of declared)
    Object.assign(capabilities, { buckets: buckets.map((bucket) => ({ ...bucket, capacity: UNLIMITED })) });
  return () => {
    for (const { capabilities, buckets } of declared) Object.assign(capabilities, { buckets });
  };
}
