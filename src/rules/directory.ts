import type { Owner } from '../domain/owner.ts';

/** Who and what can be given people. */
export interface Directory {
  /** E-mail address in lower case → whether they are active. */
  readonly people: ReadonlyMap<string, boolean>;
  /** By name. */
  readonly queues: ReadonlySet<string>;
}

/** The owners of one or more systems. Who has left one of them has left; the user we act as is nobody to give people to. */
export function directoryOf(owners: readonly Owner[]): Directory {
  const people = new Map<string, boolean>();
  for (const { email, kind, active } of owners) {
    if (kind === 'person' && email !== null) people.set(email, active && people.get(email) !== false);
  }
  for (const { email, kind } of owners) if (kind === 'integration' && email !== null) people.delete(email);
  const queues = owners.filter(({ kind, active }) => kind === 'queue' && active).map(({ name }) => name);
  return { people, queues: new Set(queues) };
}
