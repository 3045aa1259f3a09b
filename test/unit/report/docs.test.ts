import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { REPORTS } from '../../../src/api/report.ts';
import { reportsJsonSchema } from '../../../src/report/settings/document.ts';
import { parseReports } from '../../../src/report/settings/parse.ts';
import { TOUCH_COLUMNS } from '../../../src/rules/touch-columns.ts';
import { TOUCHPOINT_KINDS } from '../../../src/domain/touchpoint.ts';
import { expectSchema } from '../../support/docs.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');

describe('the documentation of reports', () => {
  const page = readFileSync(join(DOCS, 'reports.md'), 'utf8');

  it('has every report, kind of touch, and name that a rule can ask for', () => {
    for (const name of [...REPORTS, ...TOUCHPOINT_KINDS, ...TOUCH_COLUMNS])
      expect(page).to.contain(`\`${name}\``);
  });

  for (const [, yaml = ''] of page.matchAll(/```yaml\n(.*?)```/gsu))
    it('has an example that is a file without problems', () => {
      const parsed = parseReports(yaml, 'reports.yaml', ['inquiry', 'customer']);
      expect(parsed.kind === 'ok' ? [] : parsed.problems).to.deep.equal([]);
    });

  it('has a schema for editors that is the code', () =>
    expectSchema(join(DOCS, 'schema', 'reports.schema.json'), reportsJsonSchema()));
});
