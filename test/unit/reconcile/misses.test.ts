import { expect } from 'chai';
import { PERSON } from '../../../src/domain/entity.ts';
import type { SystemRecord } from '../../../src/domain/record.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import type { ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { createMisses } from '../../../src/reconcile/misses.ts';
import { searchMissing } from '../../../src/reconcile/search-missing.ts';
import type { World } from '../../../src/reconcile/world.ts';
import { claimedEntity } from '../../support/claimed.ts';

const ADA = '01a00000-0000-7000-8000-000000000001';
const BOB = '01a00000-0000-7000-8000-000000000002';
const nobody = { owner: () => null, ownerId: () => null, entityOf: () => null, refOf: () => null };

const parsed = parseMapping(
  `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { objects: [Lead], create: true }
match: [email]
fields:
  email: { type: email, hub: email, crm: Email, nulls: keep }
  lastName: { type: text, hub: lastname, crm: { field: LastName, on-create: '[none]' }, nulls: keep }
`,
  'person.yaml',
);
if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
const { mapping } = parsed;

const contactOf = (entity: string) => ({ system: 'hub', object: 'contacts', id: `contact of ${entity}` });

function searched() {
  let now = 0;
  const leads: SystemRecord[] = [];
  const asked: string[][] = [];
  const world: World = {
    systems: ['hub', 'crm'].map((name) => ({
      name,
      readable: true,
      writable: true,
      externalKeyField: name === 'crm' ? 'Key' : null,
      ownIds: false,
    })),
    read: () => Promise.resolve([]),
    find: (_system, { field, values }) => {
      asked.push([field, ...values]);
      return Promise.resolve(leads);
    },
    owners: () => Promise.resolve([]),
  };
  const misses = createMisses({ now: () => new Date(now) });
  const look = (entity: string, email: string, sent: Partial<ClaimedEntity> = {}) => {
    const ref = contactOf(entity);
    const link = { ref, primary: true, endedWhy: null, shadow: null, lastSeen: null, modifiedAt: null };
    const record = { ref, fields: { email, lastname: 'Byron' }, externalKey: null, modifiedAt: null };
    return searchMissing(
      [claimedEntity({ id: entity, kind: PERSON, links: [link], ...sent })],
      PERSON,
      mapping,
      new Map([[`hub/contacts/${ref.id}`, { kind: 'present', record }]]),
      nobody,
      world,
      'live',
      null,
      misses,
    );
  };
  return { look, asked, leads, pass: (ms: number) => (now += ms) };
}

describe('what was not found', () => {
  it('is not looked for again at once, by the same entity', async () => {
    const { look, asked, pass } = searched();
    await look(ADA, 'ada@acme.example');
    pass(29_000);
    const again = await look(ADA, 'ada@acme.example');
    expect(asked).to.deep.equal([['Email', 'ada@acme.example']]);
    expect(again.unsearched.size).to.equal(0);
  });

  it('is looked for again after half a minute, however often it was asked for meanwhile', async () => {
    const { look, asked, pass } = searched();
    for (let seconds = 0; seconds < 31; seconds += 10) {
      await look(ADA, 'ada@acme.example');
      pass(10_000);
    }
    expect(asked).to.have.length(2);
  });

  it('is looked for by another entity, and under another address', async () => {
    const { look, asked } = searched();
    await look(ADA, 'ada@acme.example');
    await look(BOB, 'ada@acme.example');
    await look(ADA, 'ada@other.example');
    expect(asked).to.have.length(3);
  });

  it('is looked for each time once a create was sent, and by our key where its answer was lost', async () => {
    const { look, asked } = searched();
    await look(ADA, 'ada@acme.example');
    await look(ADA, 'ada@acme.example', { tried: ['crm'] });
    expect(asked.slice(1)).to.deep.equal([['Email', 'ada@acme.example']]);
    await look(ADA, 'ada@acme.example', { tried: ['crm'], unsure: ['crm'] });
    expect(asked.slice(2)).to.deep.equal([
      ['Key', ADA],
      ['Email', 'ada@acme.example'],
    ]);
  });

  it('does not hide what was found', async () => {
    const { look, asked, leads } = searched();
    const ref = { system: 'crm', object: 'Lead', id: 'L1' };
    leads.push({ ref, fields: { Email: 'ada@acme.example' }, externalKey: null, modifiedAt: null });
    for (let looks = 0; looks < 2; looks += 1) {
      const { hits } = await look(ADA, 'ada@acme.example');
      expect(hits.get(ADA)?.map(({ record }) => record.ref)).to.deep.equal([ref]);
    }
    expect(asked).to.have.length(2);
  });
});
