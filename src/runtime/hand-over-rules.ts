import type { HandOverRules } from '../decide/hand-over.ts';
import type { World } from '../reconcile/world.ts';
import { directoryOf, type Directory } from '../rules/directory.ts';
import { NO_ROLES } from '../rules/roles/roles.ts';
import type { Mappings } from './mappings.ts';

/** Nobody is handed over without a file that says what a hand-off is, and one that says who gets the person. */
export function handOverRules({
  handOff,
  routing,
  roles,
}: Pick<Mappings, 'handOff' | 'routing' | 'roles'>): HandOverRules | null {
  if (handOff === null || routing === null) return null;
  return { handOff: handOff.value, routing: routing.value, roles: roles?.value ?? NO_ROLES };
}

/** The owners that can be told; a system that cannot be asked now tells none. */
export async function directoryIn(world: World): Promise<Directory> {
  const readable = world.systems.filter((traits) => traits.readable);
  const lists = await Promise.all(readable.map(({ name }) => world.owners(name)));
  return directoryOf(lists.flatMap((owners) => owners ?? []));
}
