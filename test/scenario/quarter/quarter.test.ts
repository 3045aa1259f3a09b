import { expect } from 'chai';
import { isDifferent } from './differences.ts';
import { judge, type Judged } from './judge.ts';
import { liveQuarter, type Quarter } from './quarter.ts';

const NEWCOMERS = 24;
const SEED = 3;
/** Two days that follow each other, so that hand-offs are answered in time as well as late. */
const MONDAY_AND_TUESDAY = [1, 2];

describe('90 days of business between both systems', function () {
  this.timeout(900_000);
  let quarter: Quarter | null = null;
  let judged: readonly Judged[] = [];
  before(async () => {
    quarter = await liveQuarter({ newcomers: NEWCOMERS, seed: SEED, atWork: MONDAY_AND_TUESDAY });
    judged = await judge(quarter);
  });
  after(() => quarter?.close());

  const told = (name: string): Record<string, number> => {
    const { report } = judged.find((one) => one.report.name === name) ?? expect.fail(`no ${name}`);
    const sums: Record<string, number> = {};
    report.columns.slice(1).forEach(({ name: column }, index) => {
      sums[column] = report.rows.reduce((sum, row) => sum + Number(row[index + 1]), 0);
    });
    return sums;
  };

  it('have people who came, were given to sales, bought, were lost or given back, and came again', () => {
    const { people, ...reached } = told('funnel');
    expect(people).to.equal(NEWCOMERS);
    for (const stage of ['engaged', 'mql', 'sal', 'opportunity', 'customer', 'recycled', 'again'])
      expect(reached[stage], stage).to.be.above(0);
    expect(told('campaigns')['lost']).to.be.above(0);
    expect(told('follow-up')['given_back']).to.be.above(0);
  });

  it('are told by every figure of the reports as the records of both systems tell them', () => {
    expect(judged.map(({ report }) => report.name)).to.include.members([
      'campaigns',
      'sources',
      'funnel',
      'velocity',
      'follow-up',
    ]);
    for (const { report, compared } of judged) {
      expect(compared, report.name).to.not.have.lengthOf(0);
      expect(compared.filter(isDifferent), `${report.name} ${report.asked.join(', ')}`).to.deep.equal([]);
    }
  });

  it('leave nothing that waits for a person, and nothing to be written', async () => {
    const { runtime } = quarter?.world ?? expect.fail('no world');
    const { parked, failures, openConflicts, writes } = await runtime.operations.sync({ full: true });
    expect({ parked, failures, openConflicts }).to.deep.equal({ parked: 0, failures: [], openConflicts: 0 });
    expect(writes).to.deep.equal({ hubspot: 0, salesforce: 0 });
  });
});
