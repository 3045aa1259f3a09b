import { expect } from 'chai';
import type { EraseStep } from '../../../src/domain/erasure.ts';
import { FAILURE_KINDS, type Failure, type FailureKind } from '../../../src/domain/failure.ts';
import { MAX_ATTEMPTS, nextState } from '../../../src/erase/next-state.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const STEP: EraseStep = {
  ref: { system: 'hub', object: 'contacts', id: '1' },
  how: { kind: 'delete' },
  state: 'due',
  attempts: 0,
  dueAt: NOW,
  endedAt: null,
  failure: null,
};
const failure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'X',
  message: '',
  meaning: '',
  fix: '',
  actor: 'nobody',
  ...more,
});
const after = (kind: FailureKind, step: Partial<EraseStep> = {}, more: Partial<Failure> = {}): EraseStep =>
  nextState({ ...STEP, ...step }, { kind: 'failed', failure: failure(kind, more) }, NOW, () => 0);

describe('a step of an erasure', () => {
  it('is done when the system says so', () => {
    const receipt = { ref: STEP.ref, created: false };
    const done = nextState(
      { ...STEP, failure: failure('transient') },
      { kind: 'done', receipt },
      NOW,
      () => 0,
    );
    expect(done).to.deep.include({ state: 'done', endedAt: NOW, failure: null, attempts: 1 });
  });

  const AFTER: Readonly<Record<FailureKind, EraseStep['state']>> = {
    'not-found': 'gone',
    deleted: 'gone',
    merged: 'gone',
    transient: 'due',
    'unknown-outcome': 'due',
    stale: 'due',
    'rate-limited': 'due',
    locked: 'due',
    auth: 'due',
    config: 'parked',
    'invalid-record': 'parked',
    'ambiguous-match': 'parked',
    bug: 'parked',
  };
  for (const kind of FAILURE_KINDS)
    it(`is ${AFTER[kind]} after a failure of kind ${kind}`, () => {
      expect(after(kind).state).to.equal(AFTER[kind]);
    });

  it('is tried again ever later, and asks a person after ten times', () => {
    expect(after('transient').dueAt).to.deep.equal(new Date('2026-11-23T10:00:01Z'));
    expect(after('transient', { attempts: 3 }).dueAt).to.deep.equal(new Date('2026-11-23T10:00:08Z'));
    expect(after('transient', { attempts: MAX_ATTEMPTS - 1 }).state).to.equal('parked');
  });

  it('waits as long as the system asks, without using up a try', () => {
    const waiting = after('rate-limited', { attempts: MAX_ATTEMPTS - 1 }, { retryAfterMs: 60_000 });
    expect(waiting).to.deep.include({ state: 'due', attempts: MAX_ATTEMPTS - 1 });
    expect(waiting.dueAt).to.deep.equal(new Date('2026-11-23T10:01:00Z'));
  });
});
