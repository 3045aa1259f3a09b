import { join } from 'node:path';
import { expect } from 'chai';
import { recipeJsonSchema } from '../../../src/mapping/recipe-file/document.ts';
import { parseRecipe } from '../../../src/mapping/recipe-file/parse.ts';
import type { Problem } from '../../../src/mapping/problem.ts';
import { expectSchema } from '../../support/docs.ts';

const SCHEMA = join(import.meta.dirname, '..', '..', '..', 'docs', 'schema', 'recipe.schema.json');
const MINIMAL = 'outcome: { column: Stage, won: [Won, 1] }\nid: Lead\n';

const shown = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ code, line, column, cause, fix }) => `${code} ${line}:${column} ${cause}. ${fix}`);

function problemsOf(text: string): readonly string[] {
  const parsed = parseRecipe(text, 'recipe.yaml');
  return parsed.kind === 'ok' ? [] : shown(parsed.problems);
}

describe('an import recipe', () => {
  it('needs an outcome and an id, and takes the rest as usual', () => {
    const parsed = parseRecipe(MINIMAL, 'recipe.yaml');
    expect(parsed.kind === 'ok' && parsed.recipe).to.deep.equal({
      outcome: { column: 'Stage', won: ['won', '1'] },
      id: 'Lead',
      time: null,
      join: null,
      missing: null,
      knownAfter: [],
      leaveOut: [],
      fields: new Map(),
    });
  });

  const mistakes: Readonly<Record<string, readonly [text: string, problem: RegExp]>> = {
    'what is no YAML': ['outcome: {', /^not-a-recipe \d+:\d+ .*Correct the YAML/u],
    'a missing id': ['outcome: { column: Stage }', /^not-a-recipe 1:1 "id" is missing\./u],
    'an unknown key': [
      `${MINIMAL}knownafter: [x]`,
      /^not-a-recipe 3:1 unknown key "knownafter"\. Did you mean "known-after"\?/u,
    ],
    'an unknown key of the outcome': [
      'outcome: { column: Stage, wins: [1] }\nid: Lead',
      /^not-a-recipe 1:27 unknown key "wins"\. Did you mean "won"\?/u,
    ],
    'a list where a column should be': [`${MINIMAL}time: [a]`, /^not-a-recipe 3:7 this must be a string\./u],
    'a field with a blank in its name': [`${MINIMAL}fields: { Lead: my lead }`, /^not-a-recipe 3:17 /u],
  };
  for (const [name, [text, problem]] of Object.entries(mistakes)) {
    it(`is refused with its place for ${name}`, () => {
      expect(problemsOf(text)).to.have.length(1);
      expect(problemsOf(text)[0]).to.match(problem);
    });
  }

  it('tells every column that the file does not have, with its place', () => {
    const text = `${MINIMAL}time: Made\nknown-after: [Stage, Tag]\nfields: { Leed: lead }\n`;
    const parsed = parseRecipe(text, 'recipe.yaml');
    if (parsed.kind !== 'ok') throw new Error('not a recipe');
    expect(shown(parsed.missingIn(['Stage', 'Lead', 'Tags']))).to.deep.equal([
      'not-a-recipe 3:7 no column is named "Made". Choose one of: Stage, Lead, Tags.',
      'not-a-recipe 4:22 no column is named "Tag". Did you mean "Tags"?',
      'not-a-recipe 5:11 no column is named "Leed". Did you mean "Lead"?',
    ]);
  });

  it('has a JSON Schema that is made from the code', async () => {
    await expectSchema(SCHEMA, recipeJsonSchema());
  });
});
