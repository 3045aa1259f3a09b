import type { Counts } from '../../src/ledger/counts.ts';

/** A ledger in which nothing has happened. */
export const NO_COUNTS: Counts = {
  entities: [],
  inbox: [],
  outbox: [],
  parked: 0,
  receipts: [],
  conflicts: 0,
  openConflicts: 0,
  waitingConflicts: [],
  recentConflicts: [],
  failures: [],
  erasures: [],
  breakers: [],
  connections: [],
  mappingProblems: [],
  touchpoints: [],
  touchRefusals: [],
  cursors: [],
  proof: null,
  stages: [],
  toDecide: [],
  openHandOffs: 0,
  handOffs: { notVisible: 0, running: 0, overdue: 0, met: 0, missed: 0, systemMs: [] },
  trial: null,
  noticeFailures: [],
};
