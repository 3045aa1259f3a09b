import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import type { FieldSchema } from '../../src/domain/schema.ts';
import type { Value } from '../../src/domain/value.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';
import type { Client } from './client.ts';
import { failureOf } from './failures.ts';
import { fullId } from './ids.ts';
import { queryAllRows, type Row } from './query.ts';
import { inChunks, isIn } from './soql.ts';
import { SYSTEM } from './versions.ts';
import { objectOf } from './write-plan.ts';

/**
 * Campaign members. One names a lead or a contact, each by a column of its own, and both at once by one that can only be read:
 * here a create may name that one. A status that the campaign does not have would be replaced by another without a word, so it
 * is refused before it is sent.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm
 */
const MEMBER = 'CampaignMember';
const WHO = 'LeadOrContactId';
const CONTACT_PREFIX = '003';

const isMember = (write: Write): boolean => objectOf(write) === MEMBER;

/** A field as it is described: who the member is can be said when it is made. */
export const withWho = (object: string, field: FieldSchema): FieldSchema =>
  object === MEMBER && field.name === WHO ? { ...field, creatable: true } : field;

/** The lead or contact in the column for it. */
export function namedApart(write: Write): Write {
  if (!isMember(write) || write.kind === 'update') return write;
  const { [WHO]: who, ...fields } = write.fields;
  if (typeof who !== 'string') return write;
  return { ...write, fields: { ...fields, [who.startsWith(CONTACT_PREFIX) ? 'ContactId' : 'LeadId']: who } };
}

/** Why some of these writes must not be sent. One whose status could not be looked up is not sent either. */
export async function refuseStatuses(
  client: Client,
  writes: readonly Write[],
  options: CallOptions,
): Promise<ReadonlyMap<Write, Failure>> {
  const asked = writes.filter((write) => isMember(write) && typeof write.fields['Status'] === 'string');
  if (asked.length === 0) return new Map();
  try {
    const campaigns = await campaignsOf(client, asked, options);
    const statuses = await statusesOf(client, [...new Set(campaigns.values())], options);
    return new Map(
      asked.flatMap((write): readonly [Write, Failure][] => {
        const campaign = campaigns.get(write);
        // A member that is gone: the vendor says so.
        if (campaign === undefined) return [];
        const known = statuses.get(campaign) ?? [];
        const status = String(write.fields['Status']);
        return known.includes(status) ? [] : [[write, unknownStatus(campaign, status, known)]];
      }),
    );
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return new Map(asked.map((write) => [write, error.failure]));
  }
}

/** A member that somebody has made meanwhile: the refusal does not say which, so it is looked up for those it names. */
export async function nameMembers(
  client: Client,
  writes: readonly Write[],
  results: readonly WriteResult[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const pairOf = (campaign: Value | undefined, who: Value | undefined): string =>
    `${fullId(String(campaign))}/${fullId(String(who))}`;
  const asked = writes.map((write, index) => {
    const result = results[index];
    const isRefused =
      isMember(write) &&
      write.kind === 'create' &&
      result?.kind === 'failed' &&
      result.failure.code === 'DUPLICATE_VALUE' &&
      result.failure.candidates === undefined;
    return isRefused
      ? pairOf(write.fields['CampaignId'], write.fields['ContactId'] ?? write.fields['LeadId'])
      : null;
  });
  const people = asked.flatMap((pair) => (pair === null ? [] : [pair.slice(pair.indexOf('/') + 1)]));
  if (people.length === 0) return results;
  const rows = await rowsWhere(client, MEMBER, ['Id', 'CampaignId', WHO], WHO, people, options);
  const ids = new Map(
    rows.map((row) => [pairOf(textOf(row, 'CampaignId'), textOf(row, WHO)), textOf(row, 'Id')]),
  );
  return results.map((result, index) => {
    const id = ids.get(asked[index] ?? '');
    if (id === undefined || result.kind !== 'failed') return result;
    const candidates = [{ system: SYSTEM, object: MEMBER, id: fullId(id) }];
    return { kind: 'failed', failure: { ...result.failure, candidates } };
  });
}

/** A create says its campaign; that of a member that is there is looked up. */
async function campaignsOf(
  client: Client,
  writes: readonly Write[],
  options: CallOptions,
): Promise<ReadonlyMap<Write, string>> {
  const updated = writes.flatMap((write) => (write.kind === 'update' ? [write.ref.id] : []));
  const rows = await rowsWhere(client, MEMBER, ['Id', 'CampaignId'], 'Id', updated, options);
  const byId = new Map(rows.map((row) => [fullId(textOf(row, 'Id')), textOf(row, 'CampaignId')]));
  return new Map(
    writes.flatMap((write): readonly [Write, string][] => {
      const campaign = write.kind === 'update' ? byId.get(fullId(write.ref.id)) : write.fields['CampaignId'];
      return typeof campaign === 'string' ? [[write, fullId(campaign)]] : [];
    }),
  );
}

async function statusesOf(
  client: Client,
  campaigns: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = ['CampaignId', 'Label'];
  const rows = await rowsWhere(client, 'CampaignMemberStatus', columns, 'CampaignId', campaigns, options);
  const byCampaign = Map.groupBy(rows, (row) => fullId(textOf(row, 'CampaignId')));
  return new Map(
    [...byCampaign].map(([campaign, some]) => [campaign, some.map((row) => textOf(row, 'Label'))]),
  );
}

async function rowsWhere(
  client: Client,
  from: string,
  fields: readonly string[],
  column: string,
  values: readonly string[],
  options: CallOptions,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const chunk of inChunks([...new Set(values)]))
    rows.push(...(await queryAllRows(client, { fields, from, where: isIn(column, chunk) }, options)));
  return rows;
}

const textOf = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : '';
};

const unknownStatus = (campaign: string, status: string, known: readonly string[]): Failure =>
  failureOf({
    code: 'UNKNOWN_MEMBER_STATUS',
    message: `The campaign ${campaign} has no member status "${status}". It has: ${known.join(', ')}.`,
    fields: ['Status'],
  });
