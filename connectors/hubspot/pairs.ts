import type { CallOptions, FindRequest, Page } from '../../src/connector/contract.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { SystemRecord } from '../../src/domain/record.ts';
import type { FieldSchema, ObjectSchema } from '../../src/domain/schema.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Fields } from '../../src/domain/value.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';
import type { ObjectCalls } from './apart.ts';
import { associatedIds } from './associated.ts';
import { associatePlainly, type Link } from './associations.ts';
import { chunks } from './chunks.ts';
import { associationSchema } from './custom-schema.ts';
import { failureOfOurs } from './judge.ts';
import { listPage } from './list.ts';
import { refTo } from './record.ts';
import type { Session } from './session.ts';

/**
 * Associations as records of their own, for what another system keeps a record of: a contact role is the association of a
 * deal with a contact. Such a record has no id and no properties in HubSpot: its id is made of the two ids, as `51-201`, so
 * that making it twice makes one.
 */
interface Pair {
  /** HubSpot's own name of the association. */
  readonly object: string;
  readonly label: string;
  /** The field that names one end, and its object. */
  readonly from: End;
  readonly to: End;
}

interface End {
  readonly field: string;
  readonly object: string;
}

const PAIRS: readonly Pair[] = [
  {
    object: 'deal_to_contact',
    label: 'Contact of a deal',
    from: { field: 'deal', object: 'deals' },
    to: { field: 'contact', object: 'contacts' },
  },
];

export const createPairs = (session: Session): readonly (readonly [object: string, calls: ObjectCalls])[] =>
  PAIRS.map((pair) => [pair.object, callsFor(session, pair)]);

const callsFor = (session: Session, pair: Pair): ObjectCalls => ({
  describe: () => Promise.resolve(schemaOf(pair)),
  // An association has no properties.
  setup: () => Promise.resolve([]),
  read: ({ ids }, options) => readPairs(session, pair, ids, options),
  find: (request, options) => findPairs(session, pair, request, options),
  // It has no time of change to ask by: webhooks tell of it, and a scan finds it.
  changes: () => Promise.resolve({ snapshots: [], cursor: 'none', more: false }),
  scan: ({ cursor }, options) => scanPairs(session, pair, cursor, options),
  write: (writes, options) => writePairs(session, pair, writes, options),
  lastChanges: () => Promise.resolve([]),
});

/** What a message about an association says of: by both ends, whichever of them it names first. */
export function pairsTold(
  fromObject: string,
  from: string,
  toObject: string,
  to: string,
): readonly { readonly object: string; readonly id: string }[] {
  return PAIRS.flatMap((pair) => {
    const { object } = pair;
    if (pair.from.object === fromObject && pair.to.object === toObject)
      return [{ object, id: idOf({ from, to }) }];
    if (pair.from.object === toObject && pair.to.object === fromObject)
      return [{ object, id: idOf({ from: to, to: from }) }];
    return [];
  });
}

function schemaOf({ object, label, from, to }: Pair): ObjectSchema {
  const fields = [from, to].map((end): FieldSchema => ({
    ...associationSchema(end.object),
    name: end.field,
    required: true,
    updatable: false,
  }));
  return { object, label, fields: new Map(fields.map((field) => [field.name, field])) };
}

async function readPairs(
  session: Session,
  pair: Pair,
  ids: readonly string[],
  options: CallOptions,
): Promise<readonly Snapshot[]> {
  const { object } = pair;
  const links = [...new Set(ids)].map((id) => ({ id, link: linkOf(id) }));
  const froms = links.map(({ link }) => link.from);
  const present = await idsFrom(session, pair, froms, options);
  return links.map(({ id, link }): Snapshot => {
    const known = present.get(link.from);
    if (known === undefined)
      return { kind: 'unreadable', ref: refTo(object, id), failure: notAnswered(object) };
    return known.includes(link.to)
      ? { kind: 'present', record: toRecord(pair, link) }
      : { kind: 'deleted', ref: refTo(object, id) };
  });
}

