import { ENTITY_NAME, ENTITY_NAME_LENGTH, USUAL_ENTITIES } from '../domain/entity.ts';
import { nearest } from '../domain/suggest.ts';
import type { Path, Report } from './problem.ts';

/** What records are about can have any name that reads the same in a file name, on a command line and in an address. */
export function compileEntityName(name: string, path: Path, report: Report): void {
  if (!ENTITY_NAME.test(name) || name.length > ENTITY_NAME_LENGTH) {
    report(
      path,
      `"${name}" is no name for what records are about`,
      `Use lower-case words with hyphens between them, at most ${ENTITY_NAME_LENGTH} characters, such as "service-contract".`,
    );
    return;
  }
  // Taken for a kind of its own, a slip of the pen would leave everybody of the usual one without a mapping.
  const usual = nearest(name, USUAL_ENTITIES, 1);
  if (usual !== null && usual !== name)
    report(
      path,
      `"${name}" is one letter from "${usual}"`,
      `Did you mean "${usual}"? If not, take another name.`,
    );
}
