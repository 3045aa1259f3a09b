import type { Committed } from '../decide/commit.ts';
import { eventOf } from '../decide/event-of.ts';
import { takeState } from '../decide/hand-over-all.ts';
import { countsOf, fieldsOf, type MadeRecord } from '../decide/hand-over.ts';
import type { Notice } from '../domain/notice.ts';
import type { Fields } from '../domain/value.ts';
import { captureEvents } from '../ledger/capture-events.ts';
import { inTransaction, type LedgerTx } from '../ledger/database.ts';
import { lockEntities } from '../ledger/entities.ts';
import { keepRoutingState } from '../ledger/hand-offs.ts';
import { addNotices } from '../ledger/notices.ts';
import { noteGivenAgain, noteStep, stillToStep, type OpenHandOff } from '../ledger/open-hand-offs.ts';
import { readStandings, writeStandings } from '../ledger/standings.ts';
import { takeFromDeciders } from '../ledger/to-decide.ts';
import type { Directory } from '../rules/directory.ts';
import { isPersons, type HandOffRules } from '../rules/handoff/hand-off.ts';
import { makeHandOff, textField, type MadeHandOff } from '../rules/handoff/make.ts';
import { noticesFor } from '../rules/handoff/tell.ts';
import type { Lost } from '../rules/routing/reason.ts';
import { route, type Routed } from '../rules/routing/route.ts';
import { calendarOf, holderOf, NOTHING, type DueStep, type SlaContext } from './context.ts';
import type { Known } from './hand-off-input.ts';

/**
 * Gives a person whom nobody touched to somebody else: never to one who has had them in this cycle already. Where nobody
 * else can take them, they stay where they are and that is noted. What was made goes along with them.
 */
export async function giveAgain(
  handOff: OpenHandOff,
  { index, minutes }: DueStep,
  known: Known,
  context: SlaContext,
  now: Date,
): Promise<Committed> {
  const directory = await context.directory();
  // While no system tells who its owners are, nobody can be chosen: the step is tried again.
  if (directory.people.size === 0) return NOTHING;
  return inTransaction(context.db, async (tx) => {
    await lockEntities(tx, [handOff.entity]);
    if (!(await stillToStep(tx, handOff))) return NOTHING;
    const passedOver = passedOverOf(handOff, minutes);
    const toPeople = isPersons((handOff.made as Made).record);
    const { state, ...routed } = route(context.handOver.routing, {
      fields: fieldsOf(known.about.input),
      counts: countsOf(known.about.input),
      now,
      previous: handOff.owner === null ? null : { owner: handOff.owner, at: handOff.givenAt },
      directory,
      state: await takeState(tx),
      passedOver,
      toPeople,
    });
    const to = nameOf(routed.to);
    const isNobody =
      passedOver.has(to) || !isKnown(routed.to, directory) || (toPeople && routed.to.kind === 'queue');
    const step = { kind: 'reassign', at: now, from: holderOf(handOff), minutes } as const;
    await noteStep(tx, handOff, { ...step, to: isNobody ? null : to }, index + 1, now);
    if (isNobody) return NOTHING;
    await keepRoutingState(tx, state);
    return carryOver(tx, handOff, makeAgain(handOff, known, routed, context), context, now);
  });
}

async function carryOver(
  tx: LedgerTx,
  handOff: OpenHandOff,
  again: MadeAgain,
  context: SlaContext,
  now: Date,
): Promise<Committed> {
  const { entity } = handOff;
  const { owner, queue, routed, made, notices } = again;
  await noteGivenAgain(tx, handOff, { owner, queue, routed, made }, now);
  await takeFromDeciders(tx, entity);
  const standing = (await readStandings(tx, [entity])).get(entity);
  if (standing === undefined) throw new Error('a person was handed over and stands nowhere');
  const told = { ...standing.told, ...again.person };
  await writeStandings(tx, [{ ...standing, told }], now);
  await addNotices(tx, notices, now);
  const events = [
    eventOf('person', entity, told, 'hot', now),
    ...made.records.map(({ id, object, fields }) => eventOf(object, id, fields, 'hot', now)),
  ];
  return { due: await captureEvents(tx, events, { ...context, now }), notices: notices.length };
}

interface MadeAgain {
  readonly owner: string | null;
  readonly queue: string | null;
  readonly routed: Omit<Routed, 'state'>;
  /** The fields of the person's record that are others now. */
  readonly person: Fields;
  readonly made: Made;
  readonly notices: readonly Notice[];
}

type Made = MadeHandOff & { readonly records: readonly MadeRecord[] };

/** What was made, as it is for whoever gets it next: kind and records stay, their owner and what they are told change. */
function makeAgain(
  handOff: OpenHandOff,
  { input }: Known,
  routed: Omit<Routed, 'state'>,
  { handOver }: SlaContext,
): MadeAgain {
  const rules = handOver.handOff;
  const owner = routed.to.kind === 'owner' ? routed.to.email : null;
  const next = {
    ...input,
    routed,
    previousOwner: handOff.owner,
    calendar: calendarOf(handOver, { owner }),
  };
  const anew = makeHandOff(rules, next);
  const before = handOff.made as Made;
  const person = pick(anew.person, personFields(rules));
  return {
    owner,
    queue: routed.to.kind === 'queue' ? routed.to.name : null,
    routed,
    person,
    made: {
      ...before,
      person: { ...before.person, ...person },
      records: before.records.map((record) => ({
        ...record,
        fields: {
          ...record.fields,
          ...(record.object === 'task' ? pick(anew.task ?? {}, TASK_FIELDS) : {}),
          owner,
        },
      })),
    },
    notices: noticesFor(rules, next, { kind: 'reassigned', nth: handOff.reassignments + 1 }),
  };
}

const TASK_FIELDS = ['subject', 'body', 'dueAt', 'dueDate', 'priority'] as const;

const personFields = ({ texts }: HandOffRules): readonly string[] => [
  'owner',
  'queue',
  'partner',
  'dueAt',
  ...[...texts.keys()].map(textField),
];

const pick = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

/** Everybody who has had the person in this cycle, with how long. */
const passedOverOf = (handOff: OpenHandOff, minutes: number): ReadonlyMap<string, Lost> =>
  new Map([
    ...handOff.steps.flatMap((step): readonly [string, Lost][] =>
      step.kind === 'reassign' ? [[step.from, { kind: 'untouched', minutes: step.minutes }]] : [],
    ),
    [holderOf(handOff), { kind: 'untouched', minutes }],
  ]);

const nameOf = (to: Routed['to']): string => (to.kind === 'owner' ? to.email : to.name);

/** The fallback is not looked up where it is chosen. */
const isKnown = (to: Routed['to'], { queues }: Directory): boolean =>
  to.kind === 'owner' || queues.has(to.name);
