import type { Report } from '../../../src/domain/report.ts';
import type { ReportRequest } from '../../../src/api/report.ts';
import { call } from '../../support/people.ts';
import type { By } from './credit.ts';
import { compare, type Compared } from './differences.ts';
import type { Quarter } from './quarter.ts';
import { readRecords } from './records.ts';
import { recount, type Figures } from './recount.ts';

export interface Judged {
  readonly report: Report;
  readonly compared: readonly Compared[];
}

const MODELS = ['w-shaped', 'first', 'last', 'linear'] as const;
const BYS: readonly By[] = ['campaign', 'channel'];

/** All reports of the quarter as the API tells them, beside the recount. */
export async function judge({ world, moments }: Quarter): Promise<readonly Judged[]> {
  const counted = recount(await readRecords(world), moments);
  const asked: readonly (readonly [name: ReportRequest['name'], query: string, figures: Figures])[] = [
    ...BYS.flatMap((by) =>
      MODELS.map((model) => ['campaigns', `by=${by}&model=${model}`, counted.campaigns(by, model)] as const),
    ),
    ...BYS.map((by) => ['sources', `by=${by}`, counted.sources(by)] as const),
    ['funnel', '', counted.funnel()],
    ['velocity', '', counted.velocity()],
    ['follow-up', 'by=owner', counted.followUp()],
  ];
  const judged: Judged[] = [];
  for (const [name, query, figures] of asked) {
    const url = `${world.url}/api/v1/reports/${name}?${query}`;
    const report = (await call(url, 'GET', undefined, { authorization: 'Bearer test' })) as Report;
    judged.push({ report, compared: compare(report, figures) });
  }
  return judged;
}
