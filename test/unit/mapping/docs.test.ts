import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as prettier from 'prettier';
import { mappingJsonSchema } from '../../../src/mapping/document.ts';
import { PROBLEM_KINDS } from '../../../src/mapping/problem-kinds.ts';
import { TRANSFORMS } from '../../../src/mapping/transforms/index.ts';
import type { TransformKind } from '../../../src/mapping/transforms/kind.ts';
import { problemsOf, withRows } from './build.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');
const PAGE = join(DOCS, 'mapping.md');
const SCHEMA = join(DOCS, 'schema', 'mapping.schema.json');

/** Run with UPDATE_DOCS=1 to write what is made from code, instead of comparing it. */
function upToDate(file: string, content: string): void {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, content);
  expect(readFileSync(file, 'utf8')).to.equal(content);
}

function transformRow({ name, meaning, argument, examples }: TransformKind): string {
  const form =
    argument === null ? `\`${name}\`` : `\`${name}: …\`${argument.optional ? `, or \`${name}\`` : ''}`;
  const shown = examples.map((example) => {
    const before = example.argument === undefined ? '' : `(${String(example.argument)}) `;
    const after = 'fails' in example ? `*${example.fails}*` : `\`${JSON.stringify(example.out)}\``;
    return `${before}\`${JSON.stringify(example.in)}\` → ${after}`;
  });
  return `| ${form} | ${meaning}${argument === null ? '' : ` Argument: ${argument.meaning}.`} | ${shown.join('<br>')} |`;
}

describe('the documentation of the check', () => {
  it('lists every code with its meaning and consequence', () => {
    const file = join(DOCS, 'check.md');
    const page = readFileSync(file, 'utf8');
    const rows = Object.entries(PROBLEM_KINDS).map(
      ([code, { severity, meaning, consequence }]) =>
        `| \`${code}\` | ${severity} | ${meaning} | ${consequence} |`,
    );
    const table = ['| code | | what it is | what happens |', '|---|---|---|---|', ...rows].join('\n');
    const begin = page.indexOf('<!-- problems -->') + '<!-- problems -->'.length;
    const end = page.indexOf('<!-- /problems -->');
    upToDate(file, `${page.slice(0, begin)}\n\n${table}\n\n${page.slice(end)}`);
  });
});

describe('the documentation of mapping files', () => {
  const page = readFileSync(PAGE, 'utf8');
  const examples = [...page.matchAll(/```yaml( fields)?\n(.*?)```/gsu)];

  it('has examples', () => {
    expect(examples).to.have.length.greaterThan(9);
  });

  for (const [index, [, fields, yaml]] of examples.entries()) {
    it(`example ${index + 1} is a mapping without problems`, () => {
      const text = fields === undefined ? yaml! : withRows(...yaml!.trimEnd().split('\n'));
      expect(problemsOf(text)).to.deep.equal([]);
    });
  }

  it('lists every transform with its examples', () => {
    const table = [
      '| transform | what it does | examples |',
      '|---|---|---|',
      ...[...TRANSFORMS.values()].map(transformRow),
    ];
    const begin = page.indexOf('<!-- transforms -->') + '<!-- transforms -->'.length;
    const end = page.indexOf('<!-- /transforms -->');
    upToDate(PAGE, `${page.slice(0, begin)}\n\n${table.join('\n')}\n\n${page.slice(end)}`);
  });

  it('has a JSON Schema that is made from the code', async () => {
    const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...(mappingJsonSchema() as object) };
    const options = { ...(await prettier.resolveConfig(SCHEMA)), filepath: SCHEMA };
    upToDate(SCHEMA, await prettier.format(JSON.stringify(schema), options));
  });
});
