import { ACCOUNT } from '../account.ts';
import { badRequest, invalidProperties, Refusal, type InvalidProperty } from '../refusal.ts';
import type { Changes } from './change.ts';
import { checkTypes, type LinkInput, type PlannedLink } from './link.ts';
import type { ObjectType } from './object-types.ts';
import { LIFECYCLE, PIPELINES } from './pipelines.ts';
import { catalogueOf, tableOf, type Portal } from './portal.ts';
import type { Props, Row } from './row.ts';
import { takeValue } from './values.ts';

/** A write that was checked and can be carried out. Split from that so that a batch can be refused as a whole. */
export type Plan =
  | {
      readonly kind: 'create';
      readonly type: ObjectType;
      readonly changes: Changes;
      readonly links: readonly PlannedLink[];
    }
  | { readonly kind: 'update'; readonly row: Row; readonly changes: Changes };

export interface PlanOptions {
  /** Unique values taken by earlier plans of the same batch. */
  readonly claims: Set<string>;
  /** Seeding may set what callers may not. */
  readonly readOnlyToo?: boolean;
}

export function planCreate(
  portal: Portal,
  type: ObjectType,
  properties: Readonly<Record<string, string>>,
  links: readonly LinkInput[],
  options: PlanOptions,
): Plan {
  const changes = takeProperties(portal, type, properties, {}, options);
  const missing = type.required.filter(
    (names) => !names.some((name) => typeof changes.get(name) === 'string'),
  );
  if (missing.length > 0) {
    const names = missing.map((alternatives) => alternatives.join(' or '));
    throw new Refusal(
      400,
      `Error creating ${type.singular.toUpperCase()}. Some required properties were not set.`,
      {
        category: 'VALIDATION_ERROR',
        context: { properties: names },
      },
    );
  }
  checkUnique(portal, type, changes, null, options.claims);
  const planned = links.map((link) => planLink(portal, type, link));
  if (type.name === 'leads' && !planned.some((link) => link.typeIds.some((id) => id === 578 || id === 580))) {
    throw badRequest('A lead must have a primary association with a contact or a company.');
  }
  return { kind: 'create', type, changes, links: planned };
}

export function planUpdate(
  portal: Portal,
  row: Row,
  properties: Readonly<Record<string, string>>,
  options: PlanOptions,
): Plan {
  const changes = takeProperties(portal, row.type, properties, row.props, options);
  checkUnique(portal, row.type, changes, row, options.claims);
  if (isBackward(row.props.lifecyclestage, changes.get('lifecyclestage'))) {
    // The stage only moves forward; the write is otherwise carried out and nothing says that this part was not.
    return {
      kind: 'update',
      row,
      changes: new Map([...changes].filter(([name]) => name !== 'lifecyclestage')),
    };
  }
  return { kind: 'update', row, changes };
}

