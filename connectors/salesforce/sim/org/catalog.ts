import type { FieldDescribe, ObjectDescribe } from '../org.ts';
import { expandField, expandObject, type CompactField, type CompactObject } from '../schema/expand.ts';
import Account from '../schema/Account.json' with { type: 'json' };
import Campaign from '../schema/Campaign.json' with { type: 'json' };
import CampaignMember from '../schema/CampaignMember.json' with { type: 'json' };
import CampaignMemberStatus from '../schema/CampaignMemberStatus.json' with { type: 'json' };
import Contact from '../schema/Contact.json' with { type: 'json' };
import Event from '../schema/Event.json' with { type: 'json' };
import Group from '../schema/Group.json' with { type: 'json' };
import GroupMember from '../schema/GroupMember.json' with { type: 'json' };
import Lead from '../schema/Lead.json' with { type: 'json' };
import LeadStatus from '../schema/LeadStatus.json' with { type: 'json' };
import Opportunity from '../schema/Opportunity.json' with { type: 'json' };
import OpportunityContactRole from '../schema/OpportunityContactRole.json' with { type: 'json' };
import OpportunityHistory from '../schema/OpportunityHistory.json' with { type: 'json' };
import OpportunityStage from '../schema/OpportunityStage.json' with { type: 'json' };
import Organization from '../schema/Organization.json' with { type: 'json' };
import QueueSobject from '../schema/QueueSobject.json' with { type: 'json' };
import RecordType from '../schema/RecordType.json' with { type: 'json' };
import Task from '../schema/Task.json' with { type: 'json' };
import User from '../schema/User.json' with { type: 'json' };

const OBJECTS = [
  Account,
  Campaign,
  CampaignMember,
  CampaignMemberStatus,
  Contact,
  Event,
  Group,
  GroupMember,
  Lead,
  LeadStatus,
  Opportunity,
  OpportunityContactRole,
  OpportunityHistory,
  OpportunityStage,
  Organization,
  QueueSobject,
  RecordType,
  Task,
  User,
];

const EXPANDED: readonly ObjectDescribe[] = OBJECTS.map((object) =>
  expandObject(object as unknown as CompactObject),
);

export type Catalog = ReturnType<typeof createCatalog>;

/** The org's object types: the stock ones, custom objects and fields added since, and what field-level security hides. */
export function createCatalog() {
  const all = new Map(EXPANDED.map((object) => [object.name.toLowerCase(), object]));
  let visible = new Map(all);
  let fields = new Map<string, ReadonlyMap<string, FieldDescribe>>();
  let hidden: Readonly<Record<string, readonly string[]>> = {};
  let fixed: readonly string[] = [];

  function refresh(): void {
    visible = new Map(
      [...all].map(([key, object]) => {
        const out = new Set((hidden[object.name] ?? []).map((name) => name.toLowerCase()));
        const seen = object.fields.filter((field) => !out.has(field.name.toLowerCase()));
        const createable = object.createable && !fixed.includes(object.name);
        return [key, { ...object, fields: out.size === 0 ? object.fields : seen, createable }];
      }),
    );
    fields = new Map();
  }

  function fieldMap(type: string): ReadonlyMap<string, FieldDescribe> {
    const key = type.toLowerCase();
    let map = fields.get(key);
    if (!map) {
      map = new Map(visible.get(key)?.fields.map((field) => [field.name.toLowerCase(), field]));
      fields.set(key, map);
    }
    return map;
  }

  return {
    /** As the integration user sees it. */
    describe: (type: string): ObjectDescribe | null => visible.get(type.toLowerCase()) ?? null,
    /** With the hidden fields. */
    full: (type: string): ObjectDescribe | null => all.get(type.toLowerCase()) ?? null,
    field: (type: string, name: string): FieldDescribe | null =>
      fieldMap(type).get(name.toLowerCase()) ?? null,
    types: (): readonly string[] => [...all.values()].map((object) => object.name),
    byPrefix: (id: string): ObjectDescribe | null =>
      [...all.values()].find((object) => id.startsWith(object.keyPrefix)) ?? null,
    addObject: (compact: CompactObject): void => {
      all.set(compact.name.toLowerCase(), expandObject(compact));
      refresh();
    },
    addField: (type: string, compact: CompactField): FieldDescribe | null => {
      const object = all.get(type.toLowerCase());
      if (!object) return null;
      const field = expandField(compact);
      all.set(type.toLowerCase(), { ...object, fields: [...object.fields, field] });
      refresh();
      return field;
    },
    replaceField: (type: string, compact: CompactField): void => {
      const object = all.get(type.toLowerCase());
      if (!object) return;
      const fields = object.fields.map((field) =>
        field.name === compact.name ? expandField(compact) : field,
      );
      all.set(type.toLowerCase(), { ...object, fields });
      refresh();
    },
    /** `notCreateable`: types of which the API user may make no record. */
    hide: (
      fieldsByType: Readonly<Record<string, readonly string[]>>,
      notCreateable: readonly string[] = [],
    ): void => {
      hidden = fieldsByType;
      fixed = notCreateable;
      refresh();
    },
  };
}
