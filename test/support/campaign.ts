import type { Campaign } from '../../src/domain/campaign.ts';

/** A campaign of which nothing is known but what is said. */
export const campaign = (id: string, more: Partial<Campaign> = {}): Campaign => ({
  id,
  name: null,
  type: null,
  status: null,
  start: null,
  end: null,
  budgetedCost: null,
  actualCost: null,
  currency: null,
  parent: null,
  utm: null,
  refs: [],
  ...more,
});
