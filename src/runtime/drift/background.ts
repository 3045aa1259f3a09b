import type { Log } from '../../connector/contract.ts';
import type { DriftSettings } from '../../domain/drift.ts';
import { isOnItsWay } from '../../domain/drift.ts';
import type { Mappings } from '../mappings.ts';
import { auditDrift, type DriftContext } from './audit.ts';

export interface WatchDriftContext extends Omit<DriftContext, 'lagMs'> {
  readonly drift: DriftSettings;
  readonly mappings: Mappings;
  readonly log: Log;
}

/** One round of the audit by itself: it notes what it finds, and mends nothing. */
export async function watchDrift({ drift, mappings, log, ...context }: WatchDriftContext): Promise<void> {
  const { sample, lagMs } = drift;
  const kinds = [...mappings.byKind.keys()];
  const { counts, findings, problems } = await auditDrift({ kinds, sample }, mappings, {
    ...context,
    lagMs,
  });
  for (const [system, { code, meaning, fix }] of problems)
    log.warn(`${system} could not be compared: ${meaning}`, { code, fix });
  const now = context.clock.now();
  const compared = counts.reduce((sum, one) => sum + (one.field === null ? one.compared : 0), 0);
  const differing = findings.filter((one) => !isOnItsWay(one, now, lagMs)).length;
  if (differing > 0)
    log.warn("both systems differ where they should not: 'leadloop drift' tells more", {
      compared,
      differing,
    });
  else log.info('the drift audit found no difference', { compared });
}
