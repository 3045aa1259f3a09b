import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as prettier from 'prettier';
import { parse, stringify } from 'yaml';
import { OPPORTUNITY_FACTS, PERSON_FACTS } from '../../../src/rules/facts.ts';
import { parseRules, QUALIFICATION_FILE, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import { checkOutcomes } from '../../../src/rules/outcomes/check.ts';
import { outcomesJsonSchema } from '../../../src/rules/outcomes/document.ts';
import { hear } from '../../../src/rules/outcomes/hear.ts';
import { ONE_OPPORTUNITY_FACTS } from '../../../src/rules/outcomes/opportunity.ts';
import { parseOutcomes } from '../../../src/rules/outcomes/parse.ts';
import { ADA, DEAL, FIELDS, filesOf, NOW, ROOT, shipped, shippedRules } from './build.ts';
import { shown, taken } from './build-files.ts';
import { SHIPPED_FIELDS } from './fields.ts';

const PAGE = join(ROOT, 'docs', 'outcomes.md');
const page = readFileSync(PAGE, 'utf8');

/** Run with UPDATE_DOCS=1 to write what is made from code, instead of comparing it. */
function upToDate(file: string, content: string): void {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, content);
  expect(readFileSync(file, 'utf8')).to.equal(content);
}

function tableUpToDate(name: string, rows: readonly string[]): void {
  const text = readFileSync(PAGE, 'utf8');
  const begin = text.indexOf(`<!-- ${name} -->`) + `<!-- ${name} -->`.length;
  const end = text.indexOf(`<!-- /${name} -->`);
  expect(end, `no place for ${name}`).to.be.greaterThan(begin);
  upToDate(PAGE, `${text.slice(0, begin)}\n\n${rows.join('\n')}\n\n${text.slice(end)}`);
}

const examples = [...page.matchAll(/^```yaml ([a-z ]+)\n(.*?)^```$/gmsu)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const FIRST = examples.find(({ kind }) => kind === 'outcomes')!.text;
const fields = SHIPPED_FIELDS;
const outcomesOf = (text: string) =>
  taken(parseOutcomes(text, 'outcomes.yaml', fields, shippedRules().qualification));

/** What an example leaves out is taken from the first file of the page. */
function wholeFile(kind: string, text: string): string {
  if (kind === 'outcomes') return text;
  const first = parse(FIRST) as { readonly answers: readonly unknown[] };
  if (kind !== 'answers') return stringify({ ...first, ...(parse(text) as object) });
  return stringify({ ...first, answers: [...(parse(text) as readonly unknown[]), ...first.answers] });
}

interface Described {
  readonly properties: Readonly<Record<string, Described>>;
  readonly items: Described;
  readonly additionalProperties: Described;
  readonly description: string;
}

describe('the documentation of outcomes', () => {
  it('has examples of every kind, and no other', () => {
    expect([...new Set(examples.map(({ kind }) => kind))].sort()).to.deep.equal([
      'answers',
      'outcomes',
      'outcomes part',
      'reasons',
      'recipes',
    ]);
    expect(examples.length).to.equal([...page.matchAll(/^```yaml/gmu)].length);
  });

  for (const [index, { kind, text }] of examples.entries()) {
    it(`example ${index + 1} (${kind}) has no problems`, () => {
      if (kind === 'recipes') {
        const qualification = shipped(QUALIFICATION_FILE).replace(
          / {2}- name: Time to come back.*?(?= {2}- name)/su,
          text.replace(/^/u, '  '),
        );
        expect(
          parseRules(filesOf({ scoring: shipped(SCORING_FILE), qualification }), FIELDS).problems,
        ).to.deep.equal([]);
      } else expect(shown(checkOutcomes(outcomesOf(wholeFile(kind, text))))).to.deep.equal([]);
    });
  }

  const [, table = ''] = page.split('<!-- examples -->');
  const rows = [...table.split('<!-- /examples -->')[0]!.matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \|$/gmu)];

  it('shows what follows', () => expect(rows).to.have.length(7));

  for (const [, given = '', then = '', because = ''] of rows) {
    it(`is right about ${given}`, () => {
      const says = Object.fromEntries(given.split(', ').map((pair) => pair.split(': '))) as Record<
        string,
        string
      >;
      const { opportunity, lossReason = null, ...person } = says;
      const one = {
        ...DEAL,
        isClosed: opportunity !== 'open',
        isWon: opportunity === 'won',
        lossReason,
      };
      const { answer, waiting } = hear(outcomesOf(FIRST).value, {
        ...ADA,
        person: { ...ADA.person, ...person },
        opportunities: opportunity === undefined ? [] : [one],
        standing: { ...ADA.standing, stage: 'mql' },
        now: NOW,
      });
      const [wait] = waiting;
      const returnAt = answer?.to.returnAt ?? null;
      const back = returnAt === null ? '' : `, and back on ${new Date(returnAt).toISOString().slice(0, 10)}`;
      expect(answer === null ? 'waits' : `comes into ${answer.to.stage}${back}`).to.equal(then);
      expect(
        answer === null
          ? `${wait?.answer ?? ''} lacks ${wait?.lacks ?? ''}`
          : [answer.answer, ...(answer.reason === null ? [] : [answer.reason])].join(': '),
      ).to.equal(because);
    });
  }

  it('lists every key and every fact as the code has it', () => {
    const { properties } = outcomesJsonSchema() as Described;
    const keysOf = ({ properties: keys }: Described): readonly string[] =>
      Object.entries(keys).map(([key, { description }]) => `| \`${key}\` | ${description} |`);
    tableUpToDate('answers', ['| key | meaning |', '|---|---|', ...keysOf(properties['answers']!.items)]);
    tableUpToDate('reasons', [
      '| key | meaning |',
      '|---|---|',
      ...keysOf(properties['reasons']!.additionalProperties),
    ]);
    tableUpToDate('facts', [
      '| fact | type | meaning |',
      '|---|---|---|',
      ...Object.entries({ ...PERSON_FACTS, ...OPPORTUNITY_FACTS, ...ONE_OPPORTUNITY_FACTS }).map(
        ([name, { type, meaning }]) => `| \`${name}\` | ${type} | ${meaning} |`,
      ),
    ]);
  });

  it('has a JSON Schema that is made from the code', async () => {
    const file = join(ROOT, 'docs', 'schema', 'outcomes.schema.json');
    const content = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...(outcomesJsonSchema() as object),
    };
    const options = { ...(await prettier.resolveConfig(file)), filepath: file };
    upToDate(file, await prettier.format(JSON.stringify(content), options));
  });
});
