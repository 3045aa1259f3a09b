import { expect } from 'chai';
import { FAILURE_KINDS, type Failure, type FailureKind } from '../../../src/domain/failure.ts';
import { MAX_ATTEMPTS, nextStep } from '../../../src/deliver/next-step.ts';
import type { ClaimedIntent } from '../../../src/ledger/claim-intents.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const REF = { system: 'crm', object: 'Lead', id: 'L1' };

const intent = (over: Partial<ClaimedIntent> = {}): ClaimedIntent => ({
  id: 'i',
  write: { kind: 'create', system: 'crm', object: 'Lead', key: 'e', fields: {} },
  settles: {},
  sources: [],
  changes: {},
  entity: 'e',
  lane: 'live',
  partition: 0,
  attempts: 1,
  unanswered: false,
  readAt: NOW,
  receivedAt: NOW,
  ...over,
});

const failed = (kind: FailureKind, over: Partial<Failure> = {}) =>
  ({
    kind: 'failed',
    failure: { kind, code: 'X', message: '', meaning: '', fix: '', actor: 'nobody', ...over },
  }) as const;

const step = (kind: FailureKind, over: Partial<Failure> = {}, of: Partial<ClaimedIntent> = {}) =>
  nextStep(intent(of), failed(kind, over), NOW, () => 0);

const EXPECTED: Readonly<Record<FailureKind, string>> = {
  transient: 'retry, counts',
  'rate-limited': 'retry, does not count',
  locked: 'retry, does not count',
  auth: 'retry, does not count',
  config: 'park',
  'invalid-record': 'park',
  'not-found': 'supersede',
  merged: 'supersede',
  deleted: 'supersede',
  'ambiguous-match': 'park',
  stale: 'supersede',
  'unknown-outcome': 'probe',
  bug: 'park',
};

describe('the step after an attempt', () => {
  for (const kind of FAILURE_KINDS) {
    it(`${kind}: ${EXPECTED[kind]}`, () => {
      const next = step(kind);
      const said = next.kind === 'retry' ? `retry, ${next.counts ? 'counts' : 'does not count'}` : next.kind;
      expect(said).to.equal(EXPECTED[kind]);
    });
  }

  it('waits twice as long after each attempt, never longer than 5 minutes, and parks after the last', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => {
      const next = step('transient', {}, { attempts: index + 1 });
      return next.kind === 'retry' ? next.dueAt.getTime() - NOW.getTime() : Number.NaN;
    });
    expect(waits.slice(0, 4)).to.deep.equal([500, 1_000, 2_000, 4_000]);
    expect(Math.max(...waits)).to.be.at.most(300_000);
    expect(step('transient', {}, { attempts: MAX_ATTEMPTS }).kind).to.equal('park');
  });

  it('waits as long as the vendor asks', () => {
    const next = step('rate-limited', { retryAfterMs: 7_000 });
    expect(next.kind === 'retry' && next.dueAt.getTime() - NOW.getTime()).to.equal(7_000);
  });

  it('adopts the one record that the vendor names as the match of a create', () => {
    expect(step('ambiguous-match', { candidates: [REF] })).to.deep.include({ kind: 'adopt', ref: REF });
    expect(step('ambiguous-match', { candidates: [REF, { ...REF, id: 'L2' }] }).kind).to.equal('park');
    const update = { write: { kind: 'update', ref: REF, fields: {} } } as const;
    expect(step('ambiguous-match', { candidates: [REF] }, update).kind).to.equal('park');
  });
});
