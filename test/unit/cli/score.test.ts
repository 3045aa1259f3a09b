import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { leads, madeUpTable, withColumn } from '../rules/learn/made-up.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const score = (...args: readonly string[]): Promise<Answer> =>
  promisify(execFile)(process.execPath, [MAIN, 'score', 'fit', ...args]).then(
    (told) => ({ code: 0, ...told }),
    (error: unknown) => error as Answer,
  );

/** Made-up leads, with a note that was written when they were decided. */
function csvOf(rows: number): string {
  const { ids, won, columns } = withColumn(
    madeUpTable(rows, leads, { seed: 21 }),
    'note',
    (_, isWon, random) => (random() < 0.97 === isWon ? 'signed' : 'gone'),
  );
  const lines = ids.map((id, row) =>
    [id, won[row], ...columns.map(({ cells }) => cells[row] ?? 'Select')].join(),
  );
  return [['id', 'won', ...columns.map(({ name }) => name)].join(), ...lines].join('\n');
}

describe('leadloop score fit', function () {
  this.timeout(60_000);

  let folder: string;
  let from: readonly string[];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadloop-score-'));
    writeFileSync(join(folder, 'leads.csv'), csvOf(1_000));
    writeFileSync(join(folder, 'few.csv'), csvOf(30));
    writeFileSync(join(folder, 'recipe.yaml'), 'outcome: { column: won, won: [true] }\nid: id\n');
    from = ['--from', join(folder, 'leads.csv'), '--recipe', join(folder, 'recipe.yaml')];
  });
  after(() => rmSync(folder, { recursive: true }));

  it('prints leaks, points and figures, and writes the proposal', async () => {
    const out = join(folder, 'proposal.yaml');
    const { code, stdout } = await score(...from, '--out', out);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^1000 leads, \d+ won/u);
    expect(stdout).to.match(/note +left out +too-good +alone it ranks \d\d % of the pairs/u);
    expect(stdout).to.match(/source +referral +\d+ /u);
    expect(stdout).to.match(/\(AUC\) +0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)/u);
    const proposal = parse(readFileSync(out, 'utf8')) as { fit: { groups: readonly { name: string }[] } };
    const names = proposal.fit.groups.map(({ name }) => name);
    expect(names).to.include.members(['source', 'seconds']).and.not.include('note');
  });

  it('prints all of it as JSON, and learns from a leak when that is allowed', async () => {
    const { stdout } = await score(...from, '--allow', 'note', '--json');
    const told = JSON.parse(stdout) as {
      readonly refused: readonly string[];
      readonly leaks: readonly { readonly column: string }[];
      readonly columns: readonly { readonly column: string }[];
      readonly proposal: string;
    };
    expect(told.refused).to.deep.equal([]);
    expect(told.leaks.map(({ column }) => column)).to.include('note');
    expect(told.columns[0]?.column).to.equal('note');
    expect(told.proposal).to.match(/^fit:$/mu);
  });

  it('ends with 1 when there are too few, saying how many', async () => {
    const { code, stderr } = await score('--from', join(folder, 'few.csv'), ...from.slice(2));
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /^leadloop: \d+ won and \d+ lost leads are too few to learn from: it takes 20 of each\./u,
    );
  });

  it('ends with 1 for a file without a recipe, and for recorded history with one', async () => {
    const file = await score(...from.slice(0, 2));
    expect(file).to.deep.include({ code: 1 });
    expect(file.stderr).to.match(/^leadloop: a file of past leads needs --recipe <yaml>/u);
    const recorded = await score('--from', 'history', ...from.slice(2));
    expect(recorded).to.deep.include({ code: 1 });
    expect(recorded.stderr).to.match(
      /and takes no --recipe\. Leave it out; a file of that name is \.\/history\.$/mu,
    );
  });

  it('ends with 1 for a file that is not there', async () => {
    const { code, stderr } = await score('--from', join(folder, 'nowhere.csv'), ...from.slice(2));
    expect(code).to.equal(1);
    expect(stderr).to.match(/^leadloop: there is no readable file at .*nowhere\.csv\. Check the path\.$/mu);
  });

  it('ends with 1 for a column that is not there and for a wrong recipe, with the fix', async () => {
    const allow = await score(...from, '--allow', 'nota');
    expect(allow).to.deep.include({ code: 1 });
    expect(allow.stderr).to.match(/named "nota"\. Did you mean "note"\?/u);
    writeFileSync(join(folder, 'wrong.yaml'), 'outcome: { column: wonn }\nid: id\n');
    const recipe = await score(...from.slice(0, 2), '--recipe', join(folder, 'wrong.yaml'));
    expect(recipe).to.deep.include({ code: 1 });
    expect(recipe.stderr).to.match(
      /1:20 error not-a-recipe: no column is named "wonn"[^]*Did you mean "won"\?/u,
    );
  });
});
