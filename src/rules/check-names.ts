import { didYouMean } from '../domain/suggest.ts';
import type { Path } from '../mapping/problem.ts';
import type { Directory } from './directory.ts';
import type { Note } from './note.ts';

/** Somebody whom a rules file names, with the place where it does. */
export interface Named {
  readonly name: string;
  readonly path: Path;
  readonly place: 'key' | 'value';
}

/** Tells people who are not there, or no longer. */
export function checkPeople(named: readonly Named[], { people }: Directory, note: Note): void {
  for (const { name, path, place } of named) {
    const active = people.get(name);
    if (active === undefined) {
      const fix = didYouMean(name, people.keys(), 'Use the e-mail address of a user who can own records.');
      note('unknown-owner', path, `no owner has the address ${name}`, fix, place);
    } else if (!active)
      note('owner-left', path, `${name} is no longer active`, 'Name who does their work now.', place);
  }
}

/** Tells queues that are not there. */
export function checkQueues(named: readonly Named[], { queues }: Directory, note: Note): void {
  for (const { name, path, place } of named) {
    if (queues.has(name)) continue;
    const fix = didYouMean(name, queues, 'Make the queue, or use the name of one there is.');
    note('unknown-queue', path, `there is no queue "${name}"`, fix, place);
  }
}
