import { expect } from 'chai';
import { entriesOf, restate, type Entry } from '../../../src/attribution/restate.ts';
import type { Path } from '../../../src/attribution/path.ts';
import { amountOf, attributed, day, modelOf, PATH, touchesOf } from './build.ts';

const linear = async (path: Path): Promise<readonly Entry[]> =>
  (await attributed([modelOf('linear')], [path])).flatMap(entriesOf);

const shown = (entries: readonly Entry[]): readonly string[] =>
  entries.map(
    ({ payee, amount }) =>
      `${payee.kind === 'named' ? payee.name : payee.kind} ${amount.units} ${amount.currency ?? ''}`,
  );

describe('restating', () => {
  const early: Path = { ...PATH, touches: touchesOf('a', 'b') };

  it('states everything the first time, and nothing the second time', async () => {
    const stated = restate([], await linear(early));
    expect(shown(stated)).to.deep.equal(['a 5000 EUR', 'b 5000 EUR']);
    expect(restate(stated, await linear(early))).to.deep.equal([]);
  });

  it('takes back from the others what a late touch gets', async () => {
    const stated = restate([], await linear(early));
    const more = restate(stated, await linear({ ...early, touches: touchesOf('a', 'b', 'c', 'd') }));
    expect(shown(more)).to.deep.equal(['a -2500 EUR', 'b -2500 EUR', 'c 2500 EUR', 'd 2500 EUR']);
  });

  it('takes an amount back from the residual once there is a touch', async () => {
    const stated = restate([], await linear(PATH));
    expect(shown(stated)).to.deep.equal(['no-touches 10000 EUR']);
    const more = restate(stated, await linear({ ...PATH, touches: touchesOf('a') }));
    expect(shown(more)).to.deep.equal(['no-touches -10000 EUR', 'a 10000 EUR']);
  });

  it('takes an amount back in the currency in which it was stated', async () => {
    const stated = restate([], await linear({ ...PATH, touches: touchesOf('a') }));
    const more = restate(
      stated,
      await linear({ ...PATH, touches: touchesOf('a'), amount: amountOf('70', 'JPY') }),
    );
    expect(shown(more)).to.deep.equal(['a -10000 EUR', 'a 70 JPY']);
  });

  it('takes everything back once there is no amount any more', async () => {
    const stated = restate([], await linear(early));
    const gone = restate(stated, await linear({ ...early, amount: null }));
    expect(shown(gone)).to.deep.equal(['a -5000 EUR', 'b -5000 EUR']);
  });

  it('has one line for a source, however often it was there', async () => {
    const twice = await linear({ ...PATH, touches: touchesOf('a', 'b', 'a') });
    expect(shown(restate([], twice))).to.deep.equal(['a 6667 EUR', 'b 3333 EUR']);
  });

  it('takes back what was won once it is lost, and the day and rate of it once they are others', async () => {
    const path: Path = { ...PATH, touches: touchesOf('a') };
    const stated = restate([], await linear(path));
    for (const other of [
      { ...path, ending: { kind: 'lost', at: day(90) } },
      { ...path, ending: { kind: 'won', at: day(91) } },
      { ...path, amount: amountOf('100', 'EUR', '1.1') },
      { ...path, opportunity: 'another' },
    ] satisfies readonly Path[]) {
      const more = restate(stated, await linear(other));
      expect(shown(more)).to.deep.equal(['a -10000 EUR', 'a 10000 EUR']);
      expect(more[0]).to.deep.include({ opportunity: PATH.opportunity, ending: path.ending });
      expect(more[1]).to.deep.include({ opportunity: other.opportunity, ending: other.ending });
    }
  });
});