function takeProperties(
  portal: Portal,
  type: ObjectType,
  properties: Readonly<Record<string, string>>,
  current: Props,
  options: PlanOptions,
): Changes {
  const catalogue = catalogueOf(portal, type);
  const changes = new Map<string, string | null>();
  const invalid: InvalidProperty[] = [];
  for (const [name, sent] of Object.entries(properties)) {
    const definition = catalogue.properties.get(name);
    if (definition === undefined) {
      invalid.push({ name, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` });
    } else if (definition.modificationMetadata.readOnlyValue && options.readOnlyToo !== true) {
      const kind = definition.calculated ? 'calculated' : 'read only';
      const message = `"${name}" is a ${kind} property; its value cannot be set.`;
      invalid.push({ name, code: 'READ_ONLY_VALUE', message });
    } else {
      const taken = takeValue(definition, sent, current[name]);
      if ('invalid' in taken) invalid.push(taken.invalid);
      else changes.set(name, taken.value);
    }
  }
  invalid.push(...checkStage(type, changes, current), ...checkEmail(portal, type, changes));
  if (changes.get('associatedcompanyid') !== undefined) invalid.push(...checkCompany(portal, changes));
  if (invalid.length > 0) throw invalidProperties(invalid, ACCOUNT.portalId);
  return changes;
}

/** A stage must belong to the pipeline the record is, or will be, in. */
function checkStage(type: ObjectType, changes: Changes, current: Props): InvalidProperty[] {
  if (type.stage === null) return [];
  const { stage, pipeline } = type.stage;
  const pipelines = PIPELINES[type.name] ?? [];
  const pipelineId = changes.get(pipeline) ?? current[pipeline] ?? pipelines[0]?.id;
  const found = pipelines.find(({ id }) => id === pipelineId);
  const refuse = (name: string, value: string): InvalidProperty[] => [
    { name, code: 'INVALID_OPTION', message: `${value} was not one of the allowed options: []` },
  ];
  if (found === undefined) return refuse(pipeline, pipelineId ?? '');
  const stageId = changes.get(stage) ?? (changes.has(pipeline) ? current[stage] : undefined);
  if (stageId === undefined || found.stages.some(({ id }) => id === stageId)) return [];
  return refuse(stage, stageId);
}

function checkEmail(portal: Portal, type: ObjectType, changes: Changes): InvalidProperty[] {
  const email = type.name === 'contacts' ? changes.get('email') : null;
  if (typeof email !== 'string' || !portal.blockedEmails.has(email)) return [];
  return [
    { name: 'email', code: 'INVALID_EMAIL', message: 'This email address is on the deletion blocklist.' },
  ];
}

function checkCompany(portal: Portal, changes: Changes): InvalidProperty[] {
  const id = changes.get('associatedcompanyid');
  if (typeof id !== 'string' || tableOf(portal, 'companies').rows.get(id)?.archivedAt === null) return [];
  return [{ name: 'associatedcompanyid', code: 'INVALID_OPTION', message: `${id} is not a company.` }];
}

function checkUnique(
  portal: Portal,
  type: ObjectType,
  changes: Changes,
  row: Row | null,
  claims: Set<string>,
): void {
  const table = tableOf(portal, type);
  for (const name of table.uniqueNames) {
    const value = changes.get(name);
    if (typeof value !== 'string') continue;
    const holder = table.holder(name, value);
    const claim = `${name} ${value}`;
    if (holder !== undefined && holder !== row) throw taken(type, name, value, row, holder.id);
    if (claims.has(claim)) throw taken(type, name, value, row, null);
    claims.add(claim);
  }
}

function taken(
  type: ObjectType,
  name: string,
  value: string,
  row: Row | null,
  holder: string | null,
): Refusal {
  if (name === 'email') {
    return new Refusal(409, `Contact already exists${holder === null ? '' : `. Existing ID: ${holder}`}`, {
      category: 'CONFLICT',
      ...(holder === null ? {} : { existingId: holder }),
    });
  }
  const where = `portalId=${ACCOUNT.portalId}, objectTypeId=ObjectTypeId{legacyObjectType=${type.singular.toUpperCase()}}, propertyName=${name}, value=${value}`;
  return badRequest(
    `Cannot set PropertyValueCoordinates{${where}} on ${row?.id ?? '0'}. ${holder ?? '0'} already has that value.`,
  );
}

/** The target and types of an association in the body of a create. */
function planLink(portal: Portal, from: ObjectType, link: LinkInput): PlannedLink {
  const type = portal.associationTypes.get(link.typeIds[0] ?? -1);
  if (type === undefined) throw badRequest('One or more associations are invalid');
  const to = portal.tables.get(type.to)?.rows.get(link.toId);
  if (type.from !== from.name) throw wrongEnd(portal, from, type.from);
  if (to === undefined || to.archivedAt !== null) throw badRequest('One or more associations are invalid');
  checkTypes(portal, from, to.type, link.typeIds);
  return { to, typeIds: link.typeIds };
}

function wrongEnd(portal: Portal, from: ObjectType, expected: string): Refusal {
  const { typeId } = tableOf(portal, expected).type;
  return badRequest(
    `invalid from object type ${from.typeId} for associations to be created. expected: ${typeId}`,
  );
}

function isBackward(before: string | undefined, after: string | null | undefined): boolean {
  if (before === undefined || typeof after !== 'string') return false;
  const order = (id: string): number => LIFECYCLE.findIndex((stage) => stage.id === id);
  return order(after) < order(before);
}
