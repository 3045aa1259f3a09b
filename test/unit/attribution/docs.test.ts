import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { MODELS } from '../../../src/attribution/models/index.ts';
import { unitsAsText } from '../../../src/attribution/money.ts';
import type { Path, Touch } from '../../../src/attribution/path.ts';
import { expectTable } from '../../support/docs.ts';
import { amountOf, attributed, modelOf, named, PATH } from './build.ts';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'attribution.md');
const page = readFileSync(PAGE, 'utf8');
const at = (date: string): number => Date.parse(`${date}T12:00:00.000Z`);

/** The rows of the table under a heading, without its head. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\|(.*)\|$/gmu)].map(([, row = '']) =>
    row.split('|').map((cell) => cell.trim()),
  );
  return rows.slice(2);
}

/** The opportunity as the page tells it: what happened on which day. */
function example(): Path {
  const happened = rowsUnder('An example').slice(0, 9);
  const dayOf = (what: string): number => at(happened.find(([, text]) => text === what)?.[0] ?? '');
  const touches = happened.flatMap(([date = '', text = '']): readonly Touch[] => {
    const name = /^touch: (.*)$/u.exec(text)?.[1];
    return name === undefined ? [] : [{ key: date, at: at(date), source: named(name) }];
  });
  return {
    ...PATH,
    touches,
    leadCreatedAt: dayOf('she becomes a lead'),
    openedAt: dayOf('the opportunity is opened'),
    ending: { kind: 'won', at: dayOf('it is won, 10,000.00 EUR') },
    amount: amountOf('10000'),
  };
}

describe('the documentation of attribution', () => {
  it('tells of every model', () => {
    const told = rowsUnder('The models').map(([name = '']) => name.replaceAll('`', ''));
    expect(told).to.deep.equal([...MODELS.keys()]);
  });

  it('shows what each model makes of its example', async () => {
    const path = example();
    expect(path.touches).to.have.length(5);
    const rules = [...MODELS.values()].filter(({ kind }) => kind === 'rule');
    const told = await attributed(rules, [path]);
    const rows = told.map(({ model, credits }) => {
      const cells = path.touches.map(({ key }) => {
        const units = credits.find(({ touch }) => touch.key === key)?.units;
        return units === undefined ? '' : unitsAsText(units, 2);
      });
      return `| \`${model}\` | ${cells.join(' | ')} |`;
    });
    const names = path.touches.map(
      ({ key, source }) => `${source.kind === 'named' ? source.name : ''}, ${key.slice(5)}`,
    );
    expectTable(PAGE, 'credits', [
      `| | ${names.join(' | ')} |`,
      `|---|${'---|'.repeat(names.length)}`,
      ...rows,
    ]);
  });

  it('shows what Markov learns from the ways it tells', async () => {
    const ways = rowsUnder('Markov').slice(0, 3);
    expect(ways).to.have.length(3);
    const paths = ways.map(([way = '', ending = '']): Path => ({
      ...PATH,
      touches: way.split(' → ').map((name, index) => ({ key: `${index}`, at: index, source: named(name) })),
      ending: { kind: ending === 'won' ? 'won' : 'lost', at: 100 },
    }));
    const [first] = await attributed([modelOf('markov')], paths);
    const shares = first?.credits.map(({ share }) => `${(share * 100).toFixed(1)} %`);
    expect(page).to.include(`the fair gets ${shares?.[0]} and the demo ${shares?.[1]}`);
  });
});
