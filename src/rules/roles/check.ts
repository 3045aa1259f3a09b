import type { Problem } from '../../mapping/problem.ts';
import { checkPeople, checkQueues } from '../check-names.ts';
import type { Directory } from '../directory.ts';
import { collect } from '../note.ts';
import type { ParsedFile } from '../read-file.ts';
import type { Roles } from './roles.ts';

/** Compares `roles.yaml` with who is there, and with the stages that people go through. */
export const checkRoles = (
  parsed: ParsedFile<Roles>,
  directory: Directory,
  stages: readonly string[],
): readonly Problem[] =>
  collect(parsed, (note) => {
    const { functions, steps } = parsed.value;
    for (const [name, { people, queues }] of functions) {
      const named = (list: readonly string[], key: string) =>
        list.map((each, index) => ({
          name: each,
          path: ['functions', name, key, index],
          place: 'value' as const,
        }));
      checkPeople(named(people, 'people'), directory, note);
      checkQueues(named(queues, 'queues'), directory, note);
      if (people.length + queues.length === 0) {
        const fix = 'Add "people" or "queues", or remove the function.';
        note('nobody-there', ['functions', name], `nobody belongs to ${name}`, fix, 'key');
      }
    }
    for (const stage of stages.filter((each) => !steps.has(each))) {
      const fix = `Add "${stage}: { owner: … }".`;
      note('unowned', ['steps'], `no function owns the stage ${stage}`, fix, 'key');
    }
  });
