import { expect } from 'chai';
import { parse } from 'yaml';
import type { History } from '../../../src/backtest/history.ts';
import { makeKnown } from '../../../src/backtest/known.ts';
import { makeLeadTable, type LeadTable } from '../../../src/backtest/lead-table.ts';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import { decide } from '../../../src/rules/decide.ts';
import { parseRules, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import type { ScoringDocument } from '../../../src/rules/files/scoring-document.ts';
import { auc } from '../../../src/rules/learn/auc.ts';
import { fit, type Fit, type FitOptions } from '../../../src/rules/learn/fit.ts';
import { proposeScoring } from '../../../src/rules/learn/propose-scoring.ts';
import { splitTable } from '../../../src/rules/learn/split.ts';
import type { Rules } from '../../../src/rules/rules.ts';
import { FIELDS, rulesOf, shipped } from '../rules/build.ts';
import { answered, DAY, history, NOW, seenAt, touched } from './build.ts';
import { DEAL } from '../rules/build.ts';

const MQL: ReadonlySet<string> = new Set(['mql']);
const SHIPPED = shipped(SCORING_FILE);
const TITLES = ['Head of IT', 'Student', 'Manager', 'Clerk', 'n/a'];

/** People who were handed over, and bought more often the larger the company and the more pages on prices they read. */
function people(count: number): readonly History[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, place): History => {
    const day = 60 + Math.floor(random() * 300);
    const jobTitle = TITLES[Math.floor(random() * TITLES.length)]!;
    const employees = random() < 0.5 ? 400 : 20;
    const pages = Math.floor(random() * 5);
    const careers = random() < 0.2;
    const odds =
      -2 +
      (employees > 250 ? 1.5 : 0) +
      (jobTitle === 'Student' ? -1.5 : 0) +
      (jobTitle === 'Head of IT' ? 1 : 0) +
      pages * 0.6 -
      (careers ? 1.5 : 0);
    const won = random() < 1 / (1 + Math.exp(-odds));
    const person = { jobTitle, email: 'a@acme.example', country: 'Germany' };
    const company = { employees, industry: 'Other' };
    const deal = [{ ...DEAL, isClosed: true, isWon: true }];
    return history({
      entity: `person-${place}`,
      seen: [
        seenAt(day, { person, company }),
        // What is known afterwards tells everything, and must not be seen.
        seenAt(day - 20, {
          person: { ...person, jobTitle: won ? 'CEO' : 'Intern' },
          company,
          ...(won ? { opportunities: deal } : {}),
        }),
      ],
      touches: [
        ...Array.from({ length: pages }, () => touched(day + 2, 'page_view', '/pricing')),
        ...(careers ? [touched(day + 1, 'page_view', '/careers')] : []),
        touched(day - 15, 'meeting', won ? 'contract' : 'farewell'),
      ],
      moves: [{ at: NOW - day * DAY, to: 'mql', cycle: 1, by: 'Hot' }],
      answers: won ? [] : [answered(day - 19, { reason: 'No budget' })],
    });
  });
}

function learn(
  all: readonly History[],
  options: Partial<FitOptions> = {},
): { readonly made: LeadTable; readonly fitted: Fit } {
  const rules = rulesOf({ scoring: SHIPPED });
  const { scoring } = rules;
  if (scoring === null) throw new Error('there is no scoring');
  const making = makeLeadTable({ rules, scoring, handsOver: MQL }, NOW);
  for (const one of all) making.add(one);
  const made = making.end();
  const fitted = fit(made.table, { knownAfter: [], allow: [], splitBy: 'time', ...options });
  if (fitted.kind !== 'fitted') throw new Error('too few');
  return { made, fitted };
}

const ORIGIN = { source: 'recorded history', day: '2026-11-22' };

