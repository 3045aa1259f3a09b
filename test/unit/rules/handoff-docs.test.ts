import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as prettier from 'prettier';
import { parse, stringify } from 'yaml';
import { checkHandOff } from '../../../src/rules/handoff/check.ts';
import { handOffJsonSchema } from '../../../src/rules/handoff/document.ts';
import { makeHandOff } from '../../../src/rules/handoff/make.ts';
import { CONDITION_NAMES, TEMPLATE_NAMES } from '../../../src/rules/handoff/names.ts';
import { parseHandOff } from '../../../src/rules/handoff/parse.ts';
import { RECORD_FIELDS } from '../../../src/rules/handoff/record-fields.ts';
import { withRows, problemsOf } from '../mapping/build.ts';
import { ROOT } from './build.ts';
import { shown, taken } from './build-files.ts';
import { BESIDE, handed, handOffOf, ROLES } from './handoff-build.ts';

const PAGE = join(ROOT, 'docs', 'handoff.md');
const SCHEMA = join(ROOT, 'docs', 'schema', 'handoff.schema.json');
const page = readFileSync(PAGE, 'utf8');

/** Run with UPDATE_DOCS=1 to write what is made from code, instead of comparing it. */
function upToDate(file: string, content: string): void {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, content);
  expect(readFileSync(file, 'utf8')).to.equal(content);
}

function placeUpToDate(name: string, lines: readonly string[]): void {
  const text = readFileSync(PAGE, 'utf8');
  const begin = text.indexOf(`<!-- ${name} -->`) + `<!-- ${name} -->`.length;
  const end = text.indexOf(`<!-- /${name} -->`);
  expect(end, `no place for ${name}`).to.be.greaterThan(begin);
  upToDate(PAGE, `${text.slice(0, begin)}\n\n${lines.join('\n')}\n\n${text.slice(end)}`);
}

const examples = [...page.matchAll(/^```yaml ?(\w*)\n(.*?)^```$/gmsu)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const FIRST = examples.find(({ kind }) => kind === 'handoff')!.text;

/** What an example leaves out is taken from the first file of the page, without what speaks of its other parts. */
function wholeFile(kind: string, text: string): string {
  if (kind === 'handoff') return text;
  const { at, make, sla } = parse(FIRST) as Record<string, unknown>;
  const part: unknown = parse(text);
  return stringify({ at, make, sla, ...(kind === 'part' ? (part as object) : { [kind]: part }) });
}

describe('the documentation of the hand-off', () => {
  it('has examples of every kind', () => {
    expect([...new Set(examples.map(({ kind }) => kind))].sort()).to.deep.equal([
      '',
      'handoff',
      'make',
      'part',
      'texts',
    ]);
    expect(examples.length).to.equal([...page.matchAll(/^```yaml/gmu)].length);
  });

  for (const [index, { kind, text }] of examples.entries()) {
    if (kind === '') continue;
    it(`example ${index + 1} (${kind}) has no problems`, () => {
      const parsed = taken(parseHandOff(wholeFile(kind, text), 'handoff.yaml', BESIDE));
      expect(shown(checkHandOff(parsed, ROLES))).to.deep.equal([]);
    });
  }

  it('maps a text as mapping files do', () => {
    const row = examples.find(({ kind }) => kind === '')!.text.trim();
    expect(
      problemsOf(withRows(row).replace(/^systems:\n/mu, 'systems:\n  rules: { object: person }\n')),
    ).to.deep.equal([]);
  });

  it('shows the task that is made', () => {
    const { kind, task } = makeHandOff(handOffOf(FIRST), handed());
    expect(kind).to.equal('Lead');
    expect(task!['dueAt']).to.equal('2026-11-23T10:00:00.000Z');
    placeUpToDate('task', ['```text', String(task!['subject']), '', String(task!['body']), '```']);
  });

  it('lists every name and every field of the record', () => {
    placeUpToDate('names', [
      '| name | what it is | a partner is told |',
      '|---|---|---|',
      ...Object.entries({ ...CONDITION_NAMES, ...TEMPLATE_NAMES }).map(
        ([name, { meaning, told }]) =>
          `| \`${name}\` | ${meaning} | ${{ always: 'yes', 'in-texts': 'in texts', never: 'no' }[told]} |`,
      ),
    ]);
    placeUpToDate('record', [
      '| field | what it is |',
      '|---|---|',
      ...[...RECORD_FIELDS].map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    ]);
    const { person } = makeHandOff(handOffOf(FIRST), handed());
    expect(Object.keys(person)).to.deep.equal([
      ...RECORD_FIELDS.keys(),
      'textReason',
      'textQuestions',
      'textLastTouches',
    ]);
  });

  it('has a JSON Schema that is made from the code', async () => {
    const content = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...(handOffJsonSchema() as object),
    };
    const options = { ...(await prettier.resolveConfig(SCHEMA)), filepath: SCHEMA };
    upToDate(SCHEMA, await prettier.format(JSON.stringify(content), options));
  });
});
