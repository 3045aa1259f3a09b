import type { SystemName } from '../domain/record.ts';
import type { Direction } from './mapping.ts';

/** Whether what a system says may become the others'. */
export function speaks(direction: Direction, system: SystemName): boolean {
  if (direction.kind === 'both') return true;
  return (direction.kind === 'from') === (direction.system === system);
}

/** Whether a system takes what others say. */
export function receives(direction: Direction, system: SystemName): boolean {
  if (direction.kind === 'both') return true;
  return (direction.kind === 'to') === (direction.system === system);
}
