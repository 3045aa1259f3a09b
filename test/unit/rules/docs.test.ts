import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { TOUCHPOINT_KINDS } from '../../../src/domain/touchpoint.ts';
import { PERSON_FACTS, SCORE_FACTS, STAGE_FACTS } from '../../../src/rules/facts.ts';
import { parseRules, QUALIFICATION_FILE, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import { qualificationJsonSchema } from '../../../src/rules/files/qualification-document.ts';
import { scoringJsonSchema } from '../../../src/rules/files/scoring-document.ts';
import { expectSchema, expectTable } from '../../support/docs.ts';
import { decided, did, FIELDS, filesOf, NOW, ROOT, shipped } from './build.ts';

const PAGE = join(ROOT, 'docs', 'rules.md');

/** Where each kind of example stands in the shipped files: the lines it is put before. */
const PLACES: Readonly<Record<string, readonly [file: string, before: string, indent: number]>> = {
  'fit signals': [SCORING_FILE, '        - name: Decides', 8],
  'engagement signals': [SCORING_FILE, '        - { name: Click,', 8],
  intents: [SCORING_FILE, '  - name: asked-for-sales', 2],
  recipes: [QUALIFICATION_FILE, '  - name: Asked for sales', 2],
  gates: [QUALIFICATION_FILE, '  - name: Asked for support', 2],
};

/** The shipped files with an example in one of them: put where its kind stands, or in place of its top-level keys. */
function withExample(kind: string | undefined, yaml: string): ReadonlyMap<string, string> {
  const files: Readonly<Record<string, string>> = {
    [SCORING_FILE]: shipped(SCORING_FILE),
    [QUALIFICATION_FILE]: shipped(QUALIFICATION_FILE),
  };
  const place = PLACES[kind ?? ''];
  if (place !== undefined) {
    const [file, before, indent] = place;
    const text = files[file] ?? '';
    expect(text.split(before).length, `${before} stands there once`).to.equal(2);
    const lines = yaml.replace(/^(?=.)/gmu, ' '.repeat(indent));
    return new Map(Object.entries({ ...files, [file]: text.replace(before, () => `${lines}${before}`) }));
  }
  const file = kind === 'scoring' ? SCORING_FILE : QUALIFICATION_FILE;
  const keys = [...yaml.matchAll(/^([a-z-]+):/gmu)].map(([, key = '']) => key);
  const rest = keys.reduce(
    (text, key) => text.replace(new RegExp(`^${key}:.*\\n(?:[ #\\n].*\\n?|\\n)*`, 'mu'), ''),
    files[file] ?? '',
  );
  return new Map(Object.entries({ ...files, [file]: `${rest}\n${yaml}` }));
}

describe('the documentation of rules', () => {
  const page = readFileSync(PAGE, 'utf8');
  const examples = [...page.matchAll(/```yaml ?([a-z ]*)\n(.*?)```/gsu)];

  it('has examples', () => expect(examples.length).to.be.greaterThan(9));

  for (const [index, [, kind, yaml = '']] of examples.entries()) {
    it(`example ${index + 1} (${kind ?? ''}) stands in the shipped rules without a problem`, () => {
      expect(parseRules(withExample(kind, yaml), FIELDS).problems).to.deep.equal([]);
    });
  }

  it('shows what is decided of the person it shows', () => {
    const rules = parseRules(
      filesOf({ scoring: shipped(SCORING_FILE), qualification: shipped(QUALIFICATION_FILE) }),
      FIELDS,
    ).rules!;
    const { score, qualification, sentence, next } = decided(rules, {
      touchpoints: [
        ...[1, 2, 5].map((days) => did('page_view', days, '/pricing')),
        did('form_submit', 3, 'demo of the CRM'),
      ],
    });
    const shownSignals = score?.signals.map(({ name, points }) => `${name} ${Math.round(points * 10) / 10}`);
    expectTable(PAGE, 'decision', [
      '| | |',
      '|---|---|',
      `| fit | ${score?.fit}: grade ${score?.grade} |`,
      `| engagement | ${score?.engagement.toFixed(1)}: level ${score?.level} |`,
      `| priority | ${score?.priority} |`,
      `| signals | ${shownSignals?.join(', ')} |`,
      `| intents | ${score?.intents.flatMap(({ name, condition }) => (condition.answer === 'held' ? [name] : [])).join(', ')} |`,
      `| stage | ${qualification?.transition?.from.stage} → ${qualification?.transition?.to.stage}, by *${qualification?.transition?.recipe}* |`,
      `| sentence for the rep | ${sentence} |`,
      `| next moment | ${next === NOW ? 'at once, in the new stage' : String(next)} |`,
    ]);
  });

  it('lists every fact', () => {
    const rows = (
      facts: Readonly<Record<string, { readonly type: string; readonly meaning: string }>>,
      where: string,
    ) =>
      Object.entries(facts).map(
        ([name, { type, meaning }]) => `| \`${name}\` | ${type} | ${where} | ${meaning} |`,
      );
    expectTable(PAGE, 'facts', [
      '| fact | type | in | meaning |',
      '|---|---|---|---|',
      ...rows(PERSON_FACTS, 'both files'),
      ...rows(SCORE_FACTS, 'qualification'),
      ...rows(STAGE_FACTS, 'qualification'),
    ]);
  });

  it('lists every activity', () => {
    expectTable(PAGE, 'activities', [TOUCHPOINT_KINDS.map((name) => `\`${name}\``).join(', ')]);
  });

  for (const [name, schemaOf] of Object.entries({
    scoring: scoringJsonSchema,
    qualification: qualificationJsonSchema,
  })) {
    it(`has a JSON Schema of ${name} that is made from the code`, async () => {
      const file = join(ROOT, 'docs', 'schema', `${name}.schema.json`);
      await expectSchema(file, schemaOf());
    });
  }
});
