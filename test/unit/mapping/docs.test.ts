import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { mappingJsonSchema } from '../../../src/mapping/document.ts';
import { PROBLEM_KINDS } from '../../../src/mapping/problem-kinds.ts';
import { TRANSFORMS } from '../../../src/mapping/transforms/index.ts';
import type { TransformKind } from '../../../src/mapping/transforms/kind.ts';
import { expectSchema, expectTable } from '../../support/docs.ts';
import { problemsOf, withRows } from './build.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');
const PAGE = join(DOCS, 'mapping.md');
const SCHEMA = join(DOCS, 'schema', 'mapping.schema.json');

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
    const rows = Object.entries(PROBLEM_KINDS).map(
      ([code, { severity, meaning, consequence }]) =>
        `| \`${code}\` | ${severity} | ${meaning} | ${consequence} |`,
    );
    expectTable(join(DOCS, 'check.md'), 'problems', [
      '| code | | what it is | what happens |',
      '|---|---|---|---|',
      ...rows,
    ]);
  });
});

describe('the documentation of mapping files', () => {
  for (const [name, more] of [
    ['mapping.md', 9],
    ['consent.md', 4],
    ['erasure.md', 0],
  ] as const) {
    const page = readFileSync(join(DOCS, name), 'utf8');
    const examples = [...page.matchAll(/```yaml( fields)?\n(.*?)```/gsu)];

    it(`has examples in ${name}`, () => {
      expect(examples).to.have.length.greaterThan(more);
    });

    for (const [index, [, fields, yaml]] of examples.entries()) {
      it(`example ${index + 1} of ${name} is a mapping without problems`, () => {
        const text = fields === undefined ? yaml! : withRows(...yaml!.trimEnd().split('\n'));
        expect(problemsOf(text)).to.deep.equal([]);
      });
    }
  }

  it('lists every transform with its examples', () => {
    expectTable(PAGE, 'transforms', [
      '| transform | what it does | examples |',
      '|---|---|---|',
      ...[...TRANSFORMS.values()].map(transformRow),
    ]);
  });

  it('has a JSON Schema that is made from the code', async () => {
    await expectSchema(SCHEMA, mappingJsonSchema());
  });
});
