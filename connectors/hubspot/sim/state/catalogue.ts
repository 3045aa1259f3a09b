import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OBJECT_TYPES, type ObjectType } from './object-types.ts';
import { iso } from './row.ts';

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
}

/** A property definition as the properties API shows it. */
export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly description: string;
  readonly groupName: string;
  readonly options: readonly PropertyOption[];
  readonly displayOrder: number;
  readonly calculated: boolean;
  readonly externalOptions: boolean;
  readonly hasUniqueValue: boolean;
  readonly hidden: boolean;
  readonly hubspotDefined?: boolean;
  readonly modificationMetadata: {
    readonly archivable: boolean;
    readonly readOnlyDefinition: boolean;
    readonly readOnlyValue: boolean;
  };
  readonly formField: boolean;
  readonly dataSensitivity: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived?: boolean;
}

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly archived: boolean;
}

/** The properties and groups of one object type. */
export interface TypeCatalogue {
  readonly properties: Map<string, PropertyDefinition>;
  readonly groups: Map<string, PropertyGroup>;
  /** Deleted definitions, still listed with `archived=true`. */
  readonly archived: Map<string, PropertyDefinition>;
}

interface SchemaFile {
  readonly groups: Readonly<Record<string, string>>;
  readonly properties: readonly {
    readonly name: string;
    readonly label: string;
    readonly type: string;
    readonly fieldType: string;
    readonly groupName: string;
    readonly readOnly?: boolean;
    readonly externalOptions?: boolean;
    /** value, label */
    readonly options?: readonly (readonly [string, string])[];
  }[];
}

const PORTAL_MADE = iso(Date.UTC(2020, 5, 30, 15, 57, 37));
const YES_NO = [
  ['true', 'Yes'],
  ['false', 'No'],
] as const;

const load = (name: string): SchemaFile =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'schema', `${name}.json`), 'utf8')) as SchemaFile;

const loaded = new Map(OBJECT_TYPES.map((type) => [type.name, load(type.name)]));
const CUSTOM = load('custom');

/** The catalogue of a new account: the properties HubSpot defines (see `schema/`). */
export function newCatalogue(type: ObjectType): TypeCatalogue {
  const file = loaded.get(type.name);
  if (file === undefined) throw new Error(`no schema for ${type.name}`);
  return toCatalogue(file);
}

/** What HubSpot defines of a type that the account makes. */
export function customCatalogue(groupName: string, groupLabel: string): TypeCatalogue {
  const properties = CUSTOM.properties.map((property) => ({ ...property, groupName }));
  return toCatalogue({ groups: { [groupName]: groupLabel }, properties });
}

function toCatalogue(file: SchemaFile): TypeCatalogue {
  const groups = Object.entries(file.groups).map(([name, label], displayOrder): PropertyGroup => ({
    name,
    label,
    displayOrder,
    archived: false,
  }));
  const properties = file.properties.map((entry): PropertyDefinition => {
    const options = entry.options ?? (entry.type === 'bool' ? YES_NO : []);
    const readOnly = entry.readOnly ?? false;
    return {
      name: entry.name,
      label: entry.label,
      type: entry.type,
      fieldType: entry.fieldType,
      description: '',
      groupName: entry.groupName,
      options: options.map(([value, label], displayOrder) => ({ label, value, displayOrder, hidden: false })),
      displayOrder: -1,
      calculated: entry.fieldType === 'calculation_equation',
      externalOptions: entry.externalOptions ?? false,
      hasUniqueValue: false,
      hidden: false,
      hubspotDefined: true,
      modificationMetadata: { archivable: true, readOnlyDefinition: true, readOnlyValue: readOnly },
      formField: !readOnly,
      dataSensitivity: 'non_sensitive',
      createdAt: PORTAL_MADE,
      updatedAt: PORTAL_MADE,
    };
  });
  return {
    properties: new Map(properties.map((property) => [property.name, property])),
    groups: new Map(groups.map((group) => [group.name, group])),
    archived: new Map(),
  };
}
