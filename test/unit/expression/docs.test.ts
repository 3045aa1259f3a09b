import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Value } from '../../../src/domain/value.ts';
import { FUNCTIONS } from '../../../src/expression/functions/index.ts';
import { LIMITS } from '../../../src/expression/limits.ts';
import { MACROS } from '../../../src/expression/macros.ts';
import { expectTable } from '../../support/docs.ts';
import { ANNA, compiled, PERSON, problemsIn, SCHEMA } from './person.ts';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'expressions.md');

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${cell(text)}\``;
const shown = (value: Value): string => (value === null ? 'blank' : code(JSON.stringify(value)));

describe('the documentation of expressions', () => {
  const page = readFileSync(PAGE, 'utf8');

  it('lists every function with its examples', () => {
    const kinds = [...FUNCTIONS.values(), ...MACROS.values()];
    expectTable(PAGE, 'functions', [
      '| function | what it gives | examples |',
      '|---|---|---|',
      ...kinds.map(({ form, meaning, examples }) => {
        const lines = examples.map((example) =>
          'unknown' in example
            ? `${code(example.text)} → *unknown*`
            : `${code(example.text)} → ${shown(example.gives)}`,
        );
        return `| ${code(form)} | ${cell(meaning)} | ${lines.join('<br>')} |`;
      }),
    ]);
  });

  it('shows the person that the examples are about', () => {
    expectTable(PAGE, 'person', [
      '| field | type | value |',
      '|---|---|---|',
      ...[...SCHEMA].map(([name, { type, options = [] }]) => {
        const choices = options.map(({ value }) => value).join(', ');
        const value = PERSON[name];
        return `| ${code(name)} | ${type}${choices === '' ? '' : ` (${choices})`} | ${value === undefined ? 'was not read' : shown(value)} |`;
      }),
    ]);
  });

  it('tells the limits', () => {
    const number = (value: number): string => value.toLocaleString('en');
    expectTable(PAGE, 'limits', [
      '| limit | at most |',
      '|---|---|',
      `| characters of an expression | ${number(LIMITS.text)} |`,
      `| parts of an expression | ${number(LIMITS.nodes)} |`,
      `| parts within each other | ${number(LIMITS.depth)} |`,
      `| items of a list that is written out | ${number(LIMITS.list)} |`,
      `| characters of a pattern | ${number(LIMITS.pattern)} |`,
      `| rounds of list functions in one evaluation | ${number(LIMITS.steps)} |`,
      `| characters and items made in one evaluation | ${number(LIMITS.made)} |`,
    ]);
  });

  const examples = [...page.matchAll(/^```cel\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
    block.trimEnd().split('\n'),
  );

  it('has examples', () => expect(examples.length).to.be.greaterThan(20));

  for (const line of examples) {
    it(`is right about: ${line}`, () => {
      const [, text = '', said = ''] = /^(.*?)\s+\/\/ (.*)$/.exec(line) ?? [];
      if (said.startsWith('problem: ')) {
        const [problem] = problemsIn(text, { expect: 'boolean' });
        expect(`${problem?.cause}. ${problem?.fix}`).to.equal(said.slice('problem: '.length));
        return;
      }
      const outcome = compiled(text).evaluate(ANNA);
      if (outcome.kind === 'known')
        expect(said).to.equal(outcome.value === null ? 'blank' : JSON.stringify(outcome.value));
      else
        expect(said).to.equal(
          `unknown: ${outcome.missing.length === 0 ? 'no result' : outcome.missing.join(', ')}`,
        );
    });
  }
});
