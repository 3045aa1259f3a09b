/**
 * `npm run eval:market -- [people] [seed]`: 90 days of business in both simulators within minutes, and what Leadloop's reports
 * say of them, each figure beside a recount from the two simulators' own records (test/scenario/quarter).
 */
import { isDifferent } from '../../test/scenario/quarter/differences.ts';
import { judge } from '../../test/scenario/quarter/judge.ts';
import { liveQuarter } from '../../test/scenario/quarter/quarter.ts';
import { closeShared } from '../../test/support/close-shared.ts';
import { printTable } from '../support/report.ts';
import { asTable } from './as-table.ts';

const [people = 100, seed = 1] = process.argv.slice(2).map(Number);

const began = performance.now();
const quarter = await liveQuarter({ newcomers: people, seed, atWork: [1, 2, 3, 4, 5] });
try {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`90 days with ${people} newcomers (seed ${seed}) took ${seconds} s.`);
  for (const { report, compared } of await judge(quarter)) {
    console.log(`\n## ${report.title} (${report.asked.join(', ')})\n`);
    printTable(asTable(compared));
    const different = compared.filter(isDifferent).length;
    console.log(
      `${different === 0 ? 'Yes' : 'NO'}: ${compared.length - different} of ${compared.length} figures are as counted`,
    );
    if (different > 0) process.exitCode = 1;
  }
} finally {
  await quarter.close();
  await closeShared();
}
