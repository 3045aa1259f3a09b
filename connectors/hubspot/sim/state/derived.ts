import { ACCOUNT } from '../account.ts';
import type { ObjectType } from './object-types.ts';
import { PIPELINES } from './pipelines.ts';
import { iso, type Props } from './row.ts';

type Derive = (next: Props, before: Props | null, at: number) => Record<string, string>;

/**
 * The values HubSpot calculates when a record changes, by object type. `before` is null for a new record.
 * Only those a client is likely to read; others of the catalogue stay empty.
 */
export function derive(
  type: ObjectType,
  next: Props,
  before: Props | null,
  at: number,
): Record<string, string> {
  return {
    ...(before?.hubspot_owner_id !== next.hubspot_owner_id && next.hubspot_owner_id !== undefined
      ? { hubspot_owner_assigneddate: iso(at) }
      : {}),
    ...RULES[type.name]?.(next, before, at),
  };
}

/** What a record has from the start. `id` is its own. */
export function initial(type: ObjectType, id: string): Record<string, string> {
  const made = {
    hs_object_id: id,
    hs_object_source: 'INTEGRATION',
    hs_object_source_id: String(ACCOUNT.appId),
    hs_object_source_label: 'INTEGRATION',
  };
  switch (type.name) {
    case 'contacts':
      return {
        ...made,
        hs_all_contact_vids: id,
        hs_associated_target_accounts: '0',
        hs_currently_enrolled_in_prospecting_agent: 'false',
        hs_is_contact: 'true',
        hs_is_unworked: 'true',
        hs_membership_has_accessed_private_content: '0',
        hs_pipeline: 'contacts-lifecycle-pipeline',
        hs_prospecting_agent_actively_enrolled_count: '0',
        hs_prospecting_agent_total_enrolled_count: '0',
        hs_registered_member: '0',
        hs_sequences_actively_enrolled_count: '0',
        lifecyclestage: 'lead',
        num_notes: '0',
      };
    case 'companies':
      return { ...made, hs_pipeline: 'companies-lifecycle-pipeline', lifecyclestage: 'lead' };
    case 'deals':
      return { ...made, pipeline: 'default' };
    case 'leads':
      return { ...made, hs_pipeline: 'lead-pipeline-id', hs_pipeline_stage: 'new-stage-id' };
    default:
      return made;
  }
}

const RULES: Readonly<Record<string, Derive>> = {
  contacts: (next, before, at) => {
    const name = [next.firstname, next.lastname].filter((part) => part !== undefined).join(' ');
    const domain = next.email?.split('@')[1];
    const full = name === '' ? next.email : name;
    return {
      ...(domain === undefined ? {} : { hs_email_domain: domain }),
      ...(full === undefined ? {} : { hs_full_name_or_email: full }),
      ...(next.phone === undefined
        ? {}
        : { hs_searchable_calculated_phone_number: next.phone.replace(/\D/g, '').slice(-10) }),
      ...lifecycleDates(next, before, at),
    };
  },
  companies: lifecycleDates,
  deals: (next, before, at) => {
    const stages = PIPELINES.deals?.find((pipeline) => pipeline.id === next.pipeline)?.stages;
    const stage = stages?.find(({ id }) => id === next.dealstage);
    const won = stage?.metadata.probability === '1.0';
    const closed = stage?.metadata.isClosed ?? 'false';
    return {
      hs_is_closed: closed,
      hs_is_closed_won: String(won),
      hs_is_closed_lost: String(closed === 'true' && !won),
      ...(stage?.metadata.probability === undefined
        ? {}
        : { hs_deal_stage_probability: stage.metadata.probability }),
      ...(next.amount === undefined ? {} : { amount_in_home_currency: next.amount }),
      ...(next.dealstage === before?.dealstage ? {} : stageDates(next.dealstage, before?.dealstage, at)),
    };
  },
};

function lifecycleDates(next: Props, before: Props | null, at: number): Record<string, string> {
  const stage = next.lifecyclestage;
  if (stage === before?.lifecyclestage) return {};
  return {
    ...(stage === undefined ? {} : { [`hs_lifecyclestage_${stage}_date`]: String(at) }),
    ...stageDates(stage, before?.lifecyclestage, at),
  };
}

const stageDates = (
  entered: string | undefined,
  exited: string | undefined,
  at: number,
): Record<string, string> => ({
  ...(entered === undefined ? {} : { [`hs_v2_date_entered_${entered}`]: iso(at) }),
  ...(exited === undefined ? {} : { [`hs_v2_date_exited_${exited}`]: iso(at) }),
});
