import type { CallOptions } from '../../src/connector/contract.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';
import { writeByBulk } from './bulk.ts';
import type { Client } from './client.ts';
import { writeByCollections } from './collections.ts';
import { asksToConvert, convert, withoutConversion } from './conversions.ts';
import type { Schemas } from './describe.ts';
import { nameMatches, needsMatch } from './duplicates.ts';
import { failureOf } from './failures.ts';
import { namedApart, nameMembers, refuseStatuses } from './members.ts';
import { BULK_ABOVE } from './versions.ts';
import { objectOf, planBatches, type Item } from './write-plan.ts';

/**
 * One result per write, in order. Creates are upserts by our key. Nothing that may have been written is sent again. A lead that
 * is to be converted is written first, as afterwards it can not be.
 */
export async function write(
  client: Client,
  schemas: Schemas,
  writes: readonly Write[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const plain = writes.map(withoutConversion).map(namedApart);
  const refused = await refuseStatuses(client, plain, options);
  const sent = plain.filter((one, index) => !refused.has(one) && !isEmptied(one, writes[index]));
  const written = await writeRecords(client, schemas, sent, options);
  const named = await nameMembers(client, sent, written, options);
  const results = new Map<Write | undefined, WriteResult>(
    named.map((result, index) => [sent[index], result]),
  );
  for (const [one, failure] of refused) results.set(one, { kind: 'failed', failure });
  const answers: WriteResult[] = [];
  for (const [index, asked] of writes.entries()) {
    const result = results.get(plain[index]);
    if (asksToConvert(asked) && result?.kind !== 'failed')
      answers.push(await convert(client, schemas, asked, options));
    else answers.push(result ?? doneAlready(asked));
  }
  return answers;
}

/** Whether nothing is left to write to the record itself. */
const isEmptied = (plain: Write, asked: Write | undefined): boolean =>
  plain.kind === 'update' &&
  Object.keys(plain.fields).length === 0 &&
  asked !== undefined &&
  Object.keys(asked.fields).length > 0;

/** A lead's account alone waits for the conversion. */
const doneAlready = (asked: Write): WriteResult =>
  asked.kind === 'update' ? { kind: 'done', receipt: { ref: asked.ref, created: false } } : UNANSWERED;

async function writeRecords(
  client: Client,
  schemas: Schemas,
  writes: readonly Write[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const known = new Map<string, ObjectSchema>();
  for (const object of new Set(writes.map(objectOf))) known.set(object, await schemas.known(object, options));
  const results = new Map<number, WriteResult>();
  for (const batch of planBatches(writes, known)) {
    const settle = (item: Item, result: WriteResult): void =>
      void results.set(item.index, batch.kind === 'update' ? withMissingRecord(item, result) : result);
    const send = batch.items.length > BULK_ABOVE ? writeByBulk : writeByCollections;
    await send(client, batch, options, settle);
    const refused = batch.items.filter((item) => needsMatch(results.get(item.index) ?? UNANSWERED));
    await nameMatches(client, batch, refused, options, settle);
  }
  for (const object of objectsWithSchemaFailure(writes, results)) schemas.forget(object);
  return writes.map((_, index) => results.get(index) ?? UNANSWERED);
}

/**
 * Of an update, "invalid cross reference id" can mean the record itself or one that a value names. Without such a value
 * it is the record: gone, and no longer in the recycle bin.
 */
function withMissingRecord(item: Item, result: WriteResult): WriteResult {
  if (result.kind !== 'failed' || result.failure.code !== 'INVALID_CROSS_REFERENCE_KEY') return result;
  if (item.refers || result.failure.fields) return result;
  return { kind: 'failed', failure: failureOf({ code: 'NOT_FOUND', message: result.failure.message }) };
}

const UNANSWERED: WriteResult = {
  kind: 'failed',
  failure: failureOf({ code: 'NO_REASON', message: 'The write was left without a result.' }),
};

/** What we remember of an object is doubtful once the org refuses one of its fields. */
function objectsWithSchemaFailure(
  writes: readonly Write[],
  results: ReadonlyMap<number, WriteResult>,
): ReadonlySet<string> {
  return new Set(
    writes.flatMap((each, index) => {
      const result = results.get(index);
      return result?.kind === 'failed' && result.failure.kind === 'config' ? [objectOf(each)] : [];
    }),
  );
}
