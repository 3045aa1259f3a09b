import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PLACES } from '../../../../src/domain/qualified.ts';
import { proofSentence } from '../../../../src/api/proof-text.ts';
import { proofTable } from '../../../../src/report/proof/as-report.ts';
import {
  PROOF_BY,
  PROOF_NUMBERS,
  type Proof,
  type ProofNumbers,
} from '../../../../src/report/proof/proof.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'proof.md'), 'utf8');

const numbers = (counts: readonly number[], there: readonly number[]): ProofNumbers => {
  const [qualified = 0, delivered = 0, waiting = 0, held = 0, rejected = 0, errored = 0] = counts;
  const [hubspot = 0, salesforce = 0] = there;
  const places = { delivered, waiting, held, rejected, errored, nowhere: 0, twice: 0 };
  return { qualified, ...places, there: { hubspot, salesforce } };
};
const SHOWN: Proof = {
  asked: { from: '2026-01-31T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z', by: 'source' },
  addsUp: true,
  rows: [
    { source: 'Demo or sales request', ...numbers([7, 3, 1, 1, 1, 1], [3, 2]) },
    { source: 'Event', ...numbers([2, 2, 0, 0, 0, 0], [2, 2]) },
  ],
  total: numbers([9, 5, 1, 1, 1, 1], [5, 4]),
  systems: ['hubspot', 'salesforce'].map((system) => ({ system, there: 0, problem: null })),
  differences: { entries: [], more: 0 },
  list: null,
};

describe('the documentation of the proof', () => {
  it('has every place, number and kind of row', () => {
    for (const name of [...PLACES, ...PROOF_NUMBERS, ...PROOF_BY]) expect(PAGE).to.contain(`\`${name}\``);
  });

  it('shows what is printed', () => {
    const table = proofTable(SHOWN);
    expect(PAGE).to.contain(`${table.title} (${table.asked.join(', ')})`);
    const lines = PAGE.split('\n').map((line) => line.trim().split(/ {2,}/));
    for (const row of [table.columns.map(({ title }) => title), ...table.rows])
      expect(lines).to.deep.include(row.map(String));
    expect(PAGE).to.contain(proofSentence(SHOWN));
  });
});

describe('what a proof has come to', () => {
  const total = numbers([9, 4, 1, 1, 1, 1], [0, 0]);

  it('is said with who is missing when it does not add up', () => {
    expect(proofSentence({ addsUp: false, total: { ...total, nowhere: 1, twice: 2 } })).to.equal(
      'It does not add up: 9 qualified = 4 delivered + 1 waiting + 1 held + 1 rejected + 1 errored + 1 nowhere; ' +
        '1 nowhere (leadloop proof --place nowhere tells who), 2 twice (leadloop proof --place twice tells who).',
    );
  });
});
