/** The connector's folder name; the `system` of every ref it makes. */
export const SYSTEM = 'hubspot';

/** Leadloop's external key on every object: a unique text property made by `setup`. */
export const EXTERNAL_KEY = 'leadloop_id';

/** Lists the ids a record had before merges, as `51;1;1551`. */
export const MERGED_IDS = 'hs_merged_object_ids';

/** A field that stands for an association with one record. It is written as an association. */
export interface Reference {
  readonly object: string;
  /**
   * Of the primary association. Null for the plain association, which HubSpot shows as no property, and whose type has
   * another id in every account.
   * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide
   */
  readonly primaryTypeId: number | null;
}

/** Before the name of the other object, as in HubSpot's own search filters: `associations.companies`. */
const ASSOCIATION = 'associations.';

/** What differs between objects. Everything else is the same engine. */
export interface ObjectTraits {
  readonly label: string;
  /** As in `0-1`, how generic webhooks name the object. */
  readonly typeId: string | null;
  /** As in `contact.creation`, how classic webhooks name it. */
  readonly singular: string | null;
  readonly modifiedProperty: string;
  /** Field → the primary association it stands for. `associations.<object>` is one that HubSpot shows as no property. */
  readonly references: Readonly<Record<string, Reference>>;
  /**
   * Whether it may well be associated with several records, of which the oldest stands for all. Of other objects' references
   * one cannot tell which of several is meant.
   */
  readonly isShared: boolean;
  /** The properties whose options are the object's pipelines and their stages; null for objects without. */
  readonly pipelines: { readonly pipeline: string; readonly stage: string } | null;
  /** Properties that mean a day, which HubSpot keeps as a moment. */
  readonly days: readonly string[];
  /** Unique although the property definition does not say so. */
  readonly uniqueProperties: readonly string[];
}

/** What reps do, with the label and the type id of each. Classic webhooks do not tell of them. */
const ACTIVITIES: Readonly<Record<string, readonly [label: string, typeId: string]>> = {
  calls: ['Call', '0-48'],
  emails: ['E-mail', '0-49'],
  meetings: ['Meeting', '0-47'],
  notes: ['Note', '0-46'],
  tasks: ['Task', '0-27'],
};

/** They come in large numbers and nobody waits for them, so they need not be searched for with every poll. */
const ACTIVITY_REST_MS = 60_000;
export const SELDOM: Readonly<Record<string, number>> = Object.fromEntries(
  Object.keys(ACTIVITIES).map((object) => [object, ACTIVITY_REST_MS]),
);

const PLAIN: Omit<ObjectTraits, 'label'> = {
  typeId: null,
  singular: null,
  modifiedProperty: 'hs_lastmodifieddate',
  references: {},
  isShared: false,
  pipelines: null,
  days: [],
  uniqueProperties: [],
};

const KNOWN: Readonly<Record<string, ObjectTraits>> = {
  contacts: {
    ...PLAIN,
    label: 'Contact',
    typeId: '0-1',
    singular: 'contact',
    // Contacts alone have an older name for it: their `hs_lastmodifieddate` is internal.
    modifiedProperty: 'lastmodifieddate',
    references: { associatedcompanyid: { object: 'companies', primaryTypeId: 1 } },
    uniqueProperties: ['email'],
  },
  companies: { ...PLAIN, label: 'Company', typeId: '0-2', singular: 'company' },
  deals: {
    ...PLAIN,
    label: 'Deal',
    typeId: '0-3',
    singular: 'deal',
    references: { 'associations.companies': { object: 'companies', primaryTypeId: 5 } },
    pipelines: { pipeline: 'pipeline', stage: 'dealstage' },
    days: ['closedate'],
  },
  ...Object.fromEntries(Object.entries(ACTIVITIES).map(activity)),
};

function activity([object, [label, typeId]]: readonly [string, readonly [string, string]]): readonly [
  string,
  ObjectTraits,
] {
  const references = Object.fromEntries(
    ['contacts', 'companies', 'deals'].map((other) => [
      associationField(other),
      { object: other, primaryTypeId: null },
    ]),
  );
  return [object, { ...PLAIN, label, typeId, references, isShared: true }];
}

export const traitsOf = (object: string): ObjectTraits => KNOWN[object] ?? { ...PLAIN, label: object };

/** Objects that the account made itself go by type id, `p_` and name, or the name with the account's number. */
export const isCustom = (object: string): boolean => CUSTOM_TYPE_ID.test(object) || /^p\d*_./.test(object);
const CUSTOM_TYPE_ID = /^2-\d+$/;

/**
 * The object a webhook or an association speaks of, by its singular name or type id; null for objects we know no name of.
 * A custom object's type id is a name of it.
 */
export function objectNamed(name: string): string | null {
  const found = Object.entries(KNOWN).find(
    ([, traits]) => traits.singular === name || traits.typeId === name,
  );
  return found?.[0] ?? (CUSTOM_TYPE_ID.test(name) ? name : null);
}

export function associationField(object: string): string {
  return `${ASSOCIATION}${object}`;
}

/** The object behind `associations.<object>`; null for properties. */
export const associatedObject = (field: string): string | null =>
  field.startsWith(ASSOCIATION) ? field.slice(ASSOCIATION.length) : null;

/** The association that a field stands for; null when it is a property and nothing more. */
export function referenceOf(object: string, field: string): Reference | null {
  const own = traitsOf(object).references[field];
  const other = associatedObject(field);
  return own ?? (other === null ? null : { object: other, primaryTypeId: null });
}
