import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';
import type { Client } from './client.ts';
import { convertLead } from './convert.ts';
import { ACCOUNT, CONVERTED, isByConversion, LEAD } from './converted-fields.ts';
import type { Schemas } from './describe.ts';
import { failureOf } from './failures.ts';
import { queryAllRows } from './query.ts';
import { literal } from './soql.ts';

/** Our own field of a lead: the name of the opportunity that its conversion makes. */
const OPPORTUNITY = 'Leadloop_Opportunity__c';

type Update = Extract<Write, { kind: 'update' }>;

export const asksToConvert = (write: Write): write is Update =>
  write.kind === 'update' && write.ref.object === LEAD && write.fields[CONVERTED] === true;

/** What is to be written to the record itself. */
export function withoutConversion(write: Write): Write {
  const object = write.kind === 'create' ? write.object : write.ref.object;
  const fields = Object.fromEntries(
    Object.entries(write.fields).filter(([field]) => !isByConversion(object, field)),
  );
  return { ...write, fields };
}

/**
 * Converts one lead. Who has converted it meanwhile has done what is asked: the vendor refuses, and the link follows. Never
 * repeated here.
 */
export async function convert(
  client: Client,
  schemas: Schemas,
  { ref, fields }: Update,
  options: CallOptions,
): Promise<WriteResult> {
  try {
    const status = await convertedStatus(client, options);
    if (status === null)
      return {
        kind: 'failed',
        failure: failureOf({ code: 'INVALID_STATUS', message: 'no lead status is for converted leads' }),
      };
    const accountId = fields[ACCOUNT];
    const result = await convertLead(
      client,
      {
        leadId: ref.id,
        convertedStatus: status,
        accountId: typeof accountId === 'string' ? accountId : null,
        contactId: null,
        opportunityName: await opportunityName(client, schemas, ref.id, options),
        ownerId: null,
      },
      options,
    );
    return result.kind === 'failed' ? result : { kind: 'done', receipt: { ref, created: false } };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { kind: 'failed', failure: error.failure };
  }
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_leadstatus.htm */
async function convertedStatus(client: Client, options: CallOptions): Promise<string | null> {
  const [row] = await queryAllRows(
    client,
    {
      fields: ['ApiName'],
      from: 'LeadStatus',
      where: 'IsConverted = true',
      orderBy: ['SortOrder'],
      limit: 1,
    },
    options,
  );
  return typeof row?.['ApiName'] === 'string' ? row['ApiName'] : null;
}

/** As it stands on the lead now: the rep may have called it otherwise, or have blanked it. */
async function opportunityName(
  client: Client,
  schemas: Schemas,
  id: string,
  options: CallOptions,
): Promise<string | null> {
  const { fields } = await schemas.known(LEAD, options);
  if (!fields.has(OPPORTUNITY)) return null;
  const [row] = await queryAllRows(
    client,
    { fields: [OPPORTUNITY], from: LEAD, where: `Id = ${literal(id)}` },
    options,
  );
  return typeof row?.[OPPORTUNITY] === 'string' ? row[OPPORTUNITY] : null;
}
