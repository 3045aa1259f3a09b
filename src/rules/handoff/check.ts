import { didYouMean } from '../../domain/suggest.ts';
import type { Problem } from '../../mapping/problem.ts';
import { collect, type Note } from '../note.ts';
import type { ParsedFile } from '../read-file.ts';
import type { Roles } from '../roles/roles.ts';
import type { Routing } from '../routing/routing.ts';
import { checkSla } from '../sla/check.ts';
import { RECEIVERS, type HandOffRules } from './hand-off.ts';

/** Compares `handoff.yaml` with the functions of `roles.yaml`, and its clock with its notices. */
export const checkHandOff = (parsed: ParsedFile<HandOffRules>, roles: Roles): readonly Problem[] =>
  collect(parsed, (note) => {
    const { sla, notices } = parsed.value;
    if (sla !== null) checkSla(sla, roles, ['sla'], note);
    const receivers: readonly string[] = RECEIVERS;
    for (const [index, { to }] of notices.entries()) {
      if (receivers.includes(to) || roles.functions.has(to)) continue;
      const fix = didYouMean(to, [...receivers, ...roles.functions.keys()], 'Add it to roles.yaml.');
      note('unknown-function', ['notify', index, 'to'], `no function is named "${to}"`, fix);
    }
    checkSteps(parsed.value, note);
  });

/** Tells texts that a partner of `routing.yaml` may be told and that `handoff.yaml` does not have. */
export const checkToldTexts = (
  parsed: ParsedFile<Routing>,
  { texts }: Pick<HandOffRules, 'texts'>,
): readonly Problem[] =>
  collect(parsed, (note) => {
    for (const [partner, { tell }] of parsed.value.partners)
      for (const [index, name] of tell.texts.entries()) {
        if (texts.has(name)) continue;
        const fix = didYouMean(name, texts.keys(), 'Add it to "texts" of handoff.yaml.');
        note(
          'unknown-text',
          ['partners', partner, 'tell', 'texts', index],
          `there is no text "${name}"`,
          fix,
        );
      }
  });

const OCCASION_OF = { remind: 'remind', escalate: 'escalate', reassign: 'reassigned' } as const;

/** A step of which nobody hears. */
function checkSteps({ sla, notices }: HandOffRules, note: Note): void {
  for (const [index, { kind }] of (sla?.steps ?? []).entries()) {
    const occasion = OCCASION_OF[kind];
    if (notices.some(({ on }) => on.has(occasion))) continue;
    const fix = `Add a notice with "on: [${occasion}]".`;
    note('untold-step', ['sla', 'steps', index], `nobody hears of this step`, fix);
  }
}
