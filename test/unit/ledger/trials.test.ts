import { expect } from 'chai';
import { sql } from 'kysely';
import type { Trial } from '../../../src/decide/trial.ts';
import { isTried } from '../../../src/decide/trial.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import { storeVersion } from '../../../src/ledger/config-versions.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import { askTried } from '../../../src/ledger/to-decide.ts';
import { readTrialFigures } from '../../../src/ledger/trial-figures.ts';
import {
  countDifferences,
  countShadowed,
  endTrial,
  lastTrial,
  startTrial,
} from '../../../src/ledger/trials.ts';
import { sha256 } from '../../../src/platform/sha256.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { after as later, hubRef, ids, openTestLedger, rang, T0, type TestLedger } from './support.ts';

const VERSION = 'c0ffee';

describe('rules on trial in the ledger', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let people: readonly EntityId[];
  before(async () => {
    ledger = await openTestLedger();
    const files = new Map([['rules/scoring.yaml', 'x']]);
    await storeVersion(ledger.db, {
      id: VERSION,
      files,
      author: 'test',
      at: T0,
      note: '',
      describe: () => [],
    });
  });
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    await ledger.capture(Array.from({ length: 60 }, (_, index) => rang(hubRef(String(index)))));
    people = (await ledger.claim()).map(({ id }) => id).toSorted();
  });

  const start = (kind: 'shadow' | 'canary', share = 1): Promise<boolean> =>
    startTrial(ledger.db, { kind, version: VERSION, share, tell: null }, 'kim', T0);
  const lastId = async (): Promise<number> => (await lastTrial(ledger.db))?.id ?? -1;
  const end = async (at: Date): Promise<boolean> => {
    const id = await lastId();
    return inTransaction(ledger.db, (tx) => endTrial(tx, id, { by: 'the guard', why: 'too many', at }));
  };

  it('run one at a time, and end once and for good, with the reason', async () => {
    expect(await lastTrial(ledger.db)).to.equal(null);
    expect(await start('canary', 0.1)).to.equal(true);
    expect(await start('shadow')).to.equal(false);
    expect(await lastTrial(ledger.db)).to.deep.include({
      kind: 'canary',
      share: 0.1,
      since: T0,
      ended: null,
    });
    expect(await end(later(60))).to.equal(true);
    expect(await end(later(90))).to.equal(false);
    expect((await lastTrial(ledger.db))?.ended).to.deep.equal({
      at: later(60),
      by: 'the guard',
      why: 'too many',
    });
    expect(await start('shadow')).to.equal(true);
  });

  it('count what a shadow would have decided, with the last difference of each person', async () => {
    await start('shadow');
    const id = await lastId();
    const [ada = '', grace = ''] = people;
    const differs = (entity: EntityId, candidate: string) => ({ entity, live: 'inquiry, cold', candidate });
    await countShadowed(ledger.db, id, 10, [differs(ada, 'mql, hot'), differs(grace, 'mql, hot')], T0);
    await countShadowed(ledger.db, id, 5, [differs(ada, 'engaged, warm')], later(1));
    expect(await lastTrial(ledger.db)).to.deep.include({ decisions: 15, differing: 3 });
    expect(await countDifferences(ledger.db, id)).to.deep.equal([
      { live: 'inquiry, cold', candidate: 'engaged, warm', people: 1, example: ada },
      { live: 'inquiry, cold', candidate: 'mql, hot', people: 1, example: grace },
    ]);
  });

  it('have the same people decided about again as the canary decided about', async () => {
    const trial = { version: VERSION, share: 0.3, hash: sha256 } as Trial;
    await sql`delete from to_decide`.execute(ledger.db);
    await inTransaction(ledger.db, (tx) => askTried(tx, trial, T0));
    const { rows } = await sql<{ id: EntityId }>`select entity_id as id from to_decide order by 1`.execute(
      ledger.db,
    );
    const tried = people.filter((one) => isTried(one, trial));
    expect(rows.map(({ id }) => id)).to.deep.equal(tried);
    expect(tried.length).to.be.within(5, 35);
    const more = people.filter((one) => isTried(one, { ...trial, share: 0.6 }));
    expect(more).to.include.members([...tried]);
  });

  it('are compared by the hand-offs that their decisions made, and what sales answered to each first', async () => {
    const handOver = (entity: EntityId, at: Date, version: string, cycle: number, owner: string) =>
      inTransaction(ledger.db, async (tx) => {
        await storeDecisions(tx, [
          { entity, decidedAt: at, rulesVersion: version, moved: true, receipt: {} },
        ]);
        const what = { kind: 'Lead', owner, queue: null, routed: {}, made: {}, priority: null };
        const moments = { sourceAt: null, receivedAt: at, decidedAt: at };
        await storeHandOffs(tx, [{ id: ids.next(), entity, cycle, ...what, ...moments }]);
      });
    const answer = (entity: EntityId, at: Date, reason: string | null): Promise<void> =>
      inTransaction(ledger.db, (tx) =>
        storeDecisions(tx, [
          {
            entity,
            decidedAt: at,
            rulesVersion: 'live',
            moved: true,
            receipt: { hearing: { answer: { reason } } },
          },
        ]),
      );
    const [ada = '', grace = '', alan = ''] = people;
    await handOver(ada, later(-60), 'live', 1, 'alex@acme.example');
    await handOver(ada, later(10), VERSION, 2, 'sam@acme.example');
    await handOver(grace, later(10), VERSION, 1, 'sam@acme.example');
    await handOver(alan, later(10), 'live', 1, 'sam@acme.example');
    await answer(ada, later(20), 'no budget');
    await answer(ada, later(30), null);
    await answer(alan, later(20), null);
    const { live, canary } = await readTrialFigures(ledger.db, VERSION, T0);
    expect(canary).to.deep.equal({ handOffs: 2, accepted: 0, rejected: 1, hadOwner: 1, flipped: 1 });
    expect(live).to.deep.equal({ handOffs: 1, accepted: 1, rejected: 0, hadOwner: 0, flipped: 0 });
  });
});