describe('a scoring file learned from recorded history', function () {
  this.timeout(60_000);
  const all = people(900);
  const { made, fitted } = learn(all);
  const text = proposeScoring(SHIPPED, fitted, ORIGIN);
  const proposed = parse(text) as ScoringDocument;
  const pointsOf = (axis: 'fit' | 'engagement'): Readonly<Record<string, number>> =>
    Object.fromEntries(
      proposed[axis].groups.flatMap(({ signals }) =>
        signals.map(({ name, points }) => [name, points] as const),
      ),
    );

  it('gives the signals that tell something their points, above and below nothing', () => {
    const points = pointsOf('fit');
    expect(points['250 employees or more']).to.be.greaterThan(5);
    expect(points['Decides']).to.be.greaterThan(3);
    expect(points['Learns']).to.be.lessThan(-3);
    expect(points).not.to.have.any.keys('Industry we serve', 'Country we sell to');
    const [group] = proposed.fit.groups;
    expect(group?.signals.find(({ name }) => name === 'Learns')?.when).to.equal(
      (parse(SHIPPED) as ScoringDocument).fit.groups[0]?.signals[2]?.when,
    );
  });

  it('counts what was done in ranges, each with points of its own', () => {
    const points = pointsOf('engagement');
    const pricing = Object.entries(points).filter(([name]) => name.startsWith('Pricing page: '));
    expect(pricing.length).to.be.greaterThan(0);
    for (const [, given] of pricing) expect(given).to.be.greaterThan(0);
    const careers = proposed.engagement.groups
      .flatMap(({ signals }) => signals)
      .find(({ name }) => name === 'Careers page: 1 or more');
    expect(careers?.when).to.equal('count("page_view", 60d, "/careers") >= 1');
    expect(careers?.points).to.be.lessThan(0);
  });

  it('does not see what became known later, however much it tells', () => {
    expect(fitted.refused).to.deep.equal([]);
    expect(fitted.holdout.auc?.value).to.be.within(0.7, 0.9);
    expect(Object.keys(pointsOf('engagement'))).not.to.include('Meeting: 1 or more');
  });

  it('is a file without problems that keeps what was not learned', () => {
    const { rules, problems } = parseRules(new Map([[SCORING_FILE, text]]), FIELDS);
    expect(problems.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
    expect(rules).not.to.equal(null);
    const before = parse(SHIPPED) as ScoringDocument;
    expect(proposed).to.deep.include({ matrix: before.matrix, intents: before.intents, facts: before.facts });
    expect(proposed.grades).to.deep.equal(fitted.grades);
    expect(proposed.levels).to.deep.equal(fitted.levels);
    expect(text).to.include('# The priority at level  1     2     3     4');
    expect(text).to.match(/^# Proposed on 2026-11-22 from recorded history by/u);
  });

  it('scores people, by the rules themselves, as was measured', () => {
    const rules = rulesOf({ scoring: text });
    const { holdout } = splitTable(made.table, 'time');
    const byId = new Map(all.map((one) => [one.entity, one]));
    const scored = holdout.map((row) => ({
      score: pointsBy(rules, byId.get(made.table.ids[row] ?? ''), made.table.times?.[row] ?? 0),
      won: made.table.won[row] === true,
    }));
    expect(auc(scored)).to.deep.equal(fitted.holdout.auc);
  });

  it('keeps a score as it was when nothing was learned about it', () => {
    const columns = fitted.columns.filter(({ axis }) => axis === 'fit');
    const alone = proposeScoring(SHIPPED, { ...fitted, columns, levels: null }, ORIGIN);
    const { engagement, levels } = parse(alone) as ScoringDocument;
    const before = parse(SHIPPED) as ScoringDocument;
    expect({ engagement, levels }).to.deep.equal({ engagement: before.engagement, levels: before.levels });
    expect(alone).to.include('# Nothing was learned about engagement: it is as it was.');
  });

  it('refuses a signal that knows the outcome, until somebody allows it', () => {
    const leaking = all.map((one): History => {
      const won = one.answers.length === 0;
      const [first, ...later] = one.seen;
      return first === undefined
        ? one
        : {
            ...one,
            seen: [{ ...first, person: { ...first.person, jobTitle: won ? 'CEO' : null } }, ...later],
          };
    });
    const told = learn(leaking).fitted;
    expect(told.refused).to.deep.equal(['Decides']);
    expect(proposeScoring(SHIPPED, told, ORIGIN)).to.match(
      /^# Left out, as they seem to know the outcome: Decides$/mu,
    );
    expect(learn(leaking, { allow: ['Decides'] }).fitted.refused).to.deep.equal([]);
  });
});

function pointsBy(rules: Rules, of: History | undefined, now: number): number {
  if (of === undefined) throw new Error('nobody has that id');
  const known = makeKnown(of, rules.reads)(now);
  // A title that stands for nothing is none to the rules only when it is blank.
  const person = known.person['jobTitle'] === 'n/a' ? { ...known.person, jobTitle: null } : known.person;
  const { score } = decide(rules, { ...known, person, standing: of.seen[0]!.standing, now });
  return (score?.fit ?? 0) + (score?.engagement ?? 0);
}
