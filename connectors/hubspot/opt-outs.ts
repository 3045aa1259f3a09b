import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import type { Value } from '../../src/domain/value.ts';
import { chunks } from './chunks.ts';
import { entryEvidence } from './evidence.ts';
import { failureOf } from './judge.ts';
import { subscriptionOf } from './opt-out-field.ts';
import { paths } from './paths.ts';
import { readBatch } from './read.ts';
import type { Session } from './session.ts';
import type { WireStatuses } from './wire.ts';

/** "This contact is opted out, or in again": of all e-mail, or of one subscription. */
export interface OptOut {
  readonly id: string;
  readonly field: string;
  readonly value: Value;
}

/** A contact with what HubSpot knows it by where opt-outs are concerned. */
interface Addressed {
  readonly id: string;
  readonly email: string;
}

/**
 * Unsubscribes contacts, 100 a call. Statuses are kept by e-mail address, so the addresses are read first; and the property
 * is read back afterwards, because one that still says the former would look as if the person had opted in again.
 * Returns the failures by record id. Repeating does no harm, so a lost answer is transient. Nobody is ever subscribed:
 * only the person may do that.
 */
export async function optOut(
  session: Session,
  wanted: readonly OptOut[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Failure>> {
  const failures = new Map<string, Failure>();
  for (const [field, own] of Map.groupBy(wanted, (one) => one.field)) {
    for (const some of chunks(own)) {
      try {
        await optOutSome(session, field, some, failures, options);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        for (const { id } of some) if (!failures.has(id)) failures.set(id, asOfStatuses(error.failure));
      }
    }
  }
  return failures;
}

async function optOutSome(
  session: Session,
  field: string,
  wanted: readonly OptOut[],
  failures: Map<string, Failure>,
  options: CallOptions,
): Promise<void> {
  const read = (ids: readonly string[]) =>
    readBatch(session, { object: 'contacts', ids, fields: ['email', field] }, options);
  const before = new Map((await read(wanted.map(({ id }) => id))).map((wire) => [wire.id, wire.properties]));
  const due: Addressed[] = [];
  for (const { id, value } of wanted) {
    const { email, [field]: status } = before.get(id) ?? {};
    const isOut = status === 'true';
    if (value !== true && isOut) failures.set(id, ONLY_THE_PERSON);
    if (value !== true || isOut) continue;
    if (email) due.push({ id, email });
    else failures.set(id, NO_ADDRESS);
  }
  if (due.length === 0) return;
  for (const [id, failure] of await unsubscribe(session, field, due, options)) failures.set(id, failure);
  const sent = due.filter(({ id }) => !failures.has(id)).map(({ id }) => id);
  if (sent.length === 0) return;
  const shown = new Map((await read(sent)).map((wire) => [wire.id, wire.properties[field]]));
  for (const id of sent) if (shown.get(id) !== 'true') failures.set(id, NOT_SHOWN);
}

/** In one call where there are several and the edition allows it; otherwise one by one. */
async function unsubscribe(
  session: Session,
  field: string,
  due: readonly Addressed[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Failure>> {
  if (due.length > 1) {
    try {
      const answer = await send(session, batchCall(field, due), options);
      return refusedIn(answer, due);
    } catch (error) {
      if (!(error instanceof FailureError) || !isRefusal(error.failure)) throw error;
    }
  }
  const failures = new Map<string, Failure>();
  for (const one of due) {
    try {
      await send(session, singleCall(field, one), options);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      failures.set(one.id, asOfStatuses(error.failure));
    }
  }
  return failures;
}

interface StatusCall {
  readonly path: string;
  readonly json?: object;
}

const CHANNEL = 'EMAIL';

function batchCall(field: string, due: readonly Addressed[]): StatusCall {
  const subscription = subscriptionOf(field);
  if (subscription === null)
    return { path: paths.unsubscribeAllBatch(), json: { inputs: due.map(({ email }) => email) } };
  const inputs = due.map(({ email }) => ({ subscriberIdString: email, ...unsubscribed(subscription) }));
  return { path: paths.statusBatch(), json: { inputs } };
}

function singleCall(field: string, { email }: Addressed): StatusCall {
  const subscription = subscriptionOf(field);
  return subscription === null
    ? { path: paths.unsubscribeAll(email) }
    : { path: paths.status(email), json: unsubscribed(subscription) };
}

const unsubscribed = (subscription: string): object => ({
  subscriptionId: Number(subscription),
  statusState: 'UNSUBSCRIBED',
  channel: CHANNEL,
});

const send = (session: Session, { path, json }: StatusCall, options: CallOptions): Promise<WireStatuses> =>
  session.api.call<WireStatuses>(
    {
      method: 'POST',
      path,
      // Of a single subscription the channel stands in the body.
      ...(path.includes('unsubscribe-all') ? { query: { channel: CHANNEL } } : {}),
      ...(json === undefined ? {} : { json }),
      bucket: 'call',
      effect: 'write',
      object: 'contacts',
    },
    options,
  );

/** Those whom the errors of a batch name; an error that names nobody is meant for all. */
function refusedIn({ errors = [] }: WireStatuses, due: readonly Addressed[]): ReadonlyMap<string, Failure> {
  const failures = new Map<string, Failure>();
  for (const error of errors) {
    const named = error.context?.subscriberIdString;
    for (const { id, email } of due)
      if (named === undefined || named.includes(email))
        failures.set(id, failureOf(entryEvidence(error), 'contacts'));
  }
  return failures;
}

const isRefusal = ({ code }: Failure): boolean => code === 'MISSING_SCOPES' || code === 'FORBIDDEN';

/** What a failed call means here: it may be repeated, and a scope that is missing is no reason to stop all other work. */
function asOfStatuses(failure: Failure): Failure {
  if (failure.kind === 'unknown-outcome') return { ...failure, kind: 'transient' };
  if (!isRefusal(failure)) return failure;
  return {
    ...failure,
    kind: 'config',
    code: 'OPT_OUT_NOT_ALLOWED',
    meaning: 'The app may not change subscriptions, so that opt-outs cannot be written in HubSpot.',
    fix: 'Add the scope communication_preferences.read_write to the app in HubSpot, grant it, then run `leadloop retry OPT_OUT_NOT_ALLOWED`.',
    actor: 'admin',
  };
}

const ONLY_THE_PERSON: Failure = {
  kind: 'invalid-record',
  code: 'OPT_IN_IS_THE_PERSONS',
  message: 'Leadloop subscribes nobody.',
  meaning: 'The contact is unsubscribed in HubSpot, and only the person can change that.',
  fix: 'Send the person a form or HubSpot’s resubscription e-mail. Whoever has their consent can also note it in the contact, with its legal basis.',
  actor: 'revops',
};

const NO_ADDRESS: Failure = {
  kind: 'invalid-record',
  code: 'OPT_OUT_WITHOUT_ADDRESS',
  message: 'The contact has no e-mail address.',
  meaning: 'HubSpot keeps opt-outs by e-mail address, and the contact has none.',
  fix: 'Fill in the address in HubSpot, then run `leadloop retry OPT_OUT_WITHOUT_ADDRESS`.',
  actor: 'revops',
};

const NOT_SHOWN: Failure = {
  kind: 'transient',
  code: 'OPT_OUT_NOT_SHOWN',
  message: 'The contact does not show its new subscription status.',
  meaning: 'HubSpot has taken the opt-out, and the contact does not show it yet.',
  fix: 'Nothing: it is tried again by itself.',
  actor: 'nobody',
};
