import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { compileExpression } from '../../../../src/expression/compile.ts';
import { recipeJsonSchema } from '../../../../src/mapping/recipe-file/document.ts';
import { parseRecipe } from '../../../../src/mapping/recipe-file/parse.ts';
import { LEAK_RULES } from '../../../../src/rules/learn/leaks/find-leaks.ts';
import { expectTable } from '../../../support/docs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const PAGE = join(ROOT, 'docs', 'scores.md');

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
}

describe('the documentation of scores', () => {
  const examples = [...readFileSync(PAGE, 'utf8').matchAll(/```yaml( proposal)?\n(.*?)```/gsu)];

  it('has recipes and a proposal', () => {
    expect(examples.map(([, kind]) => kind)).to.deep.equal([undefined, ' proposal', undefined]);
  });

  for (const [index, [, kind, text = '']] of examples.entries()) {
    if (kind !== undefined) continue;
    it(`example ${index + 1} is a recipe without problems`, () => {
      expect(parseRecipe(text, 'recipe.yaml')).to.deep.include({ kind: 'ok' });
    });
  }

  it('shows conditions that are expressions', () => {
    const text = examples.find(([, kind]) => kind !== undefined)?.[2] ?? '';
    const { fit } = parse(text) as {
      readonly fit: {
        readonly groups: readonly { readonly signals: readonly { readonly when: string }[] }[];
      };
    };
    const conditions = fit.groups.flatMap(({ signals }) => signals.map(({ when }) => when));
    expect(conditions).to.have.length(2);
    for (const when of conditions)
      expect(compileExpression(when, new Map([['occupation', { type: 'text' }]]))).to.include({ kind: 'ok' });
  });

  for (const file of globSync('docs/recipes/*.yaml', { cwd: ROOT })) {
    it(`has a recipe without problems: ${file}`, () => {
      expect(parseRecipe(readFileSync(join(ROOT, file), 'utf8'), file)).to.deep.include({ kind: 'ok' });
    });
  }

  it('lists every key of a recipe', () => {
    const rowsOf = ({ properties = {}, required = [] }: Described, above = ''): readonly string[] =>
      Object.entries(properties).flatMap(([key, value]) => {
        const name = `${above}${key}`;
        const must = required.includes(key) ? 'yes' : '';
        return [`| \`${name}\` | ${must} | ${value.description ?? ''} |`, ...rowsOf(value, `${name}.`)];
      });
    expectTable(PAGE, 'recipe', [
      '| key | needed | means |',
      '|---|---|---|',
      ...rowsOf(recipeJsonSchema() as Described),
    ]);
  });

  it('lists every sign of a leak', () => {
    expectTable(PAGE, 'leaks', [
      '| sign | means |',
      '|---|---|',
      ...LEAK_RULES.map(({ name, meaning }) => `| \`${name}\` | ${meaning} |`),
    ]);
  });
});