/** By one of the two ends. Our key is on no association, so nothing is found by it. */
async function findPairs(
  session: Session,
  pair: Pair,
  { field, values }: FindRequest,
  options: CallOptions,
): Promise<readonly SystemRecord[]> {
  const { from, to } = pair;
  if (field === from.field) return recordsOf(pair, await idsFrom(session, pair, values, options));
  if (field !== to.field) return [];
  const found: SystemRecord[] = [];
  for (const some of chunks([...new Set(values)])) {
    const others = await associatedIds(session, to.object, from.object, some, options);
    for (const [end, froms] of others)
      found.push(...froms.map((one) => toRecord(pair, { from: one, to: end })));
  }
  return found;
}

async function scanPairs(
  session: Session,
  pair: Pair,
  cursor: string | null,
  options: CallOptions,
): Promise<Page> {
  const request = { object: pair.from.object, fields: [], archived: false, after: cursor || null };
  const page = await listPage(session, request, options);
  const ids = page.records.map(({ id }) => id);
  const records = recordsOf(pair, await idsFrom(session, pair, ids, options));
  return {
    snapshots: records.map((record) => ({ kind: 'present', record })),
    cursor: page.after ?? '',
    more: page.after !== null,
  };
}

/** Making an association that is there already does nothing, so that a lost answer is no doubt. */
async function writePairs(
  session: Session,
  pair: Pair,
  writes: readonly Write[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const { object, from, to } = pair;
  const links = new Map<string, Link>();
  for (const one of writes) {
    const link = one.kind === 'create' ? linkIn(pair, one.fields) : null;
    if (link !== null) links.set(idOf(link), link);
  }
  const failures = await associatePlainly(session, from.object, to.object, [...links.values()], options);
  return writes.map((one): WriteResult => {
    if (one.kind === 'update') return { kind: 'failed', failure: cannotChange(one.ref.id) };
    const link = linkIn(pair, one.fields);
    if (link === null) return { kind: 'failed', failure: oneEnd(pair) };
    const failure = failures.get(links.get(idOf(link)) ?? link);
    return failure === undefined
      ? { kind: 'done', receipt: { ref: refTo(object, idOf(link)), created: true } }
      : { kind: 'failed', failure };
  });
}

const idOf = ({ from, to }: Link): string => `${from}-${to}`;

function linkOf(id: string): Link {
  const [from = '', to = ''] = id.split('-');
  return { from, to };
}

function linkIn({ from, to }: Pair, fields: Fields): Link | null {
  const [one, other] = [fields[from.field], fields[to.field]];
  return typeof one === 'string' && typeof other === 'string' ? { from: one, to: other } : null;
}

const toRecord = ({ object, from, to }: Pair, link: Link): SystemRecord => ({
  ref: refTo(object, idOf(link)),
  fields: { [from.field]: link.from, [to.field]: link.to },
  externalKey: null,
  modifiedAt: null,
});

async function idsFrom(
  session: Session,
  { from, to }: Pair,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const some of chunks([...new Set(ids)])) {
    const answer = await associatedIds(session, from.object, to.object, some, options);
    for (const [id, others] of answer) found.set(id, others);
  }
  return found;
}

const recordsOf = (pair: Pair, found: ReadonlyMap<string, readonly string[]>): readonly SystemRecord[] =>
  [...found].flatMap(([from, others]) => others.map((to) => toRecord(pair, { from, to })));

const notAnswered = (object: string): Failure =>
  failureOfOurs('transient', 'NOT_ANSWERED', `HubSpot did not answer for this ${object}.`, {
    fix: 'Nothing: it is tried again by itself.',
    actor: 'nobody',
  });

const cannotChange = (id: string): Failure =>
  failureOfOurs('invalid-record', 'ASSOCIATION_FIXED', `The association ${id} cannot be given other ends.`, {
    fix: 'In the other system, delete the record and make a new one for the other person.',
    actor: 'sales',
  });

const oneEnd = ({ from, to }: Pair): Failure =>
  failureOfOurs(
    'invalid-record',
    'ASSOCIATION_ENDS',
    `An association needs both ${from.field} and ${to.field}.`,
    { fix: 'Map both in the mapping file, each with "on-create: wait".', actor: 'revops' },
  );
