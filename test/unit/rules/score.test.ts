import { expect } from 'chai';
import type { DecidedScore } from '../../../src/rules/decision.ts';
import type { DecisionInput } from '../../../src/rules/input.ts';
import { DAY, decided, did, NOW, rulesOf, scoringText } from './build.ts';

const scored = (text: string, change: Partial<DecisionInput> = {}): DecidedScore => {
  const { score } = decided(rulesOf({ scoring: text }), change);
  if (score === null) throw new Error('there is a scoring file');
  return score;
};

describe('the score', () => {
  it('gives the points of a condition that holds, and none where a field is blank', () => {
    expect(scored(scoringText()).fit).to.equal(20);
    expect(scored(scoringText(), { person: { country: null } }).fit).to.equal(0);
    expect(scored(scoringText(), { person: {} }).fit).to.equal(0);
  });

  it('halves the points of a touchpoint with each half-life', () => {
    const points = [0, 14, 28, 7].map(
      (days) => scored(scoringText(), { touchpoints: [did('page_view', days, '/pricing')] }).engagement,
    );
    expect(points).to.deep.equal([8, 4, 2, 5.656854]);
  });

  it('gives nothing for a touchpoint of which less than a hundredth is left', () => {
    const after = (days: number): number =>
      scored(scoringText(), { touchpoints: [did('page_view', days, '/pricing')] }).engagement;
    expect(after(93)).to.equal(0.080055);
    expect(after(93.02)).to.equal(0);
  });

  it('counts only touchpoints of the kind, about the text, and not those dated ahead', () => {
    const touchpoints = [
      did('page_view', 0, '/blog'),
      did('form_submit', 0, '/pricing'),
      did('page_view', -1, '/pricing'),
      did('page_view', 0, 'https://acme.example/pricing?a=1'),
    ];
    expect(scored(scoringText(), { touchpoints }).signals).to.deep.include({
      name: 'Pricing',
      group: 'What',
      points: 8,
      count: 1,
    });
  });

  it('gives points for a time, and then none', () => {
    const text = scoringText({
      engagement: '{ name: Fair, activity: marketing_event, points: 10, within: 30d }',
    });
    const after = (days: number): number =>
      scored(text, { touchpoints: [did('marketing_event', days)] }).engagement;
    expect([after(0), after(29), after(30)]).to.deep.equal([10, 10, 0]);
  });

  it('counts over all time by the totals', () => {
    const text = scoringText({
      engagement: '{ name: Fair, activity: marketing_event, containing: Fair, points: 2 }',
    });
    const totals = [
      { kind: 'marketing_event', about: 'Fair 2024', count: 3 },
      { kind: 'marketing_event', about: 'Dinner', count: 5 },
    ];
    expect(scored(text, { totals, touchpoints: [did('marketing_event', 1, 'Fair')] }).engagement).to.equal(6);
  });

  it('keeps each group within its cap, above and below', () => {
    const touchpoints = Array.from({ length: 20 }, (_, index) => did('page_view', index, '/pricing'));
    expect(scored(scoringText({ engagementCap: 30 }), { touchpoints }).engagement).to.equal(30);
    const losing = scoringText({
      engagementCap: 30,
      engagement: '{ name: Careers, activity: page_view, points: -10, within: 60d }',
    });
    expect(scored(losing, { touchpoints }).engagement).to.equal(-30);
  });

  it('tells the signals by the points they give now, before the cap, losses last', () => {
    const text = scoringText({
      fit: '{ name: Country, when: \'country == "Germany"\', points: 20 }\n{ name: Title, when: \'jobTitle == "Head of IT"\', points: 30 }\n{ name: No phone, when: phone == null, points: -5 }',
      fitCap: 25,
    });
    const { fit, signals } = scored(text, { touchpoints: [did('page_view', 14, '/pricing')] });
    expect(fit).to.equal(25);
    expect(signals.map(({ name, points }) => [name, points])).to.deep.equal([
      ['Title', 30],
      ['Country', 20],
      ['Pricing', 4],
      ['No phone', -5],
    ]);
  });

  it('makes a grade of fit, a level of engagement, and a priority of both', () => {
    const text = scoringText({ engagement: '{ name: Any, activity: page_view, points: 5, within: 30d }' });
    const shown = (views: number, country = 'Germany'): string => {
      const touchpoints = Array.from({ length: views }, () => did('page_view', 1));
      const { grade, level, priority } = scored(text, { person: { country }, touchpoints });
      return `${grade}${level} ${priority}`;
    };
    expect([shown(10), shown(5), shown(1), shown(0)]).to.deep.equal([
      'A1 hot',
      'A2 hot',
      'A3 warm',
      'A4 cool',
    ]);
    expect([shown(9), shown(10, 'Chile')]).to.deep.equal(['A2 hot', 'F1 cold']);
  });

  it('finds intents by counts in a time, with their reasons', () => {
    const text = scoringText({
      more: 'intents:\n  - { name: pricing-often, when: \'count("page_view", 7d, "/pricing") >= 2\', reason: \'{count} visits to pricing\' }\n  - { name: has-phone, when: phone != null }\n',
    });
    const intents = (...days: readonly number[]) =>
      scored(text, { touchpoints: days.map((day) => did('page_view', day, '/pricing')) }).intents.map(
        ({ name, reason, condition }) => [name, condition.answer, reason],
      );
    expect(intents(1, 2, 3)).to.deep.equal([
      ['pricing-often', 'held', '3 visits to pricing'],
      ['has-phone', 'failed', null],
    ]);
    expect(intents(1, 7)[0]).to.deep.equal(['pricing-often', 'failed', null]);
  });
});

