import type { Committed } from '../decide/commit.ts';
import type { DecideContext } from '../decide/context.ts';
import type { HandOverRules } from '../decide/hand-over.ts';
import type { OpenHandOff } from '../ledger/open-hand-offs.ts';
import type { Following } from '../rules/sla/follow.ts';
import type { Calendar } from '../rules/working-time/calendar.ts';

/** What the clocks of hand-offs need. */
export interface SlaContext extends Pick<
  DecideContext,
  'db' | 'mappings' | 'rules' | 'directory' | 'timelineOf' | 'kindOf' | 'clock' | 'ids' | 'partitions'
> {
  readonly handOver: HandOverRules;
}

/** Of whoever has the person; null for a queue, and for somebody who is always there. */
export const calendarOf = (
  { routing }: HandOverRules,
  { owner }: Pick<OpenHandOff, 'owner'>,
): Calendar | null => (owner === null ? null : (routing.people.get(owner)?.calendar ?? null));

/** Who has the person: an e-mail address, or the name of a queue. */
export const holderOf = ({ owner, queue }: Pick<OpenHandOff, 'owner' | 'queue'>): string =>
  owner ?? queue ?? '';

export type DueStep = Extract<Following, { kind: 'step' }>;

export const NOTHING: Committed = { due: [], notices: 0 };
