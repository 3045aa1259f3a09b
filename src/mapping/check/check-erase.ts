import type { SystemName } from '../../domain/record.ts';
import { isBlank } from '../../domain/value.ts';
import type { Mapping } from '../mapping.ts';
import type { LiveSystem } from './live-system.ts';
import type { Note } from './note.ts';

/** What anonymising writes can be written: an erasure that is refused half-way would leave somebody half erased. */
export function checkErase(mapping: Mapping, live: ReadonlyMap<SystemName, LiveSystem>, note: Note): void {
  for (const [system, objects] of mapping.erase) {
    for (const [object, fields] of objects) {
      const schema = live.get(system)?.objects.get(object);
      if (schema === undefined) continue;
      for (const [name, value] of Object.entries(fields)) {
        const path = ['systems', system, 'erase', object, 'anonymise', name];
        const field = schema.fields.get(name);
        const full = `${system} ${object}.${name}`;
        if (field === undefined)
          note(
            'unknown-field',
            path,
            `${full} does not exist, or is hidden`,
            'Correct its name, or remove the line.',
          );
        else if (!field.updatable)
          note('read-only', path, `${full} cannot be written`, 'Remove the line, or delete such records.');
        else if (field.required && isBlank(value))
          note('required-blank', path, `${full} is required`, 'Write a word in place of null, e.g. Erased.');
      }
    }
  }
}
