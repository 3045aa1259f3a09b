import { expect } from 'chai';
import type { Connection } from '../../../src/connector/contract.ts';
import { probe } from '../../../src/deliver/probe.ts';
import { FailureError, type Failure } from '../../../src/domain/failure.ts';
import type { SystemRecord } from '../../../src/domain/record.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { Write } from '../../../src/domain/write.ts';
import type { ClaimedIntent } from '../../../src/ledger/claim-intents.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const REF = { system: 'crm', object: 'Lead', id: 'L1' };
const DOWN: Failure = { kind: 'transient', code: 'DOWN', message: '', meaning: '', fix: '', actor: 'nobody' };

const record = (fields: Fields, externalKey: string | null = null): SystemRecord => ({
  ref: REF,
  fields,
  externalKey,
  modifiedAt: NOW,
});

const unanswered = (write: Write): ClaimedIntent => ({
  id: 'i',
  write,
  settles: {},
  sources: [],
  changes: {},
  entity: 'e',
  lane: 'live',
  partition: 0,
  attempts: 2,
  unanswered: true,
  readAt: NOW,
  receivedAt: NOW,
});
const UPDATE: Write = { kind: 'update', ref: REF, fields: { City: 'Bonn', Title: 'CEO' } };
const CREATE: Write = { kind: 'create', system: 'crm', object: 'Lead', key: 'e', fields: { City: 'Bonn' } };

/** A system that answers reads with these and refuses everything else. */
const system = (answers: Partial<Pick<Connection, 'read' | 'find'>>): Connection => answers as Connection;
const showing = (snapshot: Snapshot) => system({ read: () => Promise.resolve([snapshot]) });

async function outcome(write: Write, connection: Connection) {
  const [settled] = await probe(
    [unanswered(write)],
    { lane: 'live' },
    { connection, externalKeyField: 'Key__c', clock: { now: () => NOW }, random: () => 0 },
  );
  return settled;
}

describe('a write that got no answer', () => {
  it('took place when its record holds what was written', async () => {
    const settled = await outcome(
      UPDATE,
      showing({ kind: 'present', record: record({ City: 'Bonn', Title: 'CEO' }) }),
    );
    expect(settled).to.deep.include({ kind: 'done', receipt: { ref: REF, created: false } });
  });

  it('took place when one of its values is left and the others were edited since', async () => {
    const settled = await outcome(
      UPDATE,
      showing({ kind: 'present', record: record({ City: 'Rome', Title: 'CEO' }) }),
    );
    expect(settled?.kind).to.equal('done');
  });

  it('is planned anew when its record holds none of it, or is gone', async () => {
    const other = await outcome(
      UPDATE,
      showing({ kind: 'present', record: record({ City: 'Rome', Title: null }) }),
    );
    expect(other).to.deep.include({ kind: 'supersede', unsure: false });
    expect(await outcome(UPDATE, showing({ kind: 'deleted', ref: REF }))).to.deep.include({
      kind: 'supersede',
    });
  });

  it('is looked up again later, and within 10 s, when its record can not be read', async () => {
    const settled = await outcome(UPDATE, showing({ kind: 'unreadable', ref: REF, failure: DOWN }));
    expect(settled?.kind === 'probe' && settled.dueAt.getTime() - NOW.getTime()).to.equal(1_000);
    const down = await outcome(CREATE, system({ find: () => Promise.reject(new FailureError(DOWN)) }));
    expect(down?.kind).to.equal('probe');
  });

  it('took place as a create when a record carries its key', async () => {
    const find = () => Promise.resolve([record({ City: 'Rome' }, 'e')]);
    expect(await outcome(CREATE, system({ find }))).to.deep.include({
      kind: 'done',
      receipt: { ref: REF, created: false },
    });
  });

  it('stays in doubt as a create that is not found', async () => {
    const settled = await outcome(CREATE, system({ find: () => Promise.resolve([]) }));
    expect(settled).to.deep.include({ kind: 'supersede', unsure: true });
  });
});
