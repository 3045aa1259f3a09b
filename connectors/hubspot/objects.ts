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
  /** The properties whose options are the object's pipelines and their stages; null for objects without. */
  readonly pipelines: { readonly pipeline: string; readonly stage: string } | null;
  /** Properties that mean a day, which HubSpot keeps as a moment. */
  readonly days: readonly string[];
  /** Unique although the property definition does not say so. */
  readonly uniqueProperties: readonly string[];
}

const KNOWN: Readonly<Record<string, ObjectTraits>> = {
  contacts: {
    label: 'Contact',
    typeId: '0-1',
    singular: 'contact',
    // Contacts alone have an older name for it: their `hs_lastmodifieddate` is internal.
    modifiedProperty: 'lastmodifieddate',
    references: { associatedcompanyid: { object: 'companies', primaryTypeId: 1 } },
    pipelines: null,
    days: [],
    uniqueProperties: ['email'],
  },
  companies: {
    label: 'Company',
    typeId: '0-2',
    singular: 'company',
    modifiedProperty: 'hs_lastmodifieddate',
    references: {},
    pipelines: null,
    days: [],
    uniqueProperties: [],
  },
  deals: {
    label: 'Deal',
    typeId: '0-3',
    singular: 'deal',
    modifiedProperty: 'hs_lastmodifieddate',
    references: { 'associations.companies': { object: 'companies', primaryTypeId: 5 } },
    pipelines: { pipeline: 'pipeline', stage: 'dealstage' },
    days: ['closedate'],
    uniqueProperties: [],
  },
};

export const traitsOf = (object: string): ObjectTraits =>
  KNOWN[object] ?? {
    label: object,
    typeId: null,
    singular: null,
    modifiedProperty: 'hs_lastmodifieddate',
    references: {},
    pipelines: null,
    days: [],
    uniqueProperties: [],
  };

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

export const associationField = (object: string): string => `${ASSOCIATION}${object}`;

/** The object behind `associations.<object>`; null for properties. */
export const associatedObject = (field: string): string | null =>
  field.startsWith(ASSOCIATION) ? field.slice(ASSOCIATION.length) : null;

/** The association that a field stands for; null when it is a property and nothing more. */
export function referenceOf(object: string, field: string): Reference | null {
  const own = traitsOf(object).references[field];
  const other = associatedObject(field);
  return own ?? (other === null ? null : { object: other, primaryTypeId: null });
}
