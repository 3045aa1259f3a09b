import type { Clock, Ids } from '../domain/clock.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { Resolution, ResolveRequest } from '../domain/resolution.ts';
import type { ObjectSchema } from '../domain/schema.ts';
import type { Value } from '../domain/value.ts';
import { noteChoice } from '../ledger/choose.ts';
import { inTransaction, type LedgerDb } from '../ledger/database.ts';
import { readConflict, type ConflictView } from '../ledger/list-conflicts.ts';
import { lookAgain } from '../ledger/look-again.ts';
import { receives } from '../mapping/direction.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';
import { parseValue } from '../mapping/parse-value.ts';
import { same } from '../merge/same.ts';
import { misfitOf } from './fits-target.ts';
import { lookAtSides, type LiveSide } from './live-sides.ts';
import { closed, LIST_FIX, refused, stale, VALUE_FIX, type Refused } from './refusals.ts';
import { makeResolver } from './resolve.ts';
import type { World } from './world.ts';

export interface ResolveContext {
  readonly db: LedgerDb;
  readonly world: World;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly kindOf: (system: SystemName, object: string) => EntityKind | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
  /** The live schema; null when the system can not be asked. */
  readonly describe: (system: SystemName, object: string) => Promise<ObjectSchema | null>;
  /** Told where work is due once the answer is noted. */
  readonly onNoted: (partition: number) => void;
  /** Who answers. */
  readonly by: string;
}

/**
 * Takes a person's answer to a parked conflict: checks it against what both systems say at this moment, and notes it. The
 * write is then planned and delivered as any other. Answering the same twice does it once.
 */
export async function resolveConflict(request: ResolveRequest, context: ResolveContext): Promise<Resolution> {
  const { db, clock, by } = context;
  const conflict = await readConflict(db, request.id);
  if (conflict === null) return refused('NO_CONFLICT', `there is no conflict ${request.id}`, LIST_FIX, []);
  const mapping = context.mappings.get(conflict.kind);
  const field = mapping?.fields.find((candidate) => candidate.name === conflict.field);
  if (mapping === undefined || field === undefined)
    return refused('CONFLICT_CLOSED', `${conflict.field} is not mapped any more`, LIST_FIX, []);

  const answer = answerOf(request, conflict, field);
  if (answer.kind === 'refused') return answer;
  const { value } = answer;
  if (isSameChoice(request, conflict, field, value)) {
    const { id, state } = conflict;
    return { kind: 'accepted', id, state, value, writes: [], repeated: true };
  }
  if (conflict.state !== 'open' && conflict.state !== 'resolving') return closed(conflict);
  if (request.seen !== undefined && request.seen !== conflict.revision)
    return stale(
      conflict,
      conflict.sides.map((side) => ({ system: side.ref.system, value: side.value })),
    );

  const looked = await lookAtSides(conflict.sides, field, mapping, context.world);
  const resolver = await makeResolver(
    looked.snapshots.map((snapshot) => ({ mapping, snapshot })),
    context.world,
    db,
    { ...context, now: clock.now() },
  );
  const live = looked.read(resolver);
  const now = live.flatMap((side) => (side.kind === 'value' ? [side] : []));
  const blind = live.filter((side) => side.kind === 'unreadable').map((side) => side.system);
  if (blind.length > 0)
    return refused(
      'NOT_READABLE',
      `${blind.join(' and ')} can not be read at this moment`,
      'Try again when the connection is well; leadloop status tells.',
      now,
    );
  if (live.some((side) => isNews(side, conflict, field))) {
    await inTransaction(db, (tx) =>
      lookAgain(tx, [{ entity: conflict.entity, dueAt: clock.now(), since: clock.now() }]),
    );
    return stale(conflict, now);
  }

  const targets = conflict.sides.filter(({ ref }) => {
    const side = now.find((candidate) => candidate.system === ref.system);
    return (
      side !== undefined &&
      receives(field.direction, ref.system) &&
      isWritable(context.world, ref.system) &&
      differs(side.value)
    );
  });
  for (const { ref } of targets) {
    const schema = await context.describe(ref.system, ref.object);
    const misfit = misfitOf(value, field, ref, mapping, resolver, schema);
    if (misfit !== null)
      return refused('INVALID_VALUE', `${ref.system} can not take it: ${misfit}`, VALUE_FIX, now);
  }
  const writes = targets.map((side) => side.ref.system);
  const bases = new Map(conflict.sides.map((side) => [side.ref.system, side.base]));
  const saw = now.map(({ system, value: said }) => {
    const base = bases.get(system);
    return base === undefined ? { system, value: said } : { system, value: said, base };
  });
  const { id, entity, revision } = conflict;
  const take = request.answer.kind === 'take' ? request.answer.system : null;
  const choosing = { conflict: id, entity, revision, field: field.name, take, writes, by };
  const partition = await noteChoice(db, { ...choosing, choice: { value, saw }, now: clock.now() });
  if (partition === null) return stale(conflict, now);
  context.onNoted(partition);
  return { kind: 'accepted', id, state: 'resolving', value, writes, repeated: false };

  function differs(said: Value): boolean {
    return field === undefined || !same(field.type, said, value, field.region);
  }
}

/** The value that was asked for: a side's own, or the one given, as the field's type. */
function answerOf(
  { answer }: ResolveRequest,
  conflict: ConflictView,
  field: FieldMapping,
): { readonly kind: 'value'; readonly value: Value } | Refused {
  if (answer.kind === 'take') {
    const side = conflict.sides.find((candidate) => candidate.ref.system === answer.system);
    if (side !== undefined) return { kind: 'value', value: side.value };
    const systems = conflict.sides.map((candidate) => candidate.ref.system).join(', ');
    return refused('INVALID_VALUE', `its sides are ${systems}`, 'Take one of these, or give a value.', []);
  }
  const parsed = parseValue(field.type, answer.value);
  return parsed.kind === 'value'
    ? parsed
    : refused('INVALID_VALUE', `the value for ${field.name} ${parsed.reason}`, VALUE_FIX, []);
}

const isSameChoice = (
  { answer }: ResolveRequest,
  { state, choice }: ConflictView,
  field: FieldMapping,
  value: Value,
): boolean =>
  (state === 'resolving' || state === 'resolved') &&
  choice !== null &&
  choice.take === (answer.kind === 'take' ? answer.system : null) &&
  same(field.type, choice.value, value, field.region);

/** Says neither what the conflict shows nor what a person chose before. */
function isNews(side: LiveSide, { sides, choice }: ConflictView, field: FieldMapping): boolean {
  if (side.kind !== 'value') return true;
  const shown = sides.find((candidate) => candidate.ref.system === side.system);
  const is = (value: Value): boolean => same(field.type, side.value, value, field.region);
  return !(shown !== undefined && is(shown.value)) && !(choice !== null && is(choice.value));
}

const isWritable = (world: World, system: SystemName): boolean =>
  world.systems.some((traits) => traits.name === system && traits.writable);
