import type { EntityAnswer } from '../api/operations.ts';
import type { Timeline } from '../api/timeline.ts';
import type { Connected } from '../capture/hydrate.ts';
import { PERSON, type EntityId } from '../domain/entity.ts';
import type { SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { spoken } from '../mapping/describe/words.ts';
import type { Mappings } from './mappings.ts';
import { answerWhy } from './why.ts';

export interface TimelineContext {
  readonly db: LedgerDb;
  readonly mappings: Mappings;
  readonly systems: ReadonlyMap<SystemName, Pick<Connected, 'connection'>>;
}

/** What `leadloop why` tells of a person, with where else they can be seen; null: no person has that id. */
export async function readTimeline(
  id: EntityId,
  touchesPage: number,
  { db, mappings, systems }: TimelineContext,
  now: Date,
): Promise<Timeline | null> {
  const [person] = await answerWhy(db, id, mappings, now, { touchesPage });
  if (person?.kind !== PERSON) return null;
  const pageOf = async (link: EntityAnswer['links'][number]): Promise<string | null> => {
    if (link.endedWhy !== null) return null;
    // A system that cannot be asked for its address now leaves the page without this one link.
    return (
      (await systems
        .get(link.system)
        ?.connection.pageOf?.(link)
        .catch(() => null)) ?? null
    );
  };
  return {
    person,
    fields: Object.entries(person.fields).map(([name, value]) => ({
      name,
      label: spoken(name),
      text: textOf(value),
    })),
    records: await Promise.all(person.links.map(async (link) => ({ link, page: await pageOf(link) }))),
  };
}

const textOf = (value: Value): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : [value].flat().join(', ');
