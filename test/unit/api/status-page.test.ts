import { expect } from 'chai';
import { statusPage } from '../../../src/api/status-page.ts';
import type { Counts } from '../../../src/ledger/counts.ts';
import { NO_COUNTS } from '../../support/counts.ts';

const NOW = new Date('2026-11-20T20:00:00Z');
const textOf = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const shows = (counts: Partial<Counts>): string => statusPage({ ...NO_COUNTS, ...counts }, null, NOW);

describe('the status page', () => {
  const total = {
    qualified: 12,
    delivered: 9,
    waiting: 1,
    held: 0,
    rejected: 1,
    errored: 1,
    nowhere: 0,
    twice: 0,
    there: {},
  };

  it('says whether the last day that was proved adds up', () => {
    expect(textOf(shows({}))).to.include('No day has been proved yet.');
    const proved = shows({ proof: { day: '2026-11-19', addsUp: true, total } });
    expect(proved).to.include('<span class="ok">2026-11-19: It adds up: 12 qualified = 9 delivered');
    const lost = { ...total, errored: 0, nowhere: 1 };
    const failed = shows({ proof: { day: '2026-11-19', addsUp: false, total: lost } });
    expect(failed).to.include('<span class="bad">2026-11-19: It does not add up');
    expect(textOf(failed)).to.include('leadloop proof --place nowhere');
  });

  it('says how many records differed when both systems were compared', () => {
    const whole = { kind: 'person', field: null, compared: 200, differing: 0, apart: 0 };
    const field = { kind: 'person', field: 'phone', compared: 200, differing: 0, apart: 0 };
    const equal = shows({ drift: [whole, field] });
    expect(textOf(equal)).to.include('Entity Compared Differ person 200 0 ');
    expect(equal).not.to.include('leadloop drift');
    const differ = textOf(shows({ drift: [{ ...whole, differing: 3 }] }));
    expect(differ).to.include('3 of 200 person records differed when both systems were compared.');
    expect(differ).to.include('leadloop drift tells where');
  });
});
