import type { Committed } from '../decide/commit.ts';
import { PERSON } from '../domain/entity.ts';
import { readSigns, type Signs } from '../ledger/hand-off-signs.ts';
import { claimHandOffs, noteLooks, type Looked, type OpenHandOff } from '../ledger/open-hand-offs.ts';
import { follow, type Following, type Seen } from '../rules/sla/follow.ts';
import { USUAL_TOUCHES } from '../rules/sla/sla.ts';
import { ALWAYS } from '../rules/working-time/calendar.ts';
import { asNoted } from './clock-of.ts';
import { calendarOf, type DueStep, type SlaContext } from './context.ts';
import { salesSideOf } from './sales-side.ts';
import { carryOut } from './step.ts';

export interface LookOutcome {
  /** How many were due to be looked at. */
  readonly handOffs: number;
  /** What the steps that were due have brought about. */
  readonly steps: readonly PromiseSettledResult<Committed>[];
}

const LEASE_MS = 30_000;
const BATCH = 50;

/**
 * Looks at open hand-offs that are due: notes since when they are visible and touched, ends those that are over, and carries
 * out the steps whose time has come, each by itself. A step that fails is due again after a while.
 */
export async function lookAtHandOffs(context: SlaContext): Promise<LookOutcome> {
  const { db, mappings, handOver, clock } = context;
  const now = clock.now();
  const claimed = await claimHandOffs(db, { limit: BATCH, now, leaseMs: LEASE_MS });
  if (claimed.length === 0) return { handOffs: 0, steps: [] };
  const { sla } = handOver.handOff;
  const ids = claimed.map(({ id }) => id);
  const side = salesSideOf(mappings.get(PERSON));
  const signs = await readSigns(db, ids, side, sla?.touchedBy ?? USUAL_TOUCHES, now);
  const looked: Looked[] = [];
  const due: { readonly handOff: OpenHandOff; readonly step: DueStep }[] = [];
  for (const handOff of claimed) {
    const told = signs.get(handOff.id);
    if (told === undefined) continue;
    const seen = seenOf(handOff, told, handOver.handOff.at);
    const following = follow(sla, seen, calendarOf(handOver, handOff) ?? ALWAYS, now);
    looked.push(lookedOf(handOff, seen, following));
    if (following.kind === 'step') due.push({ handOff: { ...handOff, ...momentsOf(seen) }, step: following });
  }
  await noteLooks(db, looked, now);
  const steps: PromiseSettledResult<Committed>[] = [];
  for (const { handOff, step } of due)
    steps.push(...(await Promise.allSettled([carryOut(handOff, step, context, now)])));
  return { handOffs: claimed.length, steps };
}

function seenOf(handOff: OpenHandOff, signs: Signs, at: ReadonlySet<string>): Seen {
  const noted = asNoted(handOff);
  const { visible, reassigned, touched } = noted.moments;
  return {
    ...noted,
    moments: {
      ...noted.moments,
      visible: visible ?? signs.shownAt,
      reassigned: reassigned ?? (noted.reassignments > 0 ? signs.shownAt : null),
      touched: touched ?? signs.touchedAt,
    },
    given: handOff.givenAt,
    isInStage: signs.cycle === handOff.cycle && at.has(signs.stage ?? ''),
    hasOpportunity: signs.hasOpportunity,
    isGone: visible === null ? !signs.isAnywhere : !signs.isWithSales,
    isFollowed: signs.isFollowed,
  };
}

const momentsOf = ({
  moments: { visible, reassigned, touched },
}: Seen): Pick<Looked, 'visibleAt' | 'reassignedAt' | 'touchedAt'> => ({
  visibleAt: visible,
  reassignedAt: reassigned,
  touchedAt: touched,
});

/** While a step is carried out, the hand-off stays in this worker's hands. */
const lookedOf = (handOff: OpenHandOff, seen: Seen, following: Following): Looked => ({
  handOff,
  ...momentsOf(seen),
  dueAt: following.kind === 'over' ? null : following.due,
  isOver: following.kind === 'over',
  lookAt: following.kind === 'over' ? null : following.kind === 'step' ? handOff.until : following.at,
});
