import { expect } from 'chai';
import type { ConflictSide, ParkedConflict } from '../../../src/domain/conflict.ts';
import type { Value } from '../../../src/domain/value.ts';
import type { ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { noteChoice } from '../../../src/ledger/choose.ts';
import { listConflicts, type ConflictView } from '../../../src/ledger/list-conflicts.ts';
import { forgetOld } from '../../../src/ledger/retention.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as later,
  crmRef,
  hubRef,
  one,
  openTestLedger,
  rang,
  T0,
  updateIntent,
  type TestLedger,
} from './support.ts';

const HUB = hubRef('1');
const CRM = crmRef('L1');
const side = (ref: ConflictSide['ref'], value: Value): ConflictSide => ({
  ref,
  value,
  base: 'A',
  changed: { when: T0.toISOString(), by: 'userId:7', through: 'CRM_UI', of: 'field' },
});
const parked = (revises: number, hub: Value, crm: Value): ParkedConflict => ({
  kind: 'parked',
  field: 'jobTitle',
  rule: 'manual',
  reason: 'the mapping leaves the choice to a person',
  sides: [side(HUB, hub), side(CRM, crm)],
  revises,
});

describe('the conflict log', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => emptyLedger(ledger.db));
  after(() => ledger.close());

  const claimed = async (): Promise<ClaimedEntity> => {
    await ledger.capture([rang(HUB)]);
    return one(await ledger.claim());
  };
  const only = async (): Promise<ConflictView> => one(await listConflicts(ledger.db));
  const choose = (
    { id, entity, revision }: ConflictView,
    value: Value,
    writes: readonly string[],
    now = T0,
  ): Promise<number | null> =>
    noteChoice(ledger.db, {
      conflict: id,
      entity,
      revision,
      field: 'jobTitle',
      take: null,
      choice: { value, saw: [] },
      writes,
      by: 'a test',
      now,
    });

  it('keeps one row for a parked field, and hands it to the next plan as it was written', async () => {
    const entity = await claimed();
    await ledger.commit(entity, { conflicts: [parked(0, 'B', 'C')] });
    const again = await claimed();
    const open = one(again.openConflicts);
    expect(open.sides).to.deep.equal([side(HUB, 'B'), side(CRM, 'C')]);
    await ledger.commit(again, { conflicts: [parked(open.revision, 'B', 'D')] });
    expect(await only()).to.deep.include({ state: 'open', revision: 2, mappingVersion: 'v1' });
    expect((await only()).sides[1]?.value).to.equal('D');
  });

  it('lets no plan that was made before a choice undo it', async () => {
    const entity = await claimed();
    await ledger.commit(entity, { conflicts: [parked(0, 'B', 'C')] });
    const late = await claimed();
    const { id, revision } = one(late.openConflicts);
    expect(await choose(await only(), 'X', ['hub', 'crm'])).to.equal(0);
    await ledger.commit(late, {
      conflicts: [parked(revision, 'B', 'C')],
      closed: [{ id, revision, end: 'overtaken' }],
    });
    expect(await only()).to.deep.include({ state: 'resolving', choice: { take: null, value: 'X' } });
    // The look that the choice asked for is still there.
    expect(one(await ledger.claim()).openConflicts[0]?.choice?.value).to.equal('X');
  });

  it('notes a choice together with who made it and the wish to carry it out, and only for the revision it was made for', async () => {
    await ledger.commit(await claimed(), { conflicts: [parked(0, 'B', 'C')] });
    const shown = await only();
    const outcomes = await Promise.all([choose(shown, 'X', ['crm']), choose(shown, 'Y', ['crm'])]);
    expect(outcomes.filter((outcome) => outcome !== null)).to.have.length(1);
    const audit = await ledger.db.selectFrom('audit').select(['who', 'what', 'detail']).execute();
    expect(audit.map(({ who, what }) => [who, what])).to.deep.equal([['a test', 'resolve-conflict']]);
    expect(await ledger.claim()).to.have.length(1);
  });

  it('is resolved with the last receipt that the choice asked for, and not by a write planned before it', async () => {
    await ledger.commit(await claimed(), { conflicts: [parked(0, 'B', 'C')] });
    await choose(await only(), 'X', ['hub', 'crm'], later(10));
    const deliver = async (ref: typeof HUB, at: Date): Promise<string> => {
      await ledger.capture([rang(HUB)], at);
      await ledger.commit(
        one(await ledger.claim('w1', at)),
        { intents: [updateIntent(ref, { jobTitle: 'X' }, HUB)] },
        'w1',
        at,
      );
      const intent = one(await ledger.take('w1', at));
      await ledger.settle(intent, { kind: 'done', receipt: { ref, created: false } }, 'w1', at);
      return (await only()).state;
    };
    expect(await deliver(HUB, later(20))).to.equal('resolving');
    expect(await deliver(CRM, later(5))).to.equal('resolving');
    expect(await deliver(CRM, later(30))).to.equal('resolved');
    expect(await only()).to.deep.include({ value: 'X', winner: null, chosenBy: 'a test' });
  });

  it('gives up the open conflict of an entity that is folded into another', async () => {
    await ledger.capture([rang(HUB), rang(CRM)]);
    const entities = await ledger.claim();
    for (const entity of entities) await ledger.commit(entity, { conflicts: [parked(0, 'B', 'C')] });
    await ledger.capture([rang(HUB)]);
    const mine = one(await ledger.claim());
    await ledger.commit(mine, { links: [{ kind: 'adopt', ref: CRM, by: 'email' }], next: 'again' });
    const states = (await listConflicts(ledger.db)).map((conflict) => conflict.state);
    expect(states).to.deep.equal(['open', 'overtaken']);
  });

  it('forgets old conflicts, but none that waits', async () => {
    const decided = {
      ...parked(0, 'B', 'C'),
      kind: 'decided',
      field: 'city',
      winner: 'hub',
      value: 'B',
      losers: [],
    } as const;
    await ledger.commit(await claimed(), { conflicts: [parked(0, 'B', 'C'), decided] });
    await forgetOld(ledger.db, later(400 * 86_400));
    expect(await only()).to.include({ field: 'jobTitle', state: 'open' });
  });
});
