/**
 * Loaded before Leadloop (`node --import`): lifts the rate limits that the connectors declare, so that the engine alone is
 * measured. Calls are still counted in the ledger, as always.
 */
import { findConnectors } from '../../src/connector/registry.ts';

const UNLIMITED = 1_000_000_000;

for (const { capabilities } of await findConnectors()) {
  const buckets = capabilities.buckets.map((bucket) => ({ ...bucket, capacity: UNLIMITED }));
  Object.assign(capabilities, { buckets });
}
