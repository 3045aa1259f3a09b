import type { Conflict, ConflictSide, LastChange } from '../domain/conflict.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import type { PlannedEntity } from '../ledger/planned-entity.ts';
import { columnOf } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { byObject, type World } from './world.ts';

export interface TellContext {
  readonly world: World;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly lane: Lane;
}

interface Ask extends RecordRef {
  readonly field: string;
}

/**
 * The plans, with who changed what where the systems can tell it. Only records in conflict are asked for, many in a
 * call; where nothing was agreed before and the mapping decides, nobody is asked: a first back-fill has many of those,
 * and no change to speak of. What can not be told stays as it is.
 */
export async function tellChanges(
  planned: readonly PlannedEntity[],
  context: TellContext,
): Promise<readonly PlannedEntity[]> {
  const asks = planned.flatMap((item) => asksOf(item, context));
  if (asks.length === 0) return planned;
  const told = await askAll(asks, context);
  const tell = (conflict: Conflict, mapping: Mapping): Conflict => ({
    ...conflict,
    sides: conflict.sides.map((side) => {
      const field = fieldOf(conflict, side, mapping);
      const change = field === null ? undefined : told.get(`${refKey(side.ref)} ${field}`);
      return change === undefined ? side : { ...side, changed: change };
    }),
  });
  return planned.map((item) => {
    const { claimed, plan } = item;
    const mapping = context.mappings.get(claimed.kind);
    if (mapping === undefined || plan.conflicts.length === 0) return item;
    return { ...item, plan: { ...plan, conflicts: plan.conflicts.map((each) => tell(each, mapping)) } };
  });
}

function asksOf({ claimed, plan }: PlannedEntity, { mappings }: TellContext): readonly Ask[] {
  const mapping = mappings.get(claimed.kind);
  if (mapping === undefined) return [];
  const worth = plan.conflicts.filter(
    (conflict) => conflict.kind === 'parked' || conflict.sides.some((side) => side.base !== undefined),
  );
  return worth.flatMap((conflict) =>
    conflict.sides.flatMap((side): readonly Ask[] => {
      const field = fieldOf(conflict, side, mapping);
      return field === null ? [] : [{ ...side.ref, field }];
    }),
  );
}

function fieldOf(conflict: Conflict, { ref }: ConflictSide, mapping: Mapping): string | null {
  const row = mapping.fields.find((candidate) => candidate.name === conflict.field);
  return row === undefined ? null : (columnOf(row, ref.system, ref.object)?.field ?? null);
}

async function askAll(
  asks: readonly Ask[],
  { world, lane }: TellContext,
): Promise<ReadonlyMap<string, LastChange>> {
  const told = new Map<string, LastChange>();
  await Promise.all(
    [...byObject(asks).values()].map(async ({ system, object, refs }) => {
      const ids = [...new Set(refs.map((ref) => ref.id))];
      const fields = [...new Set(refs.map((ref) => ref.field))];
      const changes = (await world.lastChanges?.(system, { object, ids, fields }, lane)) ?? [];
      for (const { ref, fields: byField } of changes)
        for (const [field, change] of Object.entries(byField)) told.set(`${refKey(ref)} ${field}`, change);
    }),
  );
  return told;
}
