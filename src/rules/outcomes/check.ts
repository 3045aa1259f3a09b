import type { Problem, Report } from '../../mapping/problem.ts';
import { checkNeverHeld } from '../files/check-conditions.ts';
import { collect } from '../note.ts';
import type { ParsedFile } from '../read-file.ts';
import type { Outcomes } from './outcomes.ts';

/** Tells what `outcomes.yaml` says that does nothing. */
export const checkOutcomes = (parsed: ParsedFile<Outcomes>): readonly Problem[] =>
  collect(parsed, (note) => {
    const { answers, reasons, qualification } = parsed.value;
    const report: Report = (path, cause, fix, place = 'value', code = 'dead-rule') =>
      note(code, path, cause, fix, place);
    for (const [index, { name, condition, from }] of answers.entries()) {
      if (from.size === 0) {
        const fix = 'Add a move that leads there to qualification.yaml.';
        report(['answers', index, 'name'], `"${name}" is never heard: no move leads where it does`, fix);
      } else checkNeverHeld(condition, ['answers', index, 'when'], 'dead-rule', report);
    }
    const isAnyRead = answers.some(({ leads }) => leads.kind === 'reason-from');
    const named = new Set(
      answers.flatMap(({ leads }) => (leads.kind === 'reason' ? [leads.reason.name] : [])),
    );
    const isReturn = (stage: string): boolean =>
      qualification.recipes.some(
        ({ from, condition }) => from.has(stage) && condition.whole.reads.includes('daysUntilReturn'),
      );
    for (const { name, to, returnInMs } of reasons.values()) {
      if (!isAnyRead && !named.has(name)) {
        const fix = 'Name it in an answer, or remove it.';
        report(['reasons', name], `no answer has the reason "${name}"`, fix, 'key');
      } else if (returnInMs !== null && !isReturn(to)) {
        const cause = `nobody comes back from ${to}: no recipe from there asks for daysUntilReturn`;
        const fix = 'Add such a recipe to qualification.yaml, or remove "return-in".';
        report(['reasons', name, 'return-in'], cause, fix);
      }
    }
  });
