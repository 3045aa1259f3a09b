import { expect } from 'chai';
import { sql } from 'kysely';
import type { EntityId } from '../../../src/domain/entity.ts';
import { refKey, type RecordRef } from '../../../src/domain/record.ts';
import type { Correction } from '../../../src/domain/split.ts';
import type { ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { keptApart } from '../../../src/ledger/kept-apart.ts';
import { recordsNamed, recordsOf } from '../../../src/ledger/linked-records.ts';
import { pastWrites } from '../../../src/ledger/past-writes.ts';
import { splitEntity, type SplitOutcome } from '../../../src/ledger/split-entity.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as seconds,
  createIntent,
  crmRef,
  hubRef,
  ids,
  one,
  openTestLedger,
  rang,
  updateIntent,
  type TestLedger,
} from './support.ts';

describe('a split in the ledger', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => emptyLedger(ledger.db));
  after(() => ledger.close());

  const [CONTACT, LEAD] = [hubRef('1'), crmRef('L1')];
  const ownerOf = async (ref: RecordRef): Promise<EntityId> =>
    one(await recordsNamed(ledger.db, refKey(ref))).entity;
  const claimOf = async (ref: RecordRef, now: Date): Promise<ClaimedEntity> => {
    const owner = await ownerOf(ref);
    await ledger.capture([rang(ref)], now);
    const claimed = await ledger.claim('w1', now);
    for (const other of claimed) if (other.id !== owner) await ledger.commit(other, {}, 'w1', now);
    return one(claimed.filter((entity) => entity.id === owner));
  };
  /** A contact and a lead of one entity, with nothing left to look at. */
  const linked = async (): Promise<EntityId> => {
    await ledger.capture([rang(CONTACT), rang(LEAD)]);
    const claimed = await ledger.claim();
    const finder = one(claimed.filter(({ links }) => links[0]?.ref.id === CONTACT.id));
    await ledger.commit(finder, { links: [{ kind: 'adopt', ref: LEAD, by: 'email' }], next: 'again' });
    for (const other of claimed) if (other !== finder) await ledger.commit(other, {});
    await ledger.commit(one(await ledger.claim('w1', seconds(1))), {}, 'w1', seconds(1));
    return ownerOf(CONTACT);
  };
  const split = async (
    entity: EntityId,
    leave: readonly RecordRef[],
    corrections: readonly Correction[] = [],
  ): Promise<SplitOutcome> =>
    splitEntity(ledger.db, {
      entity,
      kind: 'person',
      newcomer: ids.next(),
      leave,
      known: (await recordsOf(ledger.db, entity)).map(({ ref }) => ref),
      corrections,
      creates: 2,
      who: 'eve',
      now: seconds(2),
      partitions: 1,
    });
  const rows = async (table: 'entity' | 'kept_apart' | 'correction' | 'audit' | 'inbox') =>
    (await sql`select * from ${sql.table(table)}`.execute(ledger.db)).rows;

  it('gives the record an entity of its own, and both are looked at', async () => {
    const entity = await linked();
    expect(await split(entity, [LEAD])).to.deep.equal({ kind: 'split', partitions: [0] });
    const newcomer = await ownerOf(LEAD);
    expect(newcomer).to.not.equal(entity);
    expect(await ownerOf(CONTACT)).to.equal(entity);
    const looked = await ledger.claim('w1', seconds(2));
    expect(looked.map(({ id, links, apart }) => [id, links[0]?.primary, apart])).to.have.deep.members([
      [entity, true, [newcomer]],
      [newcomer, true, [entity]],
    ]);
    expect(await rows('audit')).to.have.length(1);
  });

  it('takes along what was written to the record', async () => {
    const entity = await linked();
    const claimed = await claimOf(CONTACT, seconds(1));
    const replaces = { before: { Title: 'Fitter' }, origins: [CONTACT] };
    const intent = { ...updateIntent(LEAD, { Title: 'Engineer' }, CONTACT), replaces };
    await ledger.commit(claimed, { intents: [intent] }, 'w1', seconds(1));
    const sent = one(await ledger.take('w1', seconds(1)));
    await ledger.settle(sent, { kind: 'done', receipt: { ref: LEAD, created: false } }, 'w1', seconds(1));
    await split(entity, [LEAD]);
    expect(await pastWrites(ledger.db, entity)).to.deep.equal([]);
    expect(one(await pastWrites(ledger.db, await ownerOf(LEAD)))).to.deep.equal({
      ref: LEAD,
      kind: 'update',
      fields: ['Title'],
      replaced: { ...replaces, after: { Title: 'Engineer' } },
    });
  });

  it('changes nothing while a write is under way, or when the records are others by now', async () => {
    const entity = await linked();
    const claimed = await claimOf(CONTACT, seconds(1));
    await ledger.commit(
      claimed,
      { intents: [updateIntent(LEAD, { Title: 'x' }, CONTACT)] },
      'w1',
      seconds(1),
    );
    const sent = one(await ledger.take('w1', seconds(1)));
    expect(await split(entity, [LEAD])).to.deep.equal({ kind: 'busy' });
    await ledger.settle(sent, { kind: 'done', receipt: { ref: LEAD, created: false } }, 'w1', seconds(1));
    const outcome = await splitEntity(ledger.db, {
      entity,
      kind: 'person',
      newcomer: ids.next(),
      leave: [LEAD],
      known: [LEAD],
      corrections: [],
      creates: 0,
      who: 'eve',
      now: seconds(2),
      partitions: 1,
    });
    expect(outcome).to.deep.equal({ kind: 'changed' });
    expect([await rows('entity'), await rows('kept_apart')].map((some) => some.length)).to.deep.equal([2, 0]);
    expect(await ownerOf(LEAD)).to.equal(entity);
  });

  it('voids what was being decided, and drops what waited to be sent', async () => {
    const entity = await linked();
    const claimed = await claimOf(CONTACT, seconds(1));
    await split(entity, [LEAD]);
    await ledger.commit(
      claimed,
      { intents: [createIntent(entity, { Name: 'x' }, CONTACT)] },
      'w1',
      seconds(2),
    );
    expect(await ledger.take('w1', seconds(2))).to.deep.equal([]);
  });

  it('is not undone by a match or a key, whatever a plan says', async () => {
    const entity = await linked();
    await split(entity, [LEAD]);
    const newcomer = await ownerOf(LEAD);
    for (const change of [
      { kind: 'adopt', ref: LEAD, by: 'email' },
      { kind: 'fold', other: newcomer },
    ] as const)
      await ledger.commit(
        await claimOf(CONTACT, seconds(60)),
        { links: [change], next: 'again' },
        'w1',
        seconds(60),
      );
    expect(await ownerOf(LEAD)).to.equal(newcomer);
  });

  it('ends with a merge of the two in their system; others stay apart from both', async () => {
    const entity = await linked();
    const other = hubRef('2');
    await ledger.capture([rang(other)]);
    await ledger.commit(one(await ledger.claim('w1', seconds(1))), {}, 'w1', seconds(1));
    const claimed = await claimOf(CONTACT, seconds(1));
    await ledger.commit(claimed, { links: [{ kind: 'adopt', ref: other, by: 'email' }] }, 'w1', seconds(1));
    await split(entity, [other]);
    await split(entity, [LEAD]);
    const [second, third] = [await ownerOf(other), await ownerOf(LEAD)];
    expect((await keptApart(ledger.db, [third])).get(third)).to.have.members([entity, second]);

    const merge = { kind: 'move', from: other, to: CONTACT, why: 'merged' } as const;
    await ledger.commit(
      await claimOf(other, seconds(60)),
      { links: [merge], next: 'again' },
      'w1',
      seconds(60),
    );
    expect(await ownerOf(other)).to.equal(entity);
    const apart = await keptApart(ledger.db, [entity, second, third]);
    expect([...apart]).to.have.deep.members([
      [entity, [third]],
      [third, [entity]],
    ]);
  });

  it('holds a create back until the record that left has a key of its own', async () => {
    const entity = await linked();
    const key = { field: 'Leadloop_Id__c', from: entity, to: ids.next() };
    const correction = { ref: LEAD, fields: { Title: { from: 'Engineer', to: null } }, key };
    await split(entity, [LEAD], [correction]);
    const looked = await ledger.claim('w1', seconds(2));
    const stays = one(looked.filter(({ id }) => id === entity));
    const leaves = one(looked.filter(({ id }) => id !== entity));
    expect([stays.keyElsewhere, stays.corrections]).to.deep.equal([['crm'], []]);
    expect([leaves.keyElsewhere, leaves.corrections]).to.deep.equal([[], [correction]]);

    const fields = { Title: null, Leadloop_Id__c: key.to };
    await ledger.commit(stays, {}, 'w1', seconds(2));
    await ledger.commit(leaves, { intents: [updateIntent(LEAD, fields, CONTACT)] }, 'w1', seconds(2));
    expect(await rows('inbox')).to.deep.equal([]);
    const sent = one(await ledger.take('w1', seconds(3)));
    await ledger.settle(sent, { kind: 'done', receipt: { ref: LEAD, created: false } }, 'w1', seconds(3));
    expect(await rows('correction')).to.deep.equal([]);
    const again = one(await ledger.claim('w1', seconds(3)));
    expect([again.id, again.keyElsewhere]).to.deep.equal([entity, []]);
  });

  it('parks a create that the system refuses because of the other, and never adopts that one', async () => {
    const entity = await linked();
    await split(entity, [LEAD]);
    const newcomer = await ownerOf(LEAD);
    const looked = await ledger.claim('w1', seconds(3));
    for (const claimed of looked)
      await ledger.commit(
        claimed,
        claimed.id === entity ? { intents: [createIntent(entity, { Name: 'x' }, CONTACT)] } : {},
        'w1',
        seconds(3),
      );
    const failure = {
      kind: 'ambiguous-match',
      code: 'ALREADY_EXISTS',
      message: 'It exists.',
      meaning: 'It exists.',
      fix: 'Link it.',
      actor: 'revops',
    } as const;
    const sent = one(await ledger.take('w1', seconds(3)));
    await ledger.settle(sent, { kind: 'adopt', failure, ref: LEAD }, 'w1', seconds(3));
    expect(await ownerOf(LEAD)).to.equal(newcomer);
    const intent = one(await ledger.db.selectFrom('intent').select(['state', 'entity_id']).execute());
    expect(intent).to.deep.equal({ state: 'parked', entity_id: entity });
  });

  it('knows a record by its id, its short id, or its whole name', async () => {
    const long = crmRef('00Q5g0000000EQ6EAM');
    await ledger.capture([rang(long), rang(hubRef('7')), rang(crmRef('7'))]);
    for (const name of ['00Q5g0000000EQ6EAM', '00Q5g0000000EQ6', 'crm/Lead/00Q5g0000000EQ6EAM'])
      expect((await recordsNamed(ledger.db, name)).map(({ ref }) => ref)).to.deep.equal([long]);
    expect(await recordsNamed(ledger.db, '7')).to.have.length(2);
    expect((await recordsNamed(ledger.db, 'hub/contacts/7')).map(({ ref }) => ref)).to.deep.equal([
      hubRef('7'),
    ]);
    expect(await recordsNamed(ledger.db, 'nobody')).to.deep.equal([]);
  });
});
