import type { FieldDescribe } from '../org.ts';
import type { SimOrg } from '../org/create.ts';
import type { Path, Query } from '../soql/ast.ts';
import type { Answer } from '../soql/run.ts';

interface Column {
  readonly aggregate: boolean;
  readonly apexType: string;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly Column[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

/** What `&columns=true` answers; the Salesforce CLI lays out its tables by it. */
export function columnMetadata(org: SimOrg, answer: Answer): unknown {
  const { query, type } = answer;
  const isGrouped = query.groupBy.length > 0;
  return {
    columnMetadata: columns(org, query, type),
    entityName: type,
    groupBy: isGrouped,
    idSelected: query.select.some(
      (selection) => selection.kind === 'field' && selection.path.join().toLowerCase() === 'id',
    ),
    keyPrefix: org.describe(type)?.keyPrefix ?? null,
  };
}

function columns(org: SimOrg, query: Query, type: string): readonly Column[] {
  return query.select.flatMap((selection) => {
    switch (selection.kind) {
      case 'field':
        return [pathColumn(org, type, selection.path)];
      case 'fields':
        return (org.describe(type)?.fields ?? []).map((field) => fieldColumn(field));
      case 'aggregate':
        return [
          { ...blank(selection.alias ?? 'expr0'), aggregate: true, numberType: true, apexType: 'Integer' },
        ];
      case 'children': {
        const child = org
          .describe(type)
          ?.childRelationships.find(
            (each) => each.relationshipName?.toLowerCase() === query.from.toLowerCase(),
          );
        const inner = columns(org, selection.query, child?.childSObject ?? type);
        return [{ ...blank(selection.query.from), aggregate: true, joinColumns: inner }];
      }
      case 'typeof':
        return [blank(selection.relationship)];
      case 'count-all':
        return [];
    }
  });
}

function pathColumn(org: SimOrg, type: string, path: Path): Column {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    const field = org.catalog.field(type, head);
    return field ? fieldColumn(field) : blank(head);
  }
  const lookup = org
    .describe(type)
    ?.fields.find((field) => field.relationshipName?.toLowerCase() === head.toLowerCase());
  const target = lookup?.referenceTo.at(-1) ?? type;
  return {
    ...blank(lookup?.relationshipName ?? head),
    foreignKeyName: lookup?.name ?? null,
    joinColumns: [pathColumn(org, target, rest)],
  };
}

const blank = (name: string): Column => ({
  aggregate: false,
  apexType: 'String',
  booleanType: false,
  columnName: name,
  custom: false,
  displayName: name,
  foreignKeyName: null,
  insertable: false,
  joinColumns: [],
  numberType: false,
  textType: false,
  updatable: false,
});

function fieldColumn(field: FieldDescribe): Column {
  const numberType = ['int', 'double', 'currency', 'percent'].includes(field.type);
  const apexType =
    field.type === 'id' || field.type === 'reference'
      ? 'Id'
      : field.type === 'boolean'
        ? 'Boolean'
        : numberType
          ? 'Double'
          : 'String';
  return {
    ...blank(field.name),
    apexType,
    booleanType: field.type === 'boolean',
    custom: field.custom,
    insertable: field.createable,
    numberType,
    textType: apexType === 'String',
    updatable: field.updateable,
  };
}
