import type { ClaimedEntity } from '../../src/ledger/claim-entities.ts';

/** A person of whom nothing is known, nothing is under way and nobody has told anything. */
const NOBODY: ClaimedEntity = {
  id: '01a00000-0000-7000-8000-000000000001',
  kind: 'person',
  partition: 0,
  lane: 'live',
  receivedAt: new Date(0),
  inbox: [],
  links: [],
  tried: [],
  unsure: [],
  parked: [],
  openConflicts: [],
  held: false,
  unwanted: [],
  apart: [],
  withheld: null,
  corrections: [],
  keyElsewhere: [],
};

export const claimedEntity = (change: Partial<ClaimedEntity>): ClaimedEntity => ({ ...NOBODY, ...change });
