import type { CallOptions } from '../../../src/connector/contract.ts';
import type { TouchpointPage, TouchpointRequest } from '../../../src/connector/touchpoints.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import { BATCH_SIZE } from '../chunks.ts';
import { readBatch } from '../read.ts';
import type { Session } from '../session.ts';
import { readHint, type FormHint } from './form-hint.ts';
import { createFormList, type FormList } from './form-list.ts';
import { chooseForms, FormsCursor, HOT_MS, ROUND } from './form-rounds.ts';
import { CONVERSIONS, formsNamed, formsOf, type Form } from './hinted-forms.ts';
import { readSubmissions } from './submissions.ts';
import { ENOUGH, startsNow } from './walk.ts';

/** A submission is shown this late at most. */
const OVERLAP_MS = 60_000;
/** A hint that names no form makes us look around this often at most. */
const SPARE_MS = 30_000;

/**
 * One page of what was submitted. HubSpot asks for one form at a time, and an account may have hundreds: a hint asks the
 * form it names, and a round by time a few of them. All of them are read when history is taken over.
 */
export function createForms(
  session: Session,
): (request: TouchpointRequest, options: CallOptions) => Promise<TouchpointPage> {
  const list = createFormList(session);
  const clock = (): number => session.context.clock.now().getTime();
  return async (request, options) => {
    const now = clock();
    const since = request.since.getTime();
    if (startsNow(request, now)) return page([], FormsCursor.parse({ since }));
    const { cursor, hinted } = await nextRound(session, list, request, now, options);
    const forms = new Map((await list.known(options)).map((form) => [form.id, form]));
    let left = cursor.left.filter((id) => forms.has(id));
    const moved = { ...cursor, forms: only(forms, cursor.forms), open: only(forms, cursor.open) };
    const touchpoints: Touchpoint[] = [];
    while (left.length > 0 && touchpoints.length < ENOUGH) {
      const asked = left.slice(0, ROUND);
      const answers = await Promise.all(asked.map(async (id) => ({ id, ...(await read(id)) })));
      const half = answers.flatMap(({ id, after }) => (after === null ? [] : [id]));
      left = [...half, ...left.slice(ROUND)];
      for (const answer of answers) touchpoints.push(...answer.touchpoints);
    }
    return page(touchpoints, { ...moved, left });

    async function read(id: string) {
      const state = moved.forms[id];
      const { after, ...half } = moved.open[id] ?? { read: clock(), newest: 0, active: 0, after: null };
      const from = (state?.read ?? moved.since) - OVERLAP_MS;
      const found = await readSubmissions(session, forms.get(id) ?? { id }, from, after, options);
      const isNew = state === undefined ? found.newest >= moved.since : found.newest > state.newest;
      if (hinted.has(id) && found.newest >= now - HOT_MS) moved.told = now;
      else if (isNew && now - (state?.active ?? 0) >= HOT_MS) moved.untold = now;
      const foundAt = isNew || hinted.has(id) ? now : found.newest;
      const next = {
        read: half.read,
        newest: Math.max(state?.newest ?? 0, half.newest, found.newest),
        active: Math.max(state?.active ?? 0, half.active, foundAt),
      };
      if (found.after === null) {
        moved.forms[id] = next;
        moved.open = without(moved.open, id);
      } else moved.open[id] = { ...next, after: found.after };
      return found;
    }
  };
}

interface Round {
  /** With what is to be read, the forms of hints first. */
  readonly cursor: FormsCursor;
  readonly hinted: ReadonlySet<string>;
}

async function nextRound(
  session: Session,
  list: FormList,
  { cursor: before, since, hints = [] }: TouchpointRequest,
  now: number,
  options: CallOptions,
): Promise<Round> {
  const nobody: ReadonlySet<string> = new Set();
  const ids = async (): Promise<readonly string[]> => (await list.known(options)).map(({ id }) => id);
  if (before === null)
    return {
      cursor: FormsCursor.parse({ since: since.getTime(), left: await ids() }),
      hinted: nobody,
    };
  const cursor = FormsCursor.parse(JSON.parse(before));
  if (hints.length > 0) {
    const { forms: hinted, areAll } = await resolve(session, list, hints.map(readHint), options);
    // Somebody filled in we do not know what: asking by time has to find it, and does not wait for its turn.
    const mayLook = !areAll && now - cursor.spared >= SPARE_MS;
    const others = mayLook ? chooseForms(await ids(), cursor, now) : [];
    return {
      hinted,
      cursor: {
        ...cursor,
        left: [...new Set([...hinted, ...cursor.left, ...others])],
        untold: areAll ? cursor.untold : now,
        spared: mayLook ? now : cursor.spared,
      },
    };
  }
  if (cursor.left.length > 0) return { cursor, hinted: nobody };
  return { cursor: { ...cursor, left: [...chooseForms(await ids(), cursor, now)] }, hinted: nobody };
}

interface Resolved {
  readonly forms: ReadonlySet<string>;
  /** False: a hint names no form that we know. */
  readonly areAll: boolean;
}

/** The forms that hints name; contacts are asked where a message does not name one. */
async function resolve(
  session: Session,
  list: FormList,
  hints: readonly FormHint[],
  options: CallOptions,
): Promise<Resolved> {
  const inMessage = ({ form, name }: FormHint, forms: readonly Form[]): readonly string[] =>
    forms.some(({ id }) => id === form) ? [form ?? ''] : formsNamed(name ?? '', forms);
  const known = await list.known(options);
  const open = hints.filter((hint) => inMessage(hint, known).length === 0);
  const ids = [...new Set(open.flatMap(({ contact }) => contact ?? []))].slice(0, BATCH_SIZE);
  const request = { object: 'contacts', ids, fields: CONVERSIONS };
  const contacts = ids.length === 0 ? [] : await readBatch(session, request, options);
  const properties = new Map(contacts.map((contact) => [contact.id, contact.properties]));
  const namedBy = (hint: FormHint, forms: readonly Form[]): readonly string[] => {
    const inIt = inMessage(hint, forms);
    return inIt.length > 0 ? inIt : formsOf(properties.get(hint.contact ?? '') ?? {}, forms);
  };
  const isKnown = (hint: FormHint): boolean => namedBy(hint, known).length > 0;
  const forms = hints.every(isKnown) ? known : await list.anew(options);
  const named = hints.map((hint) => namedBy(hint, forms));
  return { forms: new Set(named.flat()), areAll: named.every((some) => some.length > 0) };
}

const only = <Value>(
  forms: ReadonlyMap<string, Form>,
  values: Readonly<Record<string, Value>>,
): Record<string, Value> => Object.fromEntries(Object.entries(values).filter(([id]) => forms.has(id)));

const without = <Value>(values: Readonly<Record<string, Value>>, id: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== id));

const page = (touchpoints: readonly Touchpoint[], cursor: FormsCursor): TouchpointPage => ({
  kind: 'page',
  touchpoints,
  cursor: JSON.stringify(cursor),
  more: cursor.left.length > 0,
});
