/**
 * Made-up entities for planning. Words: a **story** is what happened to an entity since its records last agreed, and
 * `leadsTo` what must come of it.
 */
import { refKey, type SystemRecord } from '../../src/domain/record.ts';
import type { Fields } from '../../src/domain/value.ts';
import type { Link } from '../../src/ledger/claim-entities.ts';
import { fromCanonical, type Resolver } from '../../src/mapping/canonical.ts';
import { mappedFields } from '../../src/mapping/fields.ts';
import type { Mapping } from '../../src/mapping/mapping.ts';
import type { EntityView } from '../../src/reconcile/view.ts';
import { claimedEntity } from '../../test/support/claimed.ts';
import { madeUpPeople, tosser } from '../identity/people.ts';

/** What is decided, of one entity or of many. */
export interface Decided {
  readonly creates: number;
  readonly updates: number;
  readonly fields: number;
  readonly conflicts: number;
}

export interface Story {
  readonly name: string;
  /** Of 100 entities. */
  readonly share: number;
  /** What each record says other than what was agreed; null: there is no such record. */
  readonly hubspot: Fields;
  readonly salesforce: Fields | null;
  /** False: the records are linked, and nothing was agreed on them yet. */
  readonly agreed: boolean;
  /** A field of the Salesforce record that could not be read. */
  readonly unread?: string;
  readonly leadsTo: Decided;
}

const nothing: Decided = { creates: 0, updates: 0, fields: 0, conflicts: 0 };

export const STORIES: readonly Story[] = [
  { name: 'in step', share: 55, hubspot: {}, salesforce: {}, agreed: true, leadsTo: nothing },
  {
    name: 'changed in HubSpot',
    share: 13,
    hubspot: { jobTitle: 'Head of Sales', city: 'Graz' },
    salesforce: {},
    agreed: true,
    leadsTo: { ...nothing, updates: 1, fields: 2 },
  },
  {
    name: 'changed in Salesforce',
    share: 10,
    hubspot: {},
    salesforce: { mobilePhone: '+436641234567' },
    agreed: true,
    leadsTo: { ...nothing, updates: 1, fields: 1 },
  },
  {
    name: 'changed in both, to the same',
    share: 2,
    hubspot: { jobTitle: 'Head of IT' },
    salesforce: { jobTitle: 'Head of IT' },
    agreed: true,
    leadsTo: nothing,
  },
  {
    name: 'changed in both, differently',
    share: 4,
    hubspot: { jobTitle: 'Head of Sales' },
    salesforce: { jobTitle: 'Head of IT' },
    agreed: true,
    leadsTo: { creates: 0, updates: 1, fields: 1, conflicts: 1 },
  },
  {
    name: 'met for the first time, each fills the other',
    share: 5,
    hubspot: { mobilePhone: null },
    salesforce: { jobTitle: null, state: null },
    agreed: false,
    leadsTo: { ...nothing, updates: 2, fields: 3 },
  },
  {
    name: 'not in Salesforce yet',
    share: 6,
    hubspot: {},
    salesforce: null,
    agreed: false,
    leadsTo: { ...nothing, creates: 1 },
  },
  {
    name: 'changed in HubSpot, and a field could not be read',
    share: 5,
    hubspot: { jobTitle: 'Head of Sales', city: 'Graz' },
    salesforce: {},
    agreed: true,
    unread: 'Title',
    leadsTo: { ...nothing, updates: 1, fields: 1 },
  },
];

export interface MadeUpEntity {
  readonly story: Story;
  readonly view: EntityView;
}

/** What the owners and companies of the made-up records are in each system. */
export const RESOLVER: Resolver = {
  owner: (_system, id) => ({
    id,
    email: `owner${id.slice(-1)}@acme.example`,
    name: '',
    active: true,
    kind: 'person',
  }),
  ownerId: (system, email) => `${system}-${email.charAt(5)}`,
  entityOf: () => null,
  refOf: () => null,
};

/** People, the same each time. Every third is a Contact in Salesforce, the others are Leads; many have blanks. */
export function madeUpEntities(count: number, mapping: Mapping): readonly MadeUpEntity[] {
  const toss = tosser(7);
  return madeUpPeople(count).map(({ fields }, index) => {
    const story = storyFor(toss(100));
    const agreed: Fields = {
      ...fields,
      // Whatever the stories are about is there before.
      jobTitle: 'Engineer',
      mobilePhone: '+436769876543',
      website: toss(3) === 0 ? null : `https://firm${index}.example/about`,
      city: fields['city'] ?? 'Wien',
      state: 'Wien',
      country: 'Austria',
      message: null,
      leadSource: null,
      owner: `owner${toss(8)}@acme.example`,
      account: null,
    };
    return {
      story,
      view: viewOf(String(index), index % 3 === 0 ? 'Contact' : 'Lead', story, agreed, mapping),
    };
  });
}

function storyFor(tossed: number): Story {
  let upTo = 0;
  for (const story of STORIES) {
    upTo += story.share;
    if (tossed < upTo) return story;
  }
  throw new Error('the shares of the stories are not 100 together');
}

function viewOf(id: string, object: string, story: Story, agreed: Fields, mapping: Mapping): EntityView {
  const says = [
    { ref: { system: 'hubspot', object: 'contacts', id }, more: story.hubspot },
    { ref: { system: 'salesforce', object, id }, more: story.salesforce },
  ].flatMap(({ ref, more }) => (more === null ? [] : [{ ref, fields: { ...agreed, ...more } }]));
  const records = says.map(({ ref, fields }, index): SystemRecord => {
    const own = ownFields(ref.system, ref.object, fields, mapping);
    const { [story.unread ?? '']: _unread, ...read } = own;
    return {
      ref,
      fields: ref.system === 'salesforce' ? read : own,
      externalKey: null,
      modifiedAt: new Date(1_763_000_000_000 - index * 60_000),
    };
  });
  const links = records.map(({ ref }): Link => {
    const known = mapping.fields.filter((field) => field.columns.get(ref.system)?.has(ref.object) === true);
    const shadow = Object.fromEntries(known.map(({ name }) => [name, agreed[name] ?? null]));
    return {
      ref,
      primary: true,
      endedWhy: null,
      shadow: story.agreed ? shadow : null,
      lastSeen: null,
      modifiedAt: null,
    };
  });
  return {
    claimed: claimedEntity({ id: `entity-${id}`, links }),
    snapshots: new Map(records.map((record) => [refKey(record.ref), { kind: 'present', record }])),
    found: [],
    unsearched: new Set(),
    probed: [],
    survivors: new Map(),
    corrections: new Map(),
  };
}

/** A record that says this: under the system's own names, and with all fields that are mapped. */
function ownFields(
  system: string,
  object: string,
  fields: Fields,
  mapping: Mapping,
): Record<string, Fields[string]> {
  const blank = Object.fromEntries(mappedFields(mapping, system, object).map((name) => [name, null]));
  const values = new Map(Object.entries(fields));
  return { ...blank, ...fromCanonical(mapping, system, object, values, RESOLVER, 'update').fields };
}