describe('the sentence for the rep', () => {
  const text = scoringText({
    engagement:
      '{ name: Met, activity: meeting, points: 25, half-life: 30d, reason: Met us }\n{ name: Left, activity: list_member, points: -5, within: 9d, reason: Unsubscribed }',
    more: "intents:\n  - { name: demo, when: 'count(\"form_submit\", 30d, \"demo\") > 0', reason: Asked for a demo }\nfacts: ['{company.employees} employees', '{country}', '{phone}']\n",
  });
  const sentence = (change: Partial<DecisionInput>): string =>
    decided(rulesOf({ scoring: text }), change).sentence;

  it('tells why now and who it is, and leaves out what is blank and what takes points away', () => {
    const touchpoints = [did('form_submit', 1, 'demo'), did('meeting', 2), did('list_member', 1)];
    expect(sentence({ touchpoints })).to.equal('Asked for a demo; Met us; 400 employees, Germany');
    expect(sentence({ touchpoints: [], company: null })).to.equal('Germany');
    expect(sentence({ touchpoints: [], company: null, person: {} })).to.equal('');
  });
});

describe('the next moment', () => {
  const next = (text: string, change: Partial<DecisionInput>): number | null => {
    const { next: moment } = decided(rulesOf({ scoring: text }), change);
    return moment === null ? null : (moment - NOW) / DAY;
  };
  const views = (...days: readonly number[]) => days.map((day) => did('page_view', day, '/pricing'));

  it('is when decay takes the engagement below a level', () => {
    // 8 points are 5 after half-lives of log2(8 / 5); then they are rounded to a millionth.
    const days = next(scoringText(), { touchpoints: views(0) });
    expect(days).to.be.closeTo(14 * Math.log2(8 / 5), 0.00001);
  });

  it('is none when nothing can change any more', () => {
    expect(next(scoringText(), { touchpoints: [] })).to.equal(null);
    expect(next(scoringText(), { touchpoints: views(60) })).to.equal(null);
  });

  it('is when a touchpoint leaves the time in which it is counted', () => {
    const more = 'intents:\n  - { name: often, when: \'count("page_view", 7d, "/pricing") >= 2\' }\n';
    const text = scoringText({
      engagement: '{ name: Form, activity: form_submit, points: 1, half-life: 1d }',
      more,
    });
    expect(next(text, { touchpoints: views(1, 3, 5) })).to.equal(4);
    expect(next(text, { touchpoints: views(1, 8) })).to.equal(null);
  });

  it('is when a touchpoint comes that is dated ahead', () => {
    expect(next(scoringText(), { touchpoints: views(-2) })).to.equal(2);
  });

  it('is when points that were taken away decay', () => {
    const text = scoringText({
      engagement:
        '{ name: Any, activity: page_view, points: 30, within: 90d }\n{ name: Left, activity: list_member, points: -20, half-life: 10d }',
    });
    const touchpoints = [did('page_view', 0), did('list_member', 0)];
    // 30 − 20 × 2^(−t / 10) comes to 25 when a quarter is left.
    expect(next(text, { touchpoints })).to.be.closeTo(20, 0.00001);
  });

  it('counts a group that does not change by its cap', () => {
    const still =
      '    - name: Still\n      cap: 20\n      signals:\n' +
      '        - { name: There, when: \'country == "Germany"\', points: 15 }\n' +
      '        - { name: Known, when: country != null, points: 15 }\n';
    const text = scoringText().replace('grades:', `${still}grades:`);
    // 20 and 8 points are 25 when 5 of the 8 are left; 30 and 8 would never be.
    const days = next(text, { person: { country: 'Germany' }, touchpoints: views(0) });
    expect(days).to.be.closeTo(14 * Math.log2(8 / 5), 0.00001);
  });
});
