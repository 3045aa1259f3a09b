import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import { chunks } from './chunks.ts';
import { entryEvidence } from './evidence.ts';
import { failureOf } from './judge.ts';
import { traitsOf } from './objects.ts';
import { paths } from './paths.ts';
import { readBatch } from './read.ts';
import type { Session } from './session.ts';
import type { WireError } from './wire.ts';

/** "The record's reference points at `to` from now on", or at nothing. */
export interface Assignment {
  readonly id: string;
  readonly field: string;
  readonly to: string | null;
}

interface Link {
  readonly from: string;
  readonly to: string;
}

/**
 * Sets references through associations: HubSpot shows them as properties but does not take them as such.
 * Pointing elsewhere moves the primary label; pointing at nothing takes the label away and leaves the plain association,
 * which may be somebody's work. Returns the failures by record id. Repeating does no harm, so a lost answer is transient.
 */
export async function assign(
  session: Session,
  object: string,
  assignments: readonly Assignment[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const [field, reference] of Object.entries(traitsOf(object).references)) {
    const own = assignments.filter((assignment) => assignment.field === field);
    const types = [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: reference.associationTypeId },
    ];
    const set = own.flatMap(({ id, to }): Link[] => (to === null ? [] : [{ from: id, to }]));
    const blank = own.filter(({ to }) => to === null).map(({ id }) => id);
    const unset = await guard(blank, failures, () => presentLinks(session, object, field, blank, options));
    const jobs = [
      { path: paths.unlabel(object, reference.object), links: unset },
      { path: paths.associate(object, reference.object), links: set },
    ];
    for (const { path, links } of jobs) {
      for (const some of chunks(links)) {
        const sent = await send(session, { object, field, path, types }, some, options);
        for (const [id, failure] of sent) failures.set(id, failure);
      }
    }
  }
  return failures;
}

interface Job {
  readonly object: string;
  readonly field: string;
  readonly path: string;
  readonly types: readonly object[];
}

async function presentLinks(
  session: Session,
  object: string,
  field: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const some of chunks(ids)) {
    const records = await readBatch(session, { object, ids: some, fields: [field] }, options);
    links.push(
      ...records.flatMap(({ id, properties }): Link[] =>
        properties[field] ? [{ from: id, to: properties[field] }] : [],
      ),
    );
  }
  return links;
}

/** When the links of records cannot be read, those records fail and nothing is done to them. */
async function guard(
  ids: readonly string[],
  failures: Map<string, Failure>,
  work: () => Promise<readonly Link[]>,
): Promise<readonly Link[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    for (const id of ids) failures.set(id, error.failure);
    return [];
  }
}

/** Error entries rarely say which input they mean, so a batch with any is halved until one input is left. */
async function send(
  session: Session,
  job: Job,
  links: readonly Link[],
  options: CallOptions,
): Promise<readonly (readonly [string, Failure])[]> {
  const failure = await sendOnce(session, job, links, options);
  if (failure === null) return [];
  if (links.length === 1 || !SPLIT.has(failure.kind)) {
    return links.map(({ from }) => [from, { ...failure, fields: [job.field] }] as const);
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
  { object, path, types }: Job,
  links: readonly Link[],
  options: CallOptions,
): Promise<Failure | null> {
  const inputs = links.map(({ from, to }) => ({ from: { id: from }, to: { id: to }, types }));
  try {
    const answer = await session.api.call<{ readonly errors?: readonly WireError[] } | null>(
      { method: 'POST', path, json: { inputs }, bucket: 'call', effect: 'write', object },
      options,
    );
    const entry = answer?.errors?.[0];
    return entry === undefined ? null : failureOf(entryEvidence(entry), object);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return error.failure.kind === 'unknown-outcome' ? { ...error.failure, kind: 'transient' } : error.failure;
  }
}
