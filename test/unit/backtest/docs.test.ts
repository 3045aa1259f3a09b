import { expect } from 'chai';
import { comparePerson } from '../../../src/backtest/compare-person.ts';
import { pageAt } from '../docs/pages.ts';
import { changed, history, recordedBy, shippedMappings, touched, trialOf } from './build.ts';

describe('the example in docs/backtest.md', () => {
  const [, yaml = ''] = /```yaml scoring\nintents:\n(.*?)```/su.exec(pageAt('docs/backtest.md').text) ?? [];
  const SHIPPED = `  - name: asked-for-sales
    when: 'count("form_submit", 30d, "talk to sales") > 0'
    reason: Asked to talk to sales
`;
  const asksOn = (...days: readonly number[]): string | undefined => {
    const person = history({ touches: days.map((day) => touched(day, 'form_submit', 'talk to sales')) });
    const candidate = changed('scoring.yaml', SHIPPED, yaml);
    return comparePerson(recordedBy(shippedMappings, person), trialOf(candidate))?.class;
  };

  it('loses whoever asked once, and keeps whoever asked twice', () => {
    expect(asksOn(60)).to.equal('lost');
    expect(asksOn(60, 59)).to.equal('both');
  });
});
