import { expect } from 'chai';
import type { Failure } from '../../../src/domain/failure.ts';
import { writeObject, type EntityPlan } from '../../../src/domain/plan.ts';
import { refKey, type RecordRef } from '../../../src/domain/record.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { ClaimedEntity, Link } from '../../../src/ledger/claim-entities.ts';
import type { Resolver } from '../../../src/mapping/canonical.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { planEntity } from '../../../src/reconcile/plan-entity.ts';
import type { EntityView, FoundRecord } from '../../../src/reconcile/view.ts';
import { claimedEntity } from '../../support/claimed.ts';

const SELF = '01a00000-0000-7000-8000-000000000001';
const OTHER = '01a00000-0000-7000-8000-000000000002';
const CONTACT: RecordRef = { system: 'hub', object: 'contacts', id: '1' };
const LEAD: RecordRef = { system: 'crm', object: 'Lead', id: 'L1' };
const PERSON: RecordRef = { system: 'crm', object: 'Contact', id: 'C1' };

const mapping = (over: Pick<Given, 'onDelete' | 'createAs' | 'rows'>): Mapping => {
  const parsed = parseMapping(
    `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { objects: [Lead, Contact], create: true${over.createAs === undefined ? '' : `, create-as: ${over.createAs}`} }
match: [email]
on-delete: ${over.onDelete ?? 'unlink'}
fields:
  email: { type: email, hub: email, crm: Email, nulls: keep }
  phone: { type: phone, hub: phone, crm: Phone }
  lastName: { type: text, hub: lastname, crm: { field: LastName, on-create: '[none]' }, nulls: keep }
${over.rows ?? ''}`,
    'person.yaml',
  );
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping;
};

const nobody: Resolver = {
  owner: () => null,
  ownerId: () => null,
  entityOf: () => null,
  refOf: () => null,
};

const link = (ref: RecordRef, over: Partial<Link> = {}): Link => ({
  ref,
  primary: true,
  endedWhy: null,
  shadow: null,
  lastSeen: null,
  modifiedAt: null,
  ...over,
});

const present = (ref: RecordRef, fields: Fields, externalKey: string | null = null): Snapshot => ({
  kind: 'present',
  record: { ref, fields, externalKey, modifiedAt: new Date('2026-11-21T10:00:00Z') },
});

interface Given {
  readonly links: readonly Link[];
  readonly snapshots: readonly Snapshot[];
  readonly found?: readonly FoundRecord[];
  readonly unsearched?: readonly string[];
  readonly claimed?: Partial<ClaimedEntity>;
  readonly onDelete?: string;
  readonly createAs?: string;
  readonly rows?: string;
  readonly entityOf?: Resolver['entityOf'];
  readonly refOf?: Resolver['refOf'];
  readonly survivors?: ReadonlyMap<string, string>;
}

/** Given what is known, the plan. */
function planned(given: Given): EntityPlan {
  let ids = 0;
  const view: EntityView = {
    claimed: claimedEntity({ id: SELF, links: given.links, ...given.claimed }),
    snapshots: new Map(
      given.snapshots.map((snapshot) => [
        refKey(snapshot.kind === 'present' ? snapshot.record.ref : snapshot.ref),
        snapshot,
      ]),
    ),
    found: given.found ?? [],
    unsearched: new Set(given.unsearched ?? []),
    probed: [],
    survivors: given.survivors ?? new Map(),
    corrections: new Map(),
  };
  return planEntity(view, {
    mapping: mapping(given),
    resolver: {
      ...nobody,
      ...(given.entityOf === undefined ? {} : { entityOf: given.entityOf }),
      ...(given.refOf === undefined ? {} : { refOf: given.refOf }),
    },
    writable: () => true,
    ids: { next: () => `intent-${(ids += 1)}` },
    now: new Date(0),
  });
}

const ADA = { email: 'ada@example.com', phone: null, lastname: 'Byron' };
const ADA_LEAD = { Email: 'ada@example.com', Phone: null, LastName: 'Byron' };
const AGREED = { email: 'ada@example.com', phone: null, lastName: 'Byron' };

