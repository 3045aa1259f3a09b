import type { CallOptions } from '../../src/connector/contract.ts';
import type { OwnField, SetupStep } from '../../src/connector/setup.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { Client } from './client.ts';
import { homeOf, picklistValue } from './field-definition.ts';
import type { QueryReply } from './query.ts';
import { literal, select } from './soql.ts';
import { DATA } from './versions.ts';

interface PicklistMetadata {
  readonly valueSet?: {
    /** Not there where the values are those of a global value set. */
    readonly valueSetDefinition?: { readonly value: readonly { readonly valueName: string }[] } | null;
  } | null;
}

/**
 * Adds what a picklist of Leadloop's own lacks, or has switched off; all else of it stays. The definition is sent back whole, as
 * the Tooling API takes it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 */
export async function addOptions(
  client: Client,
  object: string,
  { name }: OwnField,
  lacking: readonly string[],
  options: CallOptions,
): Promise<SetupStep> {
  const list = lacking.map((value) => `"${value}"`).join(', ');
  const what = `options ${list} of ${object}.${name}`;
  const place = `In Setup → Object Manager → ${homeOf(object)} → Fields & Relationships → ${name}, add the values ${list}.`;
  try {
    const found = await definitionOf(client, object, name, options);
    const definition = found?.metadata.valueSet?.valueSetDefinition ?? null;
    if (found === null || definition === null) return { what, outcome: 'manual', note: place };
    const isAdded = (value: string): boolean =>
      lacking.some((one) => one.toLowerCase() === value.toLowerCase());
    const value = [
      ...definition.value.filter(({ valueName }) => !isAdded(valueName)),
      ...lacking.map(picklistValue),
    ];
    const { metadata } = found;
    const Metadata = {
      ...metadata,
      valueSet: { ...metadata.valueSet, valueSetDefinition: { ...definition, value } },
    };
    const path = `${DATA}/tooling/sobjects/CustomField/${found.id}`;
    await client.send({ method: 'PATCH', path, body: { Metadata }, effect: 'step' }, options);
    return { what, outcome: 'created' };
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind === 'transient') throw error;
    return { what, outcome: 'manual', note: `${place} Salesforce said: ${error.failure.message}` };
  }
}

async function definitionOf(
  client: Client,
  object: string,
  name: string,
  options: CallOptions,
): Promise<{ readonly id: string; readonly metadata: PicklistMetadata } | null> {
  const statement = select({
    fields: ['Id', 'Metadata'],
    from: 'CustomField',
    where: `DeveloperName = ${literal(name.replace(/__c$/, ''))} AND EntityDefinition.QualifiedApiName = ${literal(homeOf(object))}`,
  });
  const path = `${DATA}/tooling/query?q=${encodeURIComponent(statement)}`;
  const { body } = await client.send<QueryReply>({ method: 'GET', path, effect: 'read' }, options);
  const [row] = body.records;
  return row === undefined ? null : { id: String(row['Id']), metadata: row['Metadata'] as PicklistMetadata };
}
