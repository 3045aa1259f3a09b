import type { Ids } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import { keepRoutingState, takeRoutingState, type LastHandOff } from '../ledger/hand-offs.ts';
import type { LedgerTx } from '../ledger/database.ts';
import { openLoads } from '../ledger/open-hand-offs.ts';
import type { Directory } from '../rules/directory.ts';
import { NO_STATE, withOpen, type RoutingState } from '../rules/routing/state.ts';
import { handOver, type HandedOver, type HandOverRules, type ToHandOver } from './hand-over.ts';

/**
 * Hands people over one after the other, each by the turns that the one before left. Whoever else wants to give people to
 * somebody waits until the transaction ends, so the shares are fair however many decide side by side.
 */
export async function handOverAll(
  tx: LedgerTx,
  people: readonly ToHandOver[],
  rules: HandOverRules,
  directory: Directory,
  ids: Ids,
): Promise<ReadonlyMap<EntityId, HandedOver>> {
  const handed = new Map<EntityId, HandedOver>();
  if (people.length === 0) return handed;
  let state = await takeState(tx);
  for (const person of people) {
    const one = handOver(rules, person, directory, state, ids);
    state = one.routed.state;
    handed.set(person.entity, one);
  }
  await keepRoutingState(tx, state);
  return handed;
}

/** Whose turn it is, and what everybody has open as the ledger counts it; nobody else gives before the transaction ends. */
export async function takeState(tx: LedgerTx): Promise<RoutingState> {
  const state = ((await takeRoutingState(tx)) ?? NO_STATE) as RoutingState;
  return withOpen(state, await openLoads(tx));
}

/** Whether somebody has been handed over in a cycle already: that happens once. */
export const wasHandedOver = (last: LastHandOff | undefined, cycle: number): boolean =>
  last !== undefined && last.cycle >= cycle;
