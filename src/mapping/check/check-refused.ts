import type { SystemName } from '../../domain/record.ts';
import { createdObjects } from '../create-as.ts';
import type { Mapping } from '../mapping.ts';
import type { LiveSystem } from './live-system.ts';
import type { Note } from './note.ts';

/** What the account, or the connected user, is not let do with whole objects. */
export function checkRefused(mapping: Mapping, live: ReadonlyMap<SystemName, LiveSystem>, note: Note): void {
  for (const [system, objects] of mapping.objects) {
    const created = mapping.createIn.has(system) ? createdObjects(mapping, system) : [];
    for (const object of objects) {
      const refused = live.get(system)?.objects.get(object)?.refuses;
      if (refused?.what === 'everything') note('not-offered', ['systems', system], refused.why, refused.fix);
      if (refused?.what === 'creation' && created.includes(object))
        note('not-creatable', ['systems', system], refused.why, refused.fix);
    }
  }
}
