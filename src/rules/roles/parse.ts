import { didYouMean } from '../../domain/suggest.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { readFile, type ParseResult } from '../read-file.ts';
import { keysAt, rolesDocument, type RolesDocument } from './document.ts';
import type { Roles } from './roles.ts';

/** Below the folder of the mappings. */
export const ROLES_FILE = 'rules/roles.yaml';

const GUIDE = { whole: 'the list of roles', page: 'docs/routing.md', keysAt };

/** Reads `roles.yaml`. Every problem is told with its place, its cause and its fix. `file` is only a name. */
export const parseRoles = (text: string, file: string): ParseResult<Roles> =>
  readFile(text, file, rolesDocument, GUIDE, compile);

function compile(source: RolesDocument, report: Report): Roles {
  const names = Object.keys(source.functions);
  const checkName = (name: string, path: Path): void => {
    if (!names.includes(name))
      report(path, `no function is named "${name}"`, didYouMean(name, names, 'Add it to "functions".'));
  };
  for (const [step, { owner, notify = [] }] of Object.entries(source.steps)) {
    checkName(owner, ['steps', step, 'owner']);
    notify.forEach((name, index) => checkName(name, ['steps', step, 'notify', index]));
  }
  return {
    functions: new Map(
      Object.entries(source.functions).map(([name, { people = [], queues = [], edit = [] }]) => [
        name,
        { people: people.map((email) => email.toLowerCase()), queues, edit },
      ]),
    ),
    steps: new Map(
      Object.entries(source.steps).map(([step, { owner, notify = [] }]) => [step, { owner, notify }]),
    ),
  };
}
