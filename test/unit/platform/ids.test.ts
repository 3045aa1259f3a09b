import { expect } from 'chai';
import fc from 'fast-check';
import { systemClock } from '../../../src/platform/clock.ts';
import { createIds } from '../../../src/platform/ids.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  it('are UUIDv7s that begin with the time', () => {
    const id = createIds({ now: () => new Date(0x0199a0b0c0d0) }).next();
    expect(id).to.match(UUID_V7);
    expect(id.slice(0, 13)).to.equal('0199a0b0-c0d0');
  });

  it('rise strictly, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, (moves) => {
        let now = 1_700_000_000_000;
        const ids = createIds({ now: () => new Date(now) });
        const made = moves.map((move) => {
          now += move;
          return ids.next();
        });
        expect(made).to.deep.equal([...new Set(made)].sort());
      }),
    );
  });

  it('rise strictly for 10,000 within one millisecond', () => {
    const ids = createIds({ now: () => new Date(1_700_000_000_000) });
    const made = Array.from({ length: 10_000 }, () => ids.next());
    expect(made).to.deep.equal([...new Set(made)].sort());
    expect(made.every((id) => UUID_V7.test(id))).to.equal(true);
  });
});

describe('the clock', () => {
  it('tells the machine’s time', () => {
    const before = Date.now();
    const now = systemClock.now().getTime();
    expect(now).to.be.within(before, Date.now());
  });
});
