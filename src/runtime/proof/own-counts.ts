import type { Connected } from '../../capture/hydrate.ts';
import { PERSON } from '../../domain/entity.ts';
import { FailureError, type Failure } from '../../domain/failure.ts';
import type { Qualified } from '../../domain/qualified.ts';
import { refKey, type RecordRef, type SystemName } from '../../domain/record.ts';
import { snapshotRef, type Snapshot } from '../../domain/snapshot.ts';
import { entitiesOf } from '../../ledger/references.ts';
import { differenceOf, recordToAsk, type Difference } from '../../report/proof/compare.ts';
import type { SystemAnswer } from '../../report/proof/proof.ts';
import { closedScopes, type ScopeContext } from './closed-scopes.ts';

/** What the systems say of one person. */
export interface Own {
  readonly there: ReadonlySet<SystemName>;
  readonly differences: readonly (Difference & { readonly system: SystemName })[];
}

/** Asks systems whether they have people, page by page. One that does not answer is asked no more. */
export function makeOwnCounts(systems: ReadonlyMap<SystemName, Connected>, context: ScopeContext) {
  const failed = new Map<SystemName, Failure>();
  const names = [...(context.mappings.byKind.get(PERSON)?.objects.keys() ?? [])].filter(
    (name) => systems.get(name)?.definition.capabilities.readable === true,
  );

  async function look(
    system: SystemName,
    refs: readonly RecordRef[],
  ): Promise<ReadonlyMap<string, Snapshot>> {
    const found = new Map<string, Snapshot>();
    for (const [object, some] of Map.groupBy(refs, (ref) => ref.object)) {
      const ids = [...new Set(some.map(({ id }) => id))];
      const request = { object, ids, fields: [] };
      const snapshots = await systems.get(system)?.connection.read(request, { lane: 'bulk' });
      for (const snapshot of snapshots ?? []) found.set(refKey(snapshotRef(snapshot)), snapshot);
    }
    return found;
  }

  /** The differences in one system, in the order of the people; null where it has the person, or does not answer. */
  async function compare(
    system: SystemName,
    people: readonly Qualified[],
  ): Promise<readonly (Difference | null)[] | null> {
    const strangers = people.filter(({ records }) => records.every((record) => record.system !== system));
    const closed = await closedScopes(
      strangers.map(({ person }) => ({ entity: person, kind: PERSON })),
      context,
    );
    const asked = people.map((qualified) => {
      const held = closed.get(qualified.person)?.find((one) => one.system === system);
      return recordToAsk(qualified, system, held ?? null);
    });
    const refs = asked.flatMap((one) => (one.kind === 'record' ? [one.ref] : []));
    const snapshots = await look(system, refs);
    const moved = [...snapshots.values()].flatMap((one) => (one.kind === 'moved' ? [one.to] : []));
    const owners = await entitiesOf(context.db, moved);
    return asked.map((one, index) => {
      const person = people[index]?.person;
      if (one.kind === 'none' || person === undefined) return one.kind === 'none' ? one.difference : null;
      const ownerOf = (ref: RecordRef) => owners.get(refKey(ref)) ?? null;
      return differenceOf(person, one.ref, snapshots.get(refKey(one.ref)), ownerOf);
    });
  }

  return {
    /** One answer for each person, in order. */
    async ask(people: readonly Qualified[]): Promise<readonly Own[]> {
      const said = new Map<SystemName, readonly (Difference | null)[]>();
      for (const system of names) {
        if (failed.has(system) || people.length === 0) continue;
        try {
          said.set(system, (await compare(system, people)) ?? []);
        } catch (error) {
          if (!(error instanceof FailureError)) throw error;
          failed.set(system, error.failure);
        }
      }
      return people.map((_, index) => {
        const of = [...said].map(([system, differences]) => ({
          system,
          difference: differences[index] ?? null,
        }));
        return {
          there: new Set(of.flatMap(({ system, difference }) => (difference === null ? [system] : []))),
          differences: of.flatMap(({ system, difference }) =>
            difference === null ? [] : [{ system, ...difference }],
          ),
        };
      });
    },

    /** The systems that have answered for everybody. */
    answered: (): readonly SystemName[] => names.filter((name) => !failed.has(name)),

    answers: (there: Readonly<Record<SystemName, number>>): readonly SystemAnswer[] =>
      names.map((system) => {
        const failure = failed.get(system);
        return failure === undefined
          ? { system, there: there[system] ?? 0, problem: null }
          : { system, there: null, problem: { meaning: failure.meaning, fix: failure.fix } };
      }),
  };
}
