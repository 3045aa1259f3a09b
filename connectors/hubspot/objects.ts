/** The connector's folder name; the `system` of every ref it makes. */
export const SYSTEM = 'hubspot';

/** Leadloop's external key on every object: a unique text property made by `setup`. */
export const EXTERNAL_KEY = 'leadloop_id';

/** Lists the ids a record had before merges, as `51;1;1551`. */
export const MERGED_IDS = 'hs_merged_object_ids';

/** A property that shows one association. It is read as a property and written as an association. */
export interface Reference {
  readonly object: string;
  /** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
  readonly associationTypeId: number;
}

/** What differs between objects. Everything else is the same engine. */
export interface ObjectTraits {
  readonly label: string;
  /** As in `0-1`, how generic webhooks name the object. */
  readonly typeId: string | null;
  /** As in `contact.creation`, how classic webhooks name it. */
  readonly singular: string | null;
  readonly modifiedProperty: string;
  /** Property → the association it stands for. */
  readonly references: Readonly<Record<string, Reference>>;
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
    references: { associatedcompanyid: { object: 'companies', associationTypeId: 1 } },
    uniqueProperties: ['email'],
  },
  companies: {
    label: 'Company',
    typeId: '0-2',
    singular: 'company',
    modifiedProperty: 'hs_lastmodifieddate',
    references: {},
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
    uniqueProperties: [],
  };

/** The object a webhook speaks of, by its singular name or type id; null for objects that are not synced. */
export function objectNamed(name: string): string | null {
  const found = Object.entries(KNOWN).find(
    ([, traits]) => traits.singular === name || traits.typeId === name,
  );
  return found?.[0] ?? null;
}
