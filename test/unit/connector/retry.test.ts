import { expect } from 'chai';
import { retryRead } from '../../../src/connector/retry.ts';
import { FailureError, type Failure, type FailureKind } from '../../../src/domain/failure.ts';

const failure = (kind: FailureKind): Failure => ({
  kind,
  code: 'X',
  message: '',
  meaning: '',
  fix: '',
  actor: 'nobody',
});

/** Fails with these kinds in turn, then answers 'read'. */
function script(...kinds: readonly FailureKind[]) {
  const state = { tries: 0 };
  const read = (): Promise<string> => {
    const kind = kinds[state.tries];
    state.tries += 1;
    return kind === undefined ? Promise.resolve('read') : Promise.reject(new FailureError(failure(kind)));
  };
  return { read, state };
}

const options = {
  attempts: 3,
  firstWaitMs: 1,
  random: () => 0,
  passes: ({ kind }: Failure) => kind === 'transient',
};

const failed = async (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a read that is tried again', () => {
  it('answers as soon as a try succeeds, and tells of each one that failed', async () => {
    const { read, state } = script('transient', 'transient');
    const told: number[] = [];
    expect(await retryRead(read, { ...options, onRetry: (_, attempt) => told.push(attempt) })).to.equal(
      'read',
    );
    expect(state.tries).to.equal(3);
    expect(told).to.deep.equal([1, 2]);
  });

  it('gives up with the last failure after its attempts', async () => {
    const { read, state } = script('transient', 'transient', 'transient', 'transient');
    expect(await failed(retryRead(read, options))).to.be.instanceOf(FailureError);
    expect(state.tries).to.equal(3);
  });

  it('is not tried again when the failure stands', async () => {
    const { read, state } = script('config', 'transient');
    const error = await failed(retryRead(read, options));
    expect((error as FailureError).failure.kind).to.equal('config');
    expect(state.tries).to.equal(1);
  });

  it('is not tried again after the caller has gone, nor after a bug', async () => {
    const { read, state } = script('transient');
    const gone = new AbortController();
    const run = failed(retryRead(read, { ...options, firstWaitMs: 10_000, signal: gone.signal }));
    gone.abort();
    expect(await run).to.be.instanceOf(Error);
    expect(state.tries).to.equal(1);
    let calls = 0;
    const buggy = (): Promise<string> => {
      calls += 1;
      return Promise.reject(new TypeError('x is not a function'));
    };
    expect(await failed(retryRead(buggy, options))).to.be.instanceOf(TypeError);
    expect(calls).to.equal(1);
  });
});
