import { expect } from 'chai';
import { attribute } from '../../../src/attribution/attribute.ts';
import type { Path } from '../../../src/attribution/path.ts';
import { allModels, amountOf, attributed, day, modelOf, PATH, touchesOf } from './build.ts';

const keysOf = async (path: Path): Promise<readonly string[]> =>
  (await attributed([modelOf('linear')], [path])).flatMap(({ credits }) =>
    credits.map(({ touch }) => touch.key),
  );

describe('attributing', () => {
  const [a, b, c] = touchesOf('a', 'b', 'c') as [Path['touches'][0], Path['touches'][0], Path['touches'][0]];

  it('goes by time, then by key, whatever the order of arrival', async () => {
    const late = { ...a, key: 'touch 9', at: c.at };
    expect(await keysOf({ ...PATH, touches: [late, c, a, b] })).to.deep.equal(
      [a, b, c, late].map(({ key }) => key),
    );
  });

  it('counts a touch once that was told twice', async () => {
    expect(await keysOf({ ...PATH, touches: [a, b, a] })).to.deep.equal([a.key, b.key]);
  });

  it('leaves out what was done after the closing, and nothing while it is open', async () => {
    const touches = [a, b, c];
    expect(await keysOf({ ...PATH, touches, ending: { kind: 'lost', at: b.at } })).to.deep.equal([
      a.key,
      b.key,
    ]);
    expect(await keysOf({ ...PATH, touches, ending: { kind: 'open' } })).to.have.length(3);
  });

  it('puts all of an amount without touches aside, by every model', async () => {
    const told = await attributed(allModels, [{ ...PATH, touches: [{ ...a, at: day(91) }] }]);
    expect(told.map(({ model, credits, residual }) => ({ model, credits, residual }))).to.deep.equal(
      allModels.map(({ name }) => ({
        model: name,
        credits: [],
        residual: { name: 'no-touches', units: 100_00n },
      })),
    );
  });

  it('gives shares and no money where no amount is told', async () => {
    const [told] = await attributed([modelOf('u-shaped')], [{ ...PATH, touches: [a, b], amount: null }]);
    expect(told?.credits).to.deep.equal([
      { touch: a, share: 0.5, units: 0n },
      { touch: b, share: 0.5, units: 0n },
    ]);
  });

  it('keeps the opportunity with its currency, its rate and whose touches they are', async () => {
    const path: Path = { ...PATH, touches: [a], reach: 'account', amount: amountOf('1000', 'JPY', '162.5') };
    const [told] = await attributed([modelOf('first')], [path]);
    expect(told?.path).to.equal(path);
    expect(told?.credits).to.deep.equal([{ touch: a, share: 1, units: 1_000n }]);
  });

  it('reads the paths twice when it must learn from them, and once when not', async () => {
    const readsOf = async (models: typeof allModels): Promise<number> => {
      let reads = 0;
      const read = (): readonly Path[] => {
        reads += 1;
        return [{ ...PATH, touches: [a] }];
      };
      let told = 0;
      for await (const { credits } of attribute(models, read)) told += credits.length;
      expect(told).to.equal(models.length);
      return reads;
    };
    expect(await readsOf(allModels.filter(({ kind }) => kind === 'rule'))).to.equal(1);
    expect(await readsOf(allModels)).to.equal(2);
  });

  it('holds one path at a time', async () => {
    let given = 0;
    async function* read(): AsyncGenerator<Path> {
      for (; given < 1_000; given += 1)
        yield await Promise.resolve({ ...PATH, opportunity: `${given}`, touches: [a] });
    }
    for await (const { path } of attribute([modelOf('linear')], read))
      expect(path.opportunity).to.equal(`${given}`);
    expect(given).to.equal(1_000);
  });
});
