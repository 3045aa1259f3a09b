import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Turns } from '../../../src/platform/database/pglite/turns.ts';

interface Client {
  readonly name: string;
  readonly yields: boolean;
}

const client = (name: string): Client => ({ name, yields: false });
const bulk = (name: string): Client => ({ name, yields: true });

/** The order in which those who wait get their turn, when each gives it away at once. */
async function order(waiting: readonly Client[]): Promise<readonly string[]> {
  const turns = new Turns<Client>();
  const first = client('first');
  await turns.take(first);
  const went: string[] = [];
  const all = waiting.map(async (holder) => {
    await turns.take(holder);
    went.push(holder.name);
    turns.give(holder);
  });
  turns.give(first);
  await Promise.all(all);
  return went;
}

describe('taking turns with the one session of the built-in database', () => {
  it('goes by the order of asking', async () => {
    expect(await order([client('a'), client('b'), client('c')])).to.deep.equal(['a', 'b', 'c']);
  });

  it('lets everybody else go before the bulk work', async () => {
    const waiting = [bulk('x'), client('a'), bulk('y'), client('b')];
    expect(await order(waiting)).to.deep.equal(['a', 'b', 'x', 'y']);
  });

  it('lets somebody who asks one thing after the other go before the bulk work', async () => {
    const turns = new Turns<Client>();
    const [asker, slow] = [client('asker'), bulk('slow')];
    const went: string[] = [];
    await turns.take(asker);
    const waiting = turns.take(slow).then(() => went.push('slow'));
    for (let asked = 0; asked < 20; asked += 1) {
      await turns.take(asker);
      went.push('asker');
      turns.give(asker);
      await sleep(1);
    }
    await waiting;
    expect(went).to.deep.equal([...Array.from({ length: 20 }, () => 'asker'), 'slow']);
  });

  it('lets the bulk work go on under a load that never ends', async () => {
    const turns = new Turns<Client>();
    let ended = false;
    const busy = ['a', 'b'].map(async (name) => {
      const holder = client(name);
      while (!ended) {
        await turns.take(holder);
        await sleep(1);
        turns.give(holder);
      }
    });
    const begun = performance.now();
    for (const name of ['x', 'y']) {
      const holder = bulk(name);
      await turns.take(holder);
      turns.give(holder);
    }
    expect(performance.now() - begun).to.be.within(1_500, 5_000);
    ended = true;
    await Promise.all(busy);
  });

  it('stays with its holder until it is given away', async () => {
    const turns = new Turns<Client>();
    const [holder, other] = [client('holder'), client('other')];
    await turns.take(holder);
    turns.give(other);
    expect(turns.has(holder)).to.equal(true);
    await turns.take(holder);
    turns.give(holder);
    expect(turns.has(holder)).to.equal(false);
  });
});
