import { ENTITY_NAME, ENTITY_NAME_LENGTH } from '../domain/entity.ts';
import type { Path, Report } from './problem.ts';

/** What records are about can have any name that reads the same in a file name, on a command line and in an address. */
export function compileEntityName(name: string, path: Path, report: Report): void {
  if (ENTITY_NAME.test(name) && name.length <= ENTITY_NAME_LENGTH) return;
  report(
    path,
    `"${name}" is no name for what records are about`,
    `Use lower-case words with hyphens between them, at most ${ENTITY_NAME_LENGTH} characters, such as "service-contract".`,
  );
}
