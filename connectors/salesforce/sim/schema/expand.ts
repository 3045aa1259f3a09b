/**
 * The schema files keep only what differs from these defaults (what most fields of a kind have in recorded describes).
 * A field: `{ "name", "label", "type", "length"?, …differences }`, picklist values as plain strings where value and
 * label agree. An object: `{ "name", "label", "labelPlural", "keyPrefix", "props"?, "fields", "children"? }`, a child as
 * `[type, field, relationship name]`.
 */
import type { FieldDescribe, ObjectDescribe, PicklistValue } from './describe.ts';

export interface CompactField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly length?: number;
  readonly picklistValues?: readonly (string | (Partial<PicklistValue> & { readonly value: string }))[];
  readonly [key: string]: unknown;
}

export interface CompactObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly fields: readonly CompactField[];
  readonly children?: readonly (readonly [type: string, field: string, relationshipName: string])[];
}

const FIELD = {
  aggregatable: true,
  aiPredictionField: false,
  autoNumber: false,
  byteLength: 0,
  calculated: false,
  calculatedFormula: null,
  cascadeDelete: false,
  caseSensitive: false,
  compoundFieldName: null,
  controllerName: null,
  createable: true,
  custom: false,
  defaultValue: null,
  defaultValueFormula: null,
  defaultedOnCreate: false,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  digits: 0,
  displayLocationInDecimal: false,
  encrypted: false,
  externalId: false,
  extraTypeInfo: null,
  filterable: true,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  groupable: true,
  highScaleNumber: false,
  htmlFormatted: false,
  idLookup: false,
  inlineHelpText: null,
  label: '',
  length: 0,
  mask: null,
  maskType: null,
  name: '',
  nameField: false,
  namePointing: false,
  nillable: true,
  permissionable: true,
  picklistValues: [],
  polymorphicForeignKey: false,
  precision: 0,
  queryByDistance: false,
  referenceTargetField: null,
  referenceTo: [],
  relationshipName: null,
  relationshipOrder: null,
  restrictedDelete: false,
  restrictedPicklist: false,
  scale: 0,
  searchPrefilterable: false,
  soapType: 'xsd:string',
  sortable: true,
  type: 'string',
  unique: false,
  updateable: true,
  writeRequiresMasterRead: false,
} as const satisfies FieldDescribe;

const readOnly = { createable: false, updateable: false };

const BY_TYPE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  id: {
    ...readOnly,
    length: 18,
    nillable: false,
    defaultedOnCreate: true,
    idLookup: true,
    soapType: 'tns:ID',
    permissionable: false,
  },
  reference: { length: 18, soapType: 'tns:ID' },
  boolean: {
    aggregatable: false,
    defaultValue: false,
    defaultedOnCreate: true,
    nillable: false,
    permissionable: false,
    soapType: 'xsd:boolean',
  },
  int: { digits: 8, soapType: 'xsd:int' },
  double: { groupable: false, precision: 18, soapType: 'xsd:double' },
  currency: { groupable: false, precision: 18, soapType: 'xsd:double' },
  percent: { groupable: false, precision: 3, soapType: 'xsd:double' },
  date: { soapType: 'xsd:date' },
  datetime: { groupable: false, soapType: 'xsd:dateTime' },
  textarea: { length: 255, extraTypeInfo: 'plaintextarea' },
  picklist: { length: 255 },
  multipicklist: { length: 4099, aggregatable: false, groupable: false, sortable: false, precision: 4 },
  combobox: { length: 255 },
  phone: { length: 40 },
  email: { length: 80 },
  url: { length: 255 },
  address: {
    ...readOnly,
    aggregatable: false,
    groupable: false,
    sortable: false,
    queryByDistance: true,
    soapType: 'urn:address',
  },
};

export function expandField(compact: CompactField): FieldDescribe {
  const { picklistValues = [], ...rest } = compact;
  const field = { ...FIELD, ...BY_TYPE[compact.type], ...rest };
  const length = typeof field.length === 'number' ? field.length : 0;
  const bytes = compact.type === 'id' || compact.type === 'reference' ? 18 : length * 3;
  return {
    ...field,
    byteLength: compact['byteLength'] ?? bytes,
    picklistValues: picklistValues.map((entry) => ({
      active: true,
      defaultValue: false,
      label: typeof entry === 'string' ? entry : entry.value,
      validFor: null,
      ...(typeof entry === 'string' ? { value: entry } : entry),
    })),
  };
}

const OBJECT = {
  actionOverrides: [],
  activateable: false,
  associateEntityType: null,
  associateParentEntity: null,
  compactLayoutable: true,
  createable: true,
  custom: false,
  customSetting: false,
  deepCloneable: false,
  defaultImplementation: null,
  deletable: true,
  deprecatedAndHidden: false,
  extendedBy: null,
  extendsInterfaces: null,
  feedEnabled: true,
  hasSubtypes: false,
  implementedBy: null,
  implementsInterfaces: null,
  isInterface: false,
  isSubtype: false,
  layoutable: true,
  listviewable: null,
  lookupLayoutable: null,
  mergeable: false,
  mruEnabled: true,
  namedLayoutInfos: [],
  networkScopeFieldName: null,
  queryable: true,
  replicateable: true,
  retrieveable: true,
  searchLayoutable: true,
  searchable: true,
  sobjectDescribeOption: 'FULL',
  triggerable: true,
  undeletable: true,
  updateable: true,
} as const;

export function expandObject(compact: CompactObject): ObjectDescribe {
  const { name, label, labelPlural, keyPrefix } = compact;
  return {
    ...OBJECT,
    name,
    label,
    labelPlural,
    keyPrefix,
    supportedScopes: [
      { label: `All ${labelPlural.toLowerCase()}`, name: 'everything' },
      { label: `My ${labelPlural.toLowerCase()}`, name: 'mine' },
    ],
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
        urls: {},
      },
    ],
    ...compact.props,
    fields: compact.fields.map(expandField),
    childRelationships: (compact.children ?? []).map(([childSObject, field, relationshipName]) => ({
      cascadeDelete: false,
      childSObject,
      deprecatedAndHidden: false,
      field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName,
      restrictedDelete: false,
    })),
  };
}
