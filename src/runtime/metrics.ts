import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Counts } from '../ledger/counts.ts';

/** Tells the ledger's numbers as Prometheus text, with the process's own: those are watched from now on. */
export function makeMetrics(): (counts: Counts) => Promise<string> {
  const ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return async (counts) => `${await ledgerMetrics(counts)}\n${await ofProcess.metrics()}`;
}

function ledgerMetrics(counts: Counts): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labels: readonly string[]): Gauge =>
    new Gauge({ name: `leadloop_${name}`, help, labelNames: [...labels], registers: [registry] });

  const waiting = gauge('waiting', 'Rows waiting, by stage and lane', ['stage', 'lane']);
  const lag = gauge('lag_seconds', 'How long the oldest row has waited, by stage and lane', [
    'stage',
    'lane',
  ]);
  for (const [stage, rows] of [
    ['inbox', counts.inbox],
    ['outbox', counts.outbox],
    ['decide', counts.toDecide],
  ] as const) {
    for (const row of rows) {
      waiting.set({ stage, lane: row.lane }, row.waiting);
      lag.set({ stage, lane: row.lane }, row.lagMs / 1000);
    }
  }
  const written = gauge('written', 'Writes delivered, by system and kind', ['system', 'kind']);
  for (const row of counts.receipts) written.set({ system: row.system, kind: row.kind }, row.delivered);
  const entities = gauge('entities', 'Entities known, by kind', ['kind']);
  for (const row of counts.entities) entities.set({ kind: row.kind }, row.entities);
  const touchpoints = gauge('touchpoints', 'What people did, by kind and whether the person is known', [
    'kind',
    'person',
  ]);
  for (const row of counts.touchpoints) {
    touchpoints.set({ kind: row.kind, person: 'known' }, row.joined);
    touchpoints.set({ kind: row.kind, person: 'unknown' }, row.unknown);
  }
  const refused = gauge('touchpoints_refused', 'Sources of touchpoints that may not be read', ['system']);
  for (const [system, rows] of Map.groupBy(counts.touchRefusals, (row) => row.system))
    refused.set({ system }, rows.length);
  const failures = gauge('failures', 'Entities that failed, by system and code', ['system', 'code']);
  for (const row of counts.failures) failures.set({ system: row.system, code: row.code }, row.entities);
  const held = gauge('breaker_held', 'Writes held by the mass-change breaker', ['system', 'lane', 'kind']);
  for (const { system, lane, kind, waiting: writes } of counts.breakers)
    held.set({ system, lane, kind }, writes);
  const connected = gauge('connected', 'Whether a system is connected (1) or paused (0)', ['system']);
  for (const row of counts.connections) connected.set({ system: row.system }, row.paused === null ? 1 : 0);
  const problems = gauge('mapping_problems', 'Where the mappings no longer fit the systems, by severity', [
    'severity',
  ]);
  for (const severity of ['error', 'warning'])
    problems.set({ severity }, counts.mappingProblems.filter((row) => row.severity === severity).length);
  const stages = gauge('people', 'People, by the stage they stand at', ['stage']);
  for (const { stage, people } of counts.stages) stages.set({ stage }, people);
  const notices = gauge('notices_failed', 'Notices that were given up, by code', ['code']);
  for (const { code, failed } of counts.noticeFailures) notices.set({ code }, failed);
  const handOffs = gauge('hand_offs', 'Hand-offs by the clock of the first touch', ['state']);
  for (const state of ['notVisible', 'running', 'overdue', 'met', 'missed'] as const)
    handOffs.set({ state: STATE_NAMES[state] }, counts.handOffs[state]);
  const took = gauge('hand_off_seconds', 'How long the systems took until a hand-off was visible', [
    'step',
    'quantile',
  ]);
  for (const { step, median, p99 } of counts.handOffs.systemMs) {
    took.set({ step, quantile: '0.5' }, median / 1000);
    took.set({ step, quantile: '0.99' }, p99 / 1000);
  }
  const drift = gauge('drift_rate', 'Share of the compared entities that differ, last 24 hours', ['object']);
  for (const { kind, compared, differing } of counts.drift) drift.set({ object: kind }, differing / compared);
  gauge('open_hand_offs', 'People handed to sales who have not been closed', []).set(counts.openHandOffs);
  gauge('open_conflicts', 'Conflicts that wait for a person', []).set(counts.openConflicts);
  gauge('parked', 'Writes parked for a person', []).set(counts.parked);
  return registry.metrics();
}

const STATE_NAMES = {
  notVisible: 'not-visible',
  running: 'running',
  overdue: 'overdue',
  met: 'met',
  missed: 'missed',
} as const;