describe('the plan for one entity', () => {
  describe('where a system has no record', () => {
    it('creates one by the entity’s own key, and settles nothing before the receipt', () => {
      const plan = planned({ links: [link(CONTACT)], snapshots: [present(CONTACT, ADA)] });
      expect(plan.intents.map((intent) => intent.write)).to.deep.equal([
        {
          kind: 'create',
          system: 'crm',
          object: 'Lead',
          key: SELF,
          fields: { Email: 'ada@example.com', LastName: 'Byron' },
        },
      ]);
      expect(plan.settled).to.deep.equal([]);
      expect(plan.intents[0]?.settles).to.deep.equal({
        email: 'ada@example.com',
        phone: null,
        lastName: 'Byron',
      });
      expect(plan.intents[0]?.sources).to.deep.equal([
        { ref: CONTACT, fields: { email: 'ada@example.com', lastName: 'Byron' } },
      ]);
    });

    it('creates another object for whom the mapping says so', () => {
      const objectFor = (email: string): string | undefined => {
        const { intents } = planned({
          links: [link(CONTACT)],
          snapshots: [present(CONTACT, { ...ADA, email })],
          createAs: `{ Contact: 'email == "ada@example.com"' }`,
        });
        return intents[0] && writeObject(intents[0].write);
      };
      expect(objectFor('ada@example.com')).to.equal('Contact');
      expect(objectFor('eva@example.com')).to.equal('Lead');
    });

    it('gives it nothing that may not flow there, whatever stands elsewhere', () => {
      const { intents } = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, { ...ADA, stage: 'mine' })],
        rows: '  stage: { type: text, hub: stage, crm: Stage__c, direction: from crm }\n',
      });
      expect(intents[0]?.write.fields).to.not.have.property('Stage__c');
    });

    it('creates nothing before the record that a reference waits for', () => {
      const plan = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, { ...ADA, company: '9' })],
        rows: '  account: { type: reference, entity: company, hub: { field: company, object: companies }, crm: { field: AccountId, object: Account, on-create: wait } }\n',
        entityOf: () => OTHER,
      });
      expect(plan.intents).to.deep.equal([]);
      expect(plan.waitsFor).to.deep.equal([{ entity: OTHER, system: 'crm', object: 'Account' }]);
    });

    it('settles at once what the new record has no field for', () => {
      const plan = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, { ...ADA, visits: '7' })],
        rows: '  visits: { type: text, hub: visits }\n',
      });
      expect(plan.intents).to.have.length(1);
      expect(plan.settled).to.deep.equal([{ ref: CONTACT, fields: { visits: '7' } }]);
    });

    it('has it looked at once it is there, if it refers to others', () => {
      const lookAfter = (company: string | null): boolean | undefined => {
        const [intent] = planned({
          links: [link(CONTACT)],
          snapshots: [present(CONTACT, { ...ADA, company })],
          rows: '  account: { type: reference, entity: company, hub: { field: company, object: companies }, crm: { field: AccountId, object: Account } }\n',
          entityOf: () => OTHER,
          refOf: () => ({ system: 'crm', object: 'Account', id: 'A1' }),
        }).intents;
        return intent?.lookAfter;
      };
      expect(lookAfter('9')).to.equal(true);
      expect(lookAfter(null)).to.equal(undefined);
    });

    it('fills what the system requires, and does not take the filler for a value of the other side', () => {
      const plan = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, { ...ADA, lastname: null })],
      });
      const [intent] = plan.intents;
      expect(intent?.write.fields).to.include({ LastName: '[none]' });
      expect(intent?.settles).to.include({ lastName: '[none]' });
      expect(intent?.sources[0]?.fields).to.include({ lastName: null });
    });

    it('links the one that was found instead, and looks again before it compares', () => {
      const plan = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, ADA)],
        found: [{ ref: LEAD, entity: null, by: 'email' }],
      });
      expect(plan).to.deep.include({
        links: [{ kind: 'adopt', ref: LEAD, by: 'email' }],
        intents: [],
        next: 'again',
      });
    });

    it('asks a person when several were found, and creates none', () => {
      const plan = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, ADA)],
        found: [
          { ref: LEAD, entity: null, by: 'email' },
          { ref: PERSON, entity: null, by: 'email' },
        ],
      });
      expect(plan.intents).to.deep.equal([]);
      expect(plan.failures[0]).to.deep.include({ system: 'crm' });
      expect(plan.failures[0]?.failure).to.include({ kind: 'ambiguous-match', code: 'SEVERAL_MATCHES' });
    });

    it('creates none while the system can not be searched, and looks again later', () => {
      const plan = planned({
        links: [link(CONTACT)],
        snapshots: [present(CONTACT, ADA)],
        unsearched: ['crm'],
      });
      expect(plan).to.deep.include({ intents: [], next: 'later' });
    });

    it('makes a deleted record never anew', () => {
      const plan = planned({
        links: [link(CONTACT), link(LEAD, { primary: false, endedWhy: 'deleted' })],
        snapshots: [present(CONTACT, ADA)],
      });
      expect(plan.intents).to.deep.equal([]);
      expect(plan.failures).to.deep.equal([]);
      // What failed there before does not matter any more.
      expect(plan.healthy).to.include('crm');
    });

    it('tells a person of a deletion where the mapping says so', () => {
      const plan = planned({
        links: [link(CONTACT), link(LEAD, { primary: false, endedWhy: 'deleted' })],
        snapshots: [present(CONTACT, ADA)],
        onDelete: 'park',
      });
      expect(plan.failures.map((item) => [item.system, item.failure.code])).to.deep.equal([
        ['crm', 'DELETED_THERE'],
      ]);
    });
  });

  describe('where a link has changed', () => {
    it('follows a record to its new id before it compares', () => {
      const plan = planned({
        links: [link(CONTACT), link(LEAD)],
        snapshots: [present(CONTACT, ADA), { kind: 'moved', ref: LEAD, to: PERSON, why: 'converted' }],
      });
      expect(plan).to.deep.include({
        links: [{ kind: 'move', from: LEAD, to: PERSON, why: 'converted' }],
        next: 'again',
      });
    });

    it('forgets what a conversion did not carry over before it compares, instead of taking it for cleared', () => {
      const phone = { phone: '+49 30 901820' };
      const converted = (over: Partial<Link>) =>
        planned({
          links: [
            link(CONTACT, { shadow: { ...AGREED, ...phone } }),
            link(LEAD, { primary: false, endedWhy: 'converted' }),
            link(PERSON, { shadow: { ...AGREED, ...phone }, ...over }),
          ],
          snapshots: [present(CONTACT, { ...ADA, ...phone }), present(PERSON, ADA_LEAD)],
        });
      expect(converted({})).to.deep.include({
        links: [{ kind: 'forget', ref: PERSON, fields: ['phone'] }],
        intents: [],
        next: 'again',
      });
      expect(converted({ shadow: AGREED }).intents.map(({ write }) => write)).to.deep.equal([]);
      const cleared = converted({ lastSeen: ADA_LEAD });
      expect(cleared.intents.map(({ write }) => write.fields)).to.deep.equal([{ phone: null }]);
    });

    it('takes an unticked checkbox of a conversion for nobody’s word, whoever has authority', () => {
      const rows = '  samples: { type: boolean, hub: samples, crm: Samples__c, authority: crm }\n';
      const [ticked, unticked] = [{ samples: 'true' }, { Samples__c: false }];
      const converted = (hub: Fields, crm: Fields, over: Partial<Link>) =>
        planned({
          rows,
          links: [
            link(CONTACT, { shadow: { ...AGREED, ...hub }, lastSeen: ADA }),
            link(LEAD, { primary: false, endedWhy: 'converted' }),
            link(PERSON, { shadow: { ...AGREED, ...crm }, ...over }),
          ],
          snapshots: [present(CONTACT, { ...ADA, ...ticked }), present(PERSON, { ...ADA_LEAD, ...unticked })],
        });
      expect(converted({ samples: true }, { samples: true }, {}).links).to.deep.equal([
        { kind: 'agree', ref: PERSON, fields: { samples: false } },
        { kind: 'agree', ref: CONTACT, fields: { samples: null } },
      ]);
      const next = converted({ samples: null }, { samples: false }, {});
      expect(next.links).to.deep.equal([]);
      expect(next.intents.map(({ write }) => [writeObject(write), write.fields])).to.deep.equal([
        ['Contact', { Samples__c: true }],
      ]);
      const edited = converted({ samples: true }, { samples: true }, { lastSeen: ADA_LEAD });
      expect(edited.intents.map(({ write }) => writeObject(write))).to.deep.equal(['contacts']);
    });

    it('ends the link of a deleted record and takes it up again when the record is back', () => {
      const gone = planned({
        links: [link(CONTACT), link(LEAD)],
        snapshots: [present(CONTACT, ADA), { kind: 'deleted', ref: LEAD }],
      });
      expect(gone.links).to.deep.equal([{ kind: 'end', ref: LEAD }]);
      const back = planned({
        links: [link(CONTACT), link(LEAD, { primary: false, endedWhy: 'deleted' })],
        snapshots: [present(CONTACT, ADA), present(LEAD, ADA_LEAD)],
      });
      expect(back.links).to.deep.equal([{ kind: 'revive', ref: LEAD }]);
    });

    it('folds into the entity whose key the record carries, and leaves keys nobody gave alone', () => {
      const given = { links: [link(LEAD)], snapshots: [present(LEAD, ADA_LEAD, OTHER)] };
      expect(planned({ ...given, survivors: new Map([[OTHER, OTHER]]) }).links).to.deep.equal([
        { kind: 'fold', other: OTHER },
      ]);
      expect(planned({ ...given, survivors: new Map([[OTHER, SELF]]) }).links).to.deep.equal([]);
      expect(planned(given).links).to.deep.equal([]);
    });
  });

  describe('where both systems have a record', () => {
    const linked = (hub: Fields, crm: Fields) => ({
      links: [link(CONTACT, { shadow: AGREED }), link(LEAD, { shadow: AGREED })],
      snapshots: [present(CONTACT, hub), present(LEAD, crm)],
    });

    it('plans nothing when nothing changed', () => {
      const plan = planned(linked(ADA, ADA_LEAD));
      expect(plan).to.deep.include({ intents: [], settled: [], next: 'done', decided: true });
    });

    it('sends only the field that changed, and settles its source with the receipt', () => {
      const plan = planned(linked({ ...ADA, phone: '+44 20 7946 0000' }, ADA_LEAD));
      expect(plan.intents).to.deep.equal([
        {
          id: 'intent-1',
          write: { kind: 'update', ref: LEAD, fields: { Phone: '+44 20 7946 0000' } },
          settles: { phone: '+44 20 7946 0000' },
          sources: [{ ref: CONTACT, fields: { phone: '+44 20 7946 0000' } }],
          replaces: { before: { Phone: null }, origins: [CONTACT] },
          changes: {},
        },
      ]);
      expect(plan.settled).to.deep.equal([]);
    });

    it('writes nothing and settles both when both changed to the same', () => {
      const plan = planned(linked({ ...ADA, lastname: 'King' }, { ...ADA_LEAD, LastName: 'King' }));
      expect(plan.intents).to.deep.equal([]);
      expect(plan.settled).to.deep.equal([
        { ref: CONTACT, fields: { lastName: 'King' } },
        { ref: LEAD, fields: { lastName: 'King' } },
      ]);
    });

    it('keeps the loser when both changed to different values', () => {
      const plan = planned(linked({ ...ADA, lastname: 'King' }, { ...ADA_LEAD, LastName: 'Lovelace' }));
      expect(plan.conflicts).to.have.length(1);
      expect(plan.conflicts[0]).to.deep.include({ kind: 'decided', field: 'lastName', value: 'King' });
      expect(plan.conflicts[0]).to.have.deep.property('losers', [
        { system: 'crm', value: 'Lovelace', base: 'Byron' },
      ]);
      expect(plan.intents).to.have.length(1);
    });

    it('does not send again what is parked as it is, and sends what has changed since', () => {
      const given = linked({ ...ADA, phone: '+44 20 7946 0000' }, ADA_LEAD);
      const parked = (fields: Fields) => ({
        claimed: { parked: [{ id: 'p1', system: 'crm', fields, refused: [] }] },
      });
      expect(planned({ ...given, ...parked({ Phone: '+44 20 7946 0000' }) })).to.deep.include({
        intents: [],
        stillParked: [{ id: 'p1', intent: null }],
      });
      const changed = planned({ ...given, ...parked({ Phone: '+44 20 7946 9999' }) });
      expect(changed.intents).to.have.length(1);
      expect(changed.stillParked).to.deep.equal([]);
    });

    describe('of which a system has refused some', () => {
      const CHANGED = { ...ADA, phone: '+44 20 7946 0000', lastname: 'King' };
      const parked = (fields: Fields, refused: readonly string[]) => ({
        claimed: { parked: [{ id: 'p1', system: 'crm', fields, refused }] },
      });
      const whole = { Phone: '+44 20 7946 0000', LastName: 'King' };

      it('sends the rest, and keeps of the parked write what was refused', () => {
        const plan = planned({ ...linked(CHANGED, ADA_LEAD), ...parked(whole, ['Phone']) });
        expect(plan.intents.map(({ write }) => write.fields)).to.deep.equal([{ LastName: 'King' }]);
        const [stays, ...others] = plan.stillParked;
        expect(others).to.deep.equal([]);
        expect(stays?.id).to.equal('p1');
        expect(stays?.intent?.write.fields).to.deep.equal({ Phone: '+44 20 7946 0000' });
        expect(Object.keys(stays?.intent?.settles ?? {})).to.deep.equal(['phone']);
        expect(plan.healthy).not.to.include('crm');
      });

      it('agrees with the source on what was sent alone', () => {
        const { intents, settled } = planned({ ...linked(CHANGED, ADA_LEAD), ...parked(whole, ['Phone']) });
        expect(intents.flatMap(({ sources }) => sources.map(({ fields }) => fields))).to.deep.equal([
          { lastName: 'King' },
        ]);
        expect(settled.flatMap(({ fields }) => Object.keys(fields))).not.to.include('phone');
      });

      it('leaves the parked write as it is once the rest has arrived', () => {
        const plan = planned({
          ...linked({ ...ADA, phone: '+44 20 7946 0000' }, ADA_LEAD),
          ...parked({ Phone: '+44 20 7946 0000' }, ['Phone']),
        });
        expect(plan).to.deep.include({ intents: [], stillParked: [{ id: 'p1', intent: null }] });
      });

      it('sends all again when something else is to be written in a refused field', () => {
        const other = { Phone: '+44 20 7946 9999', LastName: 'King' };
        const plan = planned({ ...linked(CHANGED, ADA_LEAD), ...parked(other, ['Phone']) });
        expect(plan.intents.map(({ write }) => write.fields)).to.deep.equal([whole]);
        expect(plan.stillParked).to.deep.equal([]);
      });
    });

    it('decides nothing when one of them could not be read, and says so', () => {
      const failure: Failure = {
        kind: 'transient',
        code: 'DOWN',
        message: '',
        meaning: '',
        fix: '',
        actor: 'nobody',
      };
      const plan = planned({
        links: [link(CONTACT, { shadow: AGREED }), link(LEAD, { shadow: AGREED })],
        snapshots: [
          present(CONTACT, { ...ADA, lastname: 'King' }),
          { kind: 'unreadable', ref: LEAD, failure },
        ],
      });
      expect(plan).to.deep.include({ decided: false, intents: [], settled: [], next: 'later' });
      expect(plan.failures).to.deep.equal([{ system: 'crm', failure }]);
    });
  });
});
