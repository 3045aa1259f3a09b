import type { Committed } from '../decide/commit.ts';
import { PERSON } from '../domain/entity.ts';
import { inTransaction } from '../ledger/database.ts';
import { lockEntities } from '../ledger/entities.ts';
import { readKnown } from '../ledger/known-records.ts';
import { addNotices } from '../ledger/notices.ts';
import { noteMoved, noteStep, stillToStep, type OpenHandOff } from '../ledger/open-hand-offs.ts';
import { noticesFor, type Occasion } from '../rules/handoff/tell.ts';
import type { SlaStep } from '../rules/sla/sla.ts';
import { holderOf, NOTHING, type DueStep, type SlaContext } from './context.ts';
import { giveAgain } from './give-again.ts';
import { knownAt, type Known } from './hand-off-input.ts';
import { ownerField, salesSideOf } from './sales-side.ts';

/** Carries out one step: all of it or, when there is news of the hand-off meanwhile, nothing. */
export async function carryOut(
  handOff: OpenHandOff,
  due: DueStep,
  context: SlaContext,
  now: Date,
): Promise<Committed> {
  const { step } = due;
  // Whoever has the person is told of them as they were when that one got them.
  const at = step.kind === 'reassign' ? now : (handOff.reassignedAt ?? handOff.visibleAt ?? now);
  const known = await knownAt(handOff, context, at);
  if (known === null) return NOTHING;
  const holder = await holderBySales(handOff, context);
  if (holder !== null && holder.toLowerCase() !== holderOf(handOff).toLowerCase())
    return followSales(handOff, due, holder, context, now);
  return step.kind === 'reassign'
    ? giveAgain(handOff, due, known, context, now)
    : tell(handOff, due, step, known, context, now);
}

async function tell(
  handOff: OpenHandOff,
  { index, minutes }: DueStep,
  step: Exclude<SlaStep, { kind: 'reassign' }>,
  { input }: Known,
  { db, handOver }: SlaContext,
  now: Date,
): Promise<Committed> {
  const { kind } = step;
  const to = step.kind === 'escalate' ? step.to : holderOf(handOff);
  const nth = handOff.steps.filter((done) => done.kind === kind).length + 1;
  const occasion: Occasion =
    step.kind === 'escalate' ? { kind: 'escalate', nth, to } : { kind: 'remind', nth };
  const notices = noticesFor(handOver.handOff, input, occasion);
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [handOff.entity]);
    if (!(await stillToStep(tx, handOff))) return NOTHING;
    await noteStep(tx, handOff, { kind, at: now, from: holderOf(handOff), to, minutes }, index + 1, now);
    await addNotices(tx, notices, now);
    return { due: [], notices: notices.length };
  });
}

/** Who has the person where sales works, as last agreed with it; null: that is not known. */
async function holderBySales({ entity }: OpenHandOff, { db, mappings }: SlaContext): Promise<string | null> {
  const mapping = mappings.get(PERSON);
  const field = ownerField(mapping);
  if (field === undefined) return null;
  const { systems } = salesSideOf(mapping);
  const records = (await readKnown(db, [entity])).get(entity) ?? [];
  const holders = records.map(({ ref, agreed }) =>
    systems.includes(ref.system) ? agreed?.[field.name] : undefined,
  );
  return holders.find((holder) => typeof holder === 'string') ?? null;
}

/** Sales has given the person to somebody else: nothing is done but to begin anew for that one. */
function followSales(
  handOff: OpenHandOff,
  { minutes }: DueStep,
  holder: string,
  { db }: SlaContext,
  now: Date,
): Promise<Committed> {
  const isPerson = holder.includes('@');
  return inTransaction(db, async (tx) => {
    await lockEntities(tx, [handOff.entity]);
    if (!(await stillToStep(tx, handOff))) return NOTHING;
    await noteStep(
      tx,
      handOff,
      { kind: 'moved', at: now, from: holderOf(handOff), to: holder, minutes },
      0,
      now,
    );
    const next = { owner: isPerson ? holder.toLowerCase() : null, queue: isPerson ? null : holder };
    await noteMoved(tx, handOff, next, now);
    return NOTHING;
  });
}
