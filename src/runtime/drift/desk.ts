import { RefusedError } from '../../api/config-operations.ts';
import type { DriftDesk, DriftRequest } from '../../api/drift.ts';
import { DAY_MS } from '../../domain/clock.ts';
import { isOnItsWay, type DriftFinding } from '../../domain/drift.ts';
import type { EntityKind } from '../../domain/entity.ts';
import { refKey } from '../../domain/record.ts';
import { openDrift, readDriftCounts } from '../../ledger/drift-findings.ts';
import { countLinked } from '../../ledger/drift-sample.ts';
import { driftRows, type DriftEntry, type DriftReport } from '../../report/drift/drift.ts';
import { tellCause } from '../../report/drift/tell-cause.ts';
import type { Found } from '../../reconcile/drift/look.ts';
import type { Mappings } from '../mappings.ts';
import { auditDrift, MOST_FINDINGS, readableSystems, type Audited, type DriftContext } from './audit.ts';
import { repairDrift, type RepairContext } from './repair.ts';

export interface DriftDeskContext extends DriftContext, RepairContext {
  readonly mappingsNow: () => Mappings;
}

/** Answers by the mappings in force. */
export function makeDriftDesk(context: DriftDeskContext): DriftDesk {
  const audited = async (request: DriftRequest): Promise<[Audited, DriftReport]> => {
    const mappings = context.mappingsNow();
    const kinds = kindsOf(request.object, mappings);
    const audit = await auditDrift({ kinds, sample: request.sample ?? 0 }, mappings, context);
    return [audit, await tell(request, audit, context)];
  };
  return {
    drift: async (request) => (await audited(request))[1],
    async repairDrift({ object }) {
      const [before] = await audited({ object, sample: null });
      const looked = await repairDrift(before.findings, object, context);
      const [after, left] = await audited({ object, sample: null });
      const still = new Set(after.findings.map(keyOf));
      const mended = before.findings.filter((one) => one.mendable && !still.has(keyOf(one))).length;
      return { looked, mended, left };
    },
  };
}

function kindsOf(object: EntityKind | null, { byKind }: Mappings): readonly EntityKind[] {
  const kinds = [...byKind.keys()];
  if (object === null) return kinds;
  if (!kinds.includes(object))
    throw new RefusedError(
      'NO_SUCH_OBJECT',
      404,
      `no mapping is about '${object}'. There are: ${kinds.join(', ')}.`,
    );
  return [object];
}

async function tell(
  asked: DriftRequest,
  audit: Audited,
  { bulkDb: db, clock, lagMs, systems }: DriftDeskContext,
): Promise<DriftReport> {
  const now = clock.now();
  const day = await readDriftCounts(db, new Date(now.getTime() - DAY_MS));
  const counts = asked.sample === null ? day : audit.counts;
  const linked = await countLinked(db, readableSystems(systems));
  const open = await openDrift(db, asked.object, MOST_FINDINGS + 1);
  const live = new Map(audit.findings.map((one) => [keyOf(one), one]));
  const settled = open.filter((one) => !isOnItsWay(one, now, lagMs));
  return {
    asked: { object: asked.object, sample: asked.sample },
    rows: driftRows(
      counts.filter(({ kind }) => asked.object === null || kind === asked.object),
      linked,
    ),
    findings: settled.slice(0, MOST_FINDINGS).map((one) => entryOf(one, live.get(keyOf(one)))),
    more: Math.max(0, settled.length - MOST_FINDINGS),
    onItsWay: audit.onItsWay,
    unreadable: audit.unreadable,
    problems: [...audit.problems].map(([system, { meaning, fix }]) => ({ system, meaning, fix })),
  };
}

/** What a sync would write is known only of what could be compared a moment ago. */
const entryOf = (finding: DriftFinding, live: Found | undefined): DriftEntry => ({
  entity: finding.entity,
  object: finding.kind,
  system: finding.ref.system,
  record: refKey(finding.ref),
  field: finding.field,
  since: finding.since.toISOString(),
  cause: finding.cause,
  ...tellCause(finding),
  writes:
    live?.mendable === true
      ? Object.entries(live.after).map(([name, after]) => ({
          name,
          before: live.before[name] ?? null,
          after,
        }))
      : [],
  mendable: live?.mendable ?? false,
});

const keyOf = ({ entity, ref: { system }, field }: DriftFinding): string =>
  `${entity} ${system} ${field ?? ''}`;
