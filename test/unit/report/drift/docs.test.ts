import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { driftNotes, findingsTable, ratesTable, repairLines } from '../../../../src/cli/drift-text.ts';
import { DRIFT_CAUSES, type DriftFinding } from '../../../../src/domain/drift.ts';
import { driftRows, type DriftEntry, type DriftReport } from '../../../../src/report/drift/drift.ts';
import { tellCause } from '../../../../src/report/drift/tell-cause.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'drift.md'), 'utf8');

const count = (field: string | null, compared: number, differing: number, apart: number) => ({
  ...{ kind: 'person', field, compared, differing, apart },
});

function entry(
  id: string,
  since: string,
  { field, cause, writes }: Pick<DriftEntry, 'field' | 'cause' | 'writes'>,
): DriftEntry {
  const finding: Pick<DriftFinding, 'entity' | 'cause' | 'code' | 'field' | 'ref'> = {
    ...{ entity: 'e', cause, code: null, field },
    ref: { system: 'salesforce', object: 'Lead', id },
  };
  const record = `salesforce/Lead/${id}`;
  return {
    ...{ entity: 'e', object: 'person', system: 'salesforce', record, field, since, cause },
    ...tellCause(finding),
    ...{ writes, mendable: true },
  };
}

const SHOWN: DriftReport = {
  asked: { object: null, sample: null },
  rows: driftRows(
    [
      count(null, 1200, 6, 31),
      count('jobTitle', 1200, 6, 0),
      count('city', 1188, 0, 31),
      count('lastName', 9, 0, 0),
    ],
    new Map(),
  ),
  findings: [
    entry('00Q5g0000000EQ6EAM', '2026-01-31T09:12:40.000Z', {
      ...{ field: 'jobTitle', cause: 'not-captured' },
      writes: [{ name: 'Title', before: 'Clerk', after: 'Engineer' }],
    }),
    entry('00Q5g0000000EQ9EAM', '2026-01-31T10:00:02.000Z', { field: null, cause: 'missed', writes: [] }),
  ],
  more: 0,
  onItsWay: 2,
  unreadable: 0,
  problems: [],
};

describe('the documentation of drift', () => {
  it('has every cause', () => {
    for (const cause of DRIFT_CAUSES) expect(PAGE).to.contain(`| \`${cause}\` |`);
  });

  it('shows what is printed', () => {
    const lines = PAGE.split('\n').map((line) => line.trim().split(/ {2,}/));
    for (const { title, head, rows } of [ratesTable(SHOWN), findingsTable(SHOWN)]) {
      expect(PAGE).to.contain(`\n${title}\n`);
      for (const row of [head, ...rows]) expect(lines).to.deep.include(row.map(String));
    }
    for (const line of [...repairLines(SHOWN), ...driftNotes(SHOWN)]) expect(PAGE).to.contain(`\n${line}\n`);
  });
});

describe('what is said of drift', () => {
  const finding = { entity: 'e', field: 'city', ref: { system: 'crm', object: 'Lead', id: '1' } };

  it('names the code of what was refused, and how to try again', () => {
    expect(tellCause({ ...finding, cause: 'refused', code: 'TOO_LONG' })).to.deep.equal({
      why: 'crm refused it (TOO_LONG)',
      fix: 'leadloop retry TOO_LONG',
    });
  });

  it('is something for each cause', () => {
    for (const cause of DRIFT_CAUSES)
      expect(tellCause({ ...finding, cause, code: 'X' }).why, cause).to.not.equal('');
  });
});

describe('the rate of drift', () => {
  const rateOf = (compared: number, differing: number, linked: number) =>
    driftRows([count(null, compared, differing, 0)], new Map([['person', linked]]))[0]?.rate;

  it('has the bounds that so many records allow', () => {
    const rate = rateOf(100, 5, 10_000);
    expect([rate?.share, rate?.low.toFixed(3), rate?.high.toFixed(3)]).to.deep.equal([
      0.05,
      '0.022',
      '0.112',
    ]);
  });

  it('is no surer for drawing the same records again', () => {
    expect(rateOf(1_000, 50, 100)).to.deep.equal(rateOf(100, 5, 100));
  });

  it('is not known where nothing was compared', () => {
    expect(rateOf(0, 0, 10)).to.equal(null);
  });
});
