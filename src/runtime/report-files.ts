import { RefusedError } from '../api/config-operations.ts';
import { REPORTS_FILE } from '../report/settings/parse.ts';
import type { ReportSettings } from '../report/settings/settings.ts';
import type { Mappings } from './mappings.ts';
import { orRefused } from './or-refused.ts';

export interface ReportFiles {
  readonly files: Mappings;
  readonly settings: ReportSettings;
}

/** What reports go by; refused while the files have problems (null), or do not say what counts. */
export function reportFiles(mappings: Mappings | null): ReportFiles {
  const files = orRefused(mappings);
  if (files.reports === null)
    throw new RefusedError(
      'NO_REPORTS_FILE',
      409,
      `the configuration has no ${REPORTS_FILE}, which says what counts as a touch. Write one: docs/reports.md has an example.`,
    );
  return { files, settings: files.reports.value };
}
