import { didYouMean } from '../../domain/suggest.ts';
import type { Path } from '../../mapping/problem.ts';
import type { Note } from '../note.ts';
import type { Roles } from '../roles/roles.ts';
import type { Sla } from './sla.ts';

/** Tells escalations to functions that `roles.yaml` does not have. `path`: where the `sla` part stands. */
export function checkSla({ steps }: Sla, { functions }: Roles, path: Path, note: Note): void {
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'escalate' || functions.has(step.to)) continue;
    const fix = didYouMean(step.to, functions.keys(), 'Add it to roles.yaml.');
    note('unknown-function', [...path, 'steps', index, 'to'], `no function is named "${step.to}"`, fix);
  }
}
