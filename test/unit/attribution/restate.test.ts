import { expect } from 'chai';
import { restate, type Entry } from '../../../src/attribution/restate.ts';
import type { Attribution } from '../../../src/attribution/credit.ts';
import type { Path } from '../../../src/attribution/path.ts';
import { amountOf, attributed, modelOf, PATH, touchesOf } from './build.ts';

const linear = async (path: Path): Promise<Attribution> =>
  (await attributed([modelOf('linear')], [path]))[0] as Attribution;

const shown = (entries: readonly Entry[]): readonly string[] =>
  entries.map(
    ({ payee, amount }) =>
      `${payee.kind === 'touch' ? payee.key : payee.name} ${amount.units} ${amount.currency ?? ''}`,
  );

describe('restating', () => {
  const early: Path = { ...PATH, touches: touchesOf('a', 'b') };

  it('states everything the first time, and nothing the second time', async () => {
    const stated = restate([], await linear(early));
    expect(shown(stated)).to.deep.equal(['touch 0000 5000 EUR', 'touch 0001 5000 EUR']);
    expect(restate(stated, await linear(early))).to.deep.equal([]);
  });

  it('takes back from the others what a late touch gets', async () => {
    const stated = restate([], await linear(early));
    const more = restate(stated, await linear({ ...early, touches: touchesOf('a', 'b', 'c', 'd') }));
    expect(shown(more)).to.deep.equal([
      'touch 0000 -2500 EUR',
      'touch 0001 -2500 EUR',
      'touch 0002 2500 EUR',
      'touch 0003 2500 EUR',
    ]);
  });

  it('takes an amount back from the residual once there is a touch', async () => {
    const stated = restate([], await linear(PATH));
    expect(shown(stated)).to.deep.equal(['no-touches 10000 EUR']);
    const more = restate(stated, await linear({ ...PATH, touches: touchesOf('a') }));
    expect(shown(more)).to.deep.equal(['no-touches -10000 EUR', 'touch 0000 10000 EUR']);
  });

  it('takes an amount back in the currency in which it was stated', async () => {
    const stated = restate([], await linear({ ...PATH, touches: touchesOf('a') }));
    const more = restate(
      stated,
      await linear({ ...PATH, touches: touchesOf('a'), amount: amountOf('70', 'JPY') }),
    );
    expect(shown(more)).to.deep.equal(['touch 0000 -10000 EUR', 'touch 0000 70 JPY']);
  });

  it('takes everything back once there is no amount any more', async () => {
    const stated = restate([], await linear(early));
    const gone = restate(stated, await linear({ ...early, amount: null }));
    expect(shown(gone)).to.deep.equal(['touch 0000 -5000 EUR', 'touch 0001 -5000 EUR']);
  });
});
