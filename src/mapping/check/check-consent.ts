import { isConsent } from '../mapping.ts';
import type { NotePlace } from './note.ts';
import type { Row } from './place.ts';

/** An opt-out that a system obeys is never undone by another side, and reaches every side that has it. */
export function checkConsent({ field, places }: Row, note: NotePlace): void {
  for (const place of places) {
    if (place.schema.optOut !== true) continue;
    if (!isConsent(field) && places.some(({ isTarget, system }) => isTarget && system === place.system))
      note(
        'loose-opt-out',
        place,
        `${place.name} is an opt-out, and another system can take it back`,
        'Give the row "authority: stricter".',
      );
  }
  if (!isConsent(field) || field.direction.kind === 'both') return;
  const [first] = places;
  if (first !== undefined)
    note(
      'loose-opt-out',
      first,
      `with direction "${field.direction.kind} ${field.direction.system}" an opt-out does not reach every system`,
      'Remove the direction.',
    );
}
