import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import { associatedIds } from './associated.ts';
import { chunks } from './chunks.ts';
import { entryEvidence } from './evidence.ts';
import { failureOf } from './judge.ts';
import { referenceOf } from './objects.ts';
import { paths } from './paths.ts';
import { readBatch } from './read.ts';
import type { Session } from './session.ts';
import type { WireError } from './wire.ts';

/** "The record's reference points at `to` from now on", or at nothing. */
export interface Assignment {
  readonly id: string;
  readonly field: string;
  readonly to: string | null;
  /** Just made, so it is associated with nothing. */
  readonly isNew: boolean;
}

/** From one record to another, by their ids. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/** Links that are sent to one path. */
interface Job {
  readonly object: string;
  readonly field: string;
  readonly path: string;
  readonly toInput: (link: Link) => object;
}

/**
 * Sets references through associations: HubSpot shows them as properties, or not at all, and does not take them as such.
 * Returns the failures by record id. Repeating does no harm, so a lost answer is transient.
 */
export async function assign(
  session: Session,
  object: string,
  assignments: readonly Assignment[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const [field, own] of Map.groupBy(assignments, (assignment) => assignment.field)) {
    const reference = referenceOf(object, field);
    if (reference === null) throw new Error(`${field} of ${object} is no reference`);
    const work = { session, object, field, other: reference.object, failures, options };
    if (reference.primaryTypeId === null) await assignPlain(work, own);
    else await assignPrimary(work, reference.primaryTypeId, own);
  }
  return failures;
}

/** The assignments of one field, under way. */
interface Work {
  readonly session: Session;
  readonly object: string;
  readonly field: string;
  readonly other: string;
  readonly failures: Map<string, Failure>;
  readonly options: CallOptions;
}

/**
 * Pointing elsewhere moves the primary label; pointing at nothing takes the label away and leaves the plain association,
 * which may be somebody's work.
 */
async function assignPrimary(work: Work, typeId: number, own: readonly Assignment[]): Promise<void> {
  const { session, object, field, other, options } = work;
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }];
  const toInput = ({ from, to }: Link): object => ({ from: { id: from }, to: { id: to }, types });
  const blank = own.filter(({ to }) => to === null).map(({ id }) => id);
  const unset = await guard(work, blank, async (ids) => {
    const records = await readBatch(session, { object, ids, fields: [field] }, options);
    return records.flatMap(({ id, properties }): Link[] =>
      properties[field] ? [{ from: id, to: properties[field] }] : [],
    );
  });
  await sendLinks(work, { object, field, path: paths.unlabel(object, other), toInput }, unset);
  await sendLinks(work, { object, field, path: paths.associate(object, other), toInput }, linksOf(own));
}

/**
 * Pointing elsewhere ends the association there was. Where there are several, which one to end cannot be told and each
 * may be somebody's work: all are left.
 */
async function assignPlain(work: Work, own: readonly Assignment[]): Promise<void> {
  const { session, object, field, other, failures, options } = work;
  const wanted = new Map(own.map(({ id, to }) => [id, to]));
  const old = own.filter(({ isNew }) => !isNew).map(({ id }) => id);
  const present = await guard(work, old, async (ids) => {
    const found = await associatedIds(session, object, other, ids, options);
    return [...found].flatMap(([from, targets]) =>
      targets.length === 1 ? targets.map((to) => ({ from, to })) : [],
    );
  });
  const gone = present.filter(({ from, to }) => wanted.get(from) !== to);
  await sendLinks(
    work,
    {
      object,
      field,
      path: paths.dissociate(object, other),
      toInput: ({ from, to }) => ({ from: { id: from }, to: [{ id: to }] }),
    },
    gone,
  );
  await sendLinks(
    work,
    {
      object,
      field,
      path: paths.associatePlainly(object, other),
      toInput: toPlainInput,
    },
    linksOf(own).filter(({ from }) => !failures.has(from)),
  );
}

const linksOf = (assignments: readonly Assignment[]): readonly Link[] =>
  assignments.flatMap(({ id, to }) => (to === null ? [] : [{ from: id, to }]));

/** When the links of records cannot be read, those records fail and nothing is done to them. */
async function guard(
  { failures }: Work,
  ids: readonly string[],
  read: (some: readonly string[]) => Promise<readonly Link[]>,
): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const some of chunks(ids)) {
    try {
      links.push(...(await read(some)));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      for (const id of some) failures.set(id, error.failure);
    }
  }
  return links;
}

async function sendLinks(
  { session, failures, options }: Work,
  job: Job,
  links: readonly Link[],
): Promise<void> {
  for (const some of chunks(links)) {
    for (const [{ from }, failure] of await send(session, job, some, options)) failures.set(from, failure);
  }
}

/** Makes plain associations beside those there are. Returns the failures by link. Repeating does no harm. */
export async function associatePlainly(
  session: Session,
  object: string,
  other: string,
  links: readonly Link[],
  options: CallOptions,
): Promise<ReadonlyMap<Link, Failure>> {
  const failures = new Map<Link, Failure>();
  const job = { object, field: other, path: paths.associatePlainly(object, other), toInput: toPlainInput };
  for (const some of chunks(links)) {
    for (const [link, failure] of await send(session, job, some, options)) failures.set(link, failure);
  }
  return failures;
}

const toPlainInput = ({ from, to }: Link): object => ({ from: { id: from }, to: { id: to } });

/** Error entries rarely say which input they mean, so a batch with any is halved until one input is left. */
async function send(
  session: Session,
  job: Job,
  links: readonly Link[],
  options: CallOptions,
): Promise<readonly (readonly [Link, Failure])[]> {
  const failure = await sendOnce(session, job, links, options);
  if (failure === null) return [];
  if (links.length === 1 || !SPLIT.has(failure.kind)) {
    return links.map((link) => [link, { ...failure, fields: [job.field] }] as const);
  }
  const half = Math.ceil(links.length / 2);
  return [
    ...(await send(session, job, links.slice(0, half), options)),
    ...(await send(session, job, links.slice(half), options)),
  ];
}

const SPLIT = new Set(['invalid-record', 'not-found']);

async function sendOnce(
  session: Session,
  { object, path, toInput }: Job,
  links: readonly Link[],
  options: CallOptions,
): Promise<Failure | null> {
  try {
    const answer = await session.api.call<{ readonly errors?: readonly WireError[] } | null>(
      { method: 'POST', path, json: { inputs: links.map(toInput) }, bucket: 'call', effect: 'write', object },
      options,
    );
    const entry = answer?.errors?.[0];
    return entry === undefined ? null : failureOf(entryEvidence(entry), object);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return error.failure.kind === 'unknown-outcome' ? { ...error.failure, kind: 'transient' } : error.failure;
  }
}
