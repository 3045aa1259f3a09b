import { DEFAULT_SETTINGS } from '../../attribution/model.ts';
import { MODELS } from '../../attribution/models/index.ts';
import { didYouMean } from '../../domain/suggest.ts';
import type { Report } from '../../mapping/problem.ts';
import { readFile, type ParseResult } from '../../rules/read-file.ts';
import { readsOf } from '../../rules/touch-columns.ts';
import { compileTouchRule } from '../../rules/touch-rule.ts';
import { keysAt, reportsDocument, type ReportsDocument } from './document.ts';
import type { ReportSettings } from './settings.ts';

/** The file of the mappings folder that says what reports count. */
export const REPORTS_FILE = 'reports.yaml';

const GUIDE = { whole: 'what reports count', page: 'docs/reports.md', keysAt };
const USUAL_MODEL = 'w-shaped';
const USUAL_WON = 'customer';
const USUAL_QUALIFIED = 'mql';

/** Reads `reports.yaml`. Every problem is told with its place, its cause and its fix. `file` is only a name. */
export const parseReports = (
  text: string,
  file: string,
  stages: readonly string[] | null,
): ParseResult<ReportSettings> =>
  readFile(text, file, reportsDocument, GUIDE, (source, report) => compile(source, stages, report));

function compile(source: ReportsDocument, stages: readonly string[] | null, report: Report): ReportSettings {
  const { model = USUAL_MODEL, won = USUAL_WON, qualified = USUAL_QUALIFIED, currency = null } = source;
  const models = [...MODELS.keys()];
  if (!models.includes(model))
    report(
      ['model'],
      `there is no model "${model}"`,
      didYouMean(model, models, 'docs/attribution.md has them all.'),
    );
  if (stages !== null && !stages.includes(won)) {
    const named = `Name one of these under "won": ${stages.join(', ')}.`;
    if (source.won === undefined) report([], `"won" is missing, and there is no stage "${won}"`, named);
    else report(['won'], `there is no stage "${won}"`, didYouMean(won, stages, named));
  }
  const isStage = stages === null || stages.includes(qualified);
  if (source.qualified !== undefined && !isStage)
    report(
      ['qualified'],
      `there is no stage "${qualified}"`,
      didYouMean(qualified, stages, 'qualification.yaml has them all.'),
    );
  const touches = source.touches.flatMap(({ channel, when: text }, index) => {
    const when = compileTouchRule(text, ['touches', index, 'when'], report);
    return when === null ? [] : [{ channel, when }];
  });
  const halfLife = source['half-life'];
  return {
    touches,
    model,
    attribution: halfLife === undefined ? DEFAULT_SETTINGS : { halfLifeDays: Number.parseInt(halfLife, 10) },
    won,
    qualified: isStage ? qualified : null,
    currency,
    reads: readsOf(touches),
  };
}
