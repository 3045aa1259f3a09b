import { lookAtHandOffs } from '../sla/look.ts';
import type { StagesContext } from './stages.ts';
import { directoryIn, handOverRules } from './hand-over-rules.ts';

export type HandOffClockContext = Pick<
  StagesContext,
  'db' | 'mappings' | 'world' | 'timelineOf' | 'clock' | 'ids' | 'partitions' | 'log' | 'ring' | 'notifyNow'
>;

/** Looks at the hand-offs whose time has come, batch after batch, until none is due. */
export function makeHandOffClock(options: HandOffClockContext): (signal: AbortSignal) => Promise<void> {
  const { mappings, world, log, ring, notifyNow } = options;
  const handOver = handOverRules(mappings);
  if (handOver === null) return () => Promise.resolve();
  const context = {
    ...options,
    mappings: mappings.byKind,
    rules: mappings.rules,
    handOver,
    directory: () => directoryIn(world),
    kindOf: mappings.kindOf.bind(mappings),
  };
  return async (signal) => {
    let handOffs: number;
    do {
      if (signal.aborted) return;
      const outcome = await lookAtHandOffs(context);
      handOffs = outcome.handOffs;
      for (const step of outcome.steps) {
        if (step.status === 'rejected') {
          log.error('a step of a hand-off failed; it is tried again', { error: String(step.reason) });
          continue;
        }
        if (step.value.notices > 0) notifyNow();
        for (const { lane, partition } of step.value.due) ring({ stage: 'reconcile', lane, partition });
      }
    } while (handOffs > 0);
  };
}
