import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fieldName } from '../../../../src/runtime/score/field-name.ts';
import type { History } from '../../../../src/runtime/score/make-table.ts';
import { readHistory } from '../../../../src/runtime/score/read-history.ts';

describe('past leads from a file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadloop-history-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, ...lines: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const RECIPE = ['outcome: { column: Stage, won: [won] }', 'id: Lead'];
  const read = (recipe: readonly string[], ...csv: readonly string[]) =>
    readHistory(write('leads.csv', ...csv), write('recipe.yaml', ...recipe));
  const historyOf = (...given: Parameters<typeof read>): History => {
    const result = read(...given);
    if (result.kind === 'invalid') throw new Error(result.problems.map(({ cause }) => cause).join('\n'));
    return result.history;
  };
  const cells = ({ table }: History) => Object.fromEntries(table.columns.map((one) => [one.name, one.cells]));

  it('become columns of their own types, with holes where nothing was known', () => {
    const history = historyOf(
      RECIPE,
      'Lead,Stage,Company Size,Opted out,Postcode,Source',
      'a,Won,12,no,01099,Web',
      'b,lost,,Yes,1010,Select',
      'c,lost,7.5,unknown,,N/A',
    );
    const types = history.table.columns.map(({ field, type }) => `${field}: ${type}`);
    expect(types).to.deep.equal([
      'companySize: number',
      'optedOut: boolean',
      'postcode: text',
      'source: text',
    ]);
    expect(cells(history)).to.deep.equal({
      'Company Size': [12, null, 7.5],
      'Opted out': [false, true, null],
      Postcode: ['01099', '1010', null],
      Source: ['Web', null, null],
    });
    expect(history.table.won).to.deep.equal([true, false, false]);
    expect(history.table.ids).to.deep.equal(['a', 'b', 'c']);
    expect(history.table.times).to.equal(null);
  });

  it('are left out while they are not decided', () => {
    const history = historyOf(RECIPE, 'Lead,Stage,X', 'a,won,1', 'b,,2', 'c,lost,3');
    expect(history.undecided).to.equal(1);
    expect(history.table.ids).to.deep.equal(['a', 'c']);
  });

  it('are won where the outcome is filled, when the recipe names no values', () => {
    const recipe = ['outcome: { column: Closed }', 'id: Lead'];
    const { table, undecided } = historyOf(recipe, 'Lead,Closed,X', 'a,2026-01-02,1', 'b,,2');
    expect(table.won).to.deep.equal([true, false]);
    expect(undecided).to.equal(0);
  });

  it('are joined with a second file, and blank where it has no row for them', () => {
    write('deals.csv', 'Size,Lead,Closed', '5,b,2026-01-02', '9,x,2026-01-03');
    const history = historyOf(
      ['outcome: { column: Closed }', 'id: Lead', 'join: { file: deals.csv, by: Lead }'],
      'Lead,Source',
      'a,web',
      'b,fair',
    );
    expect(history.table.won).to.deep.equal([false, true]);
    expect(cells(history)).to.deep.equal({ Source: ['web', 'fair'], Size: [null, 5] });
  });

  it('have times by date, by date and hour, or by a number', () => {
    const recipe = [...RECIPE, 'time: Made'];
    const { table } = historyOf(
      recipe,
      'Lead,Stage,Made',
      'a,won,2026-01-02',
      'b,lost,2026-01-02 06:30:00',
      'c,won,17',
    );
    expect(table.times).to.deep.equal([Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 2, 6, 30), 17]);
    expect(table.columns).to.deep.equal([]);
  });

  it('take the names, blanks and columns that the recipe says', () => {
    const recipe = [...RECIPE, 'missing: ["-"]', 'leave-out: [Name]', 'fields: { Job: jobTitle }'];
    const { table } = historyOf(recipe, 'Lead;Stage;Name;Job', 'a;won;Anna;-', 'b;lost;Bert;Select');
    expect(table.columns).to.deep.equal([
      { name: 'Job', field: 'jobTitle', type: 'text', cells: [null, 'Select'], signal: null },
    ]);
  });

  it('are refused with the place when the recipe names a column that is not there', () => {
    const result = read([...RECIPE, 'time: Made'], 'Lead,Stage', 'a,won');
    expect(result.kind === 'invalid' && result.problems).to.have.length(1);
  });

  const refused: Readonly<
    Record<string, readonly [recipe: readonly string[], csv: readonly string[], told: RegExp]>
  > = {
    'a row with too many cells': [RECIPE, ['Lead,Stage', 'a,won,1'], /cannot be read as CSV: .*line 2/u],
    'two columns of one name': [RECIPE, ['Lead,Stage,Lead', 'a,won,b'], /two columns named "Lead"/u],
    'times that are none': [
      [...RECIPE, 'time: Made'],
      ['Lead,Stage,Made', 'a,won,soon', 'b,lost,'],
      /^2 of 2 rows have neither a date .* in "Made"/u,
    ],
    'columns of which expressions could not tell one from the other': [
      RECIPE,
      ['Lead,Stage,My Size,my-size', 'a,won,1,2'],
      /columns "My Size" and "my-size" would both be the field "mySize"/u,
    ],
    'a column that an expression cannot name': [
      RECIPE,
      ['Lead,Stage,in', 'a,won,1'],
      /column "in" cannot be named "in"/u,
    ],
    'a second file with columns of the first': [
      [...RECIPE, 'join: { file: leads.csv, by: Lead }'],
      ['Lead,Stage', 'a,won'],
      /both files have a column named "Stage"/u,
    ],
  };
  for (const [name, [recipe, csv, told]] of Object.entries(refused)) {
    it(`are refused for ${name}`, () => {
      expect(() => read(recipe, ...csv)).to.throw(told);
    });
  }

  it('have columns that become fields in camel case', () => {
    const named = ['Total Time Spent', 'URL', 'Größe (m²)', '1st visit', '日本'].map(fieldName);
    expect(named).to.deep.equal(['totalTimeSpent', 'url', 'grosseM2', '_1stVisit', '']);
  });
});
