import { expect } from 'chai';
import type { History, KnownTouch } from '../../../src/backtest/history.ts';
import { makeLeadTable, type LeadTable } from '../../../src/backtest/lead-table.ts';
import { pastLeadOf, QUIET_DAYS } from '../../../src/backtest/past-lead.ts';
import { compileExpression } from '../../../src/expression/compile.ts';
import { fieldsOf } from '../../../src/rules/facts.ts';
import { DEAL, FIELDS, rulesOf, scoringText } from '../rules/build.ts';
import { answered, DAY, history, NOW, seenAt, touched } from './build.ts';

const MQL: ReadonlySet<string> = new Set(['mql']);
const WON = [{ ...DEAL, isClosed: true, isWon: true }];
const LOST = answered(10, { ofOpportunity: true, reason: 'Price' });

const promoted = (days: number): History['moves'] => [
  { at: NOW - days * DAY, to: 'mql', cycle: 1, by: 'Hot' },
];
/** How many days before now the person is looked at, and whether they were won; or why not at all. */
const look = (change: Partial<History>): string => {
  const lead = pastLeadOf(history(change), MQL, NOW);
  return lead.kind === 'decided' ? `${(NOW - lead.seen.at) / DAY} ${lead.won ? 'won' : 'lost'}` : lead.kind;
};

describe('the moment at which a past lead is looked at', () => {
  it('is the decision that first handed them over, whatever came later', () => {
    const seen = [seenAt(80), seenAt(50), seenAt(30), seenAt(5, { opportunities: WON })];
    const touches = [touched(50, 'form_submit'), touched(30, 'page_view')];
    const moves = [...promoted(50), { at: NOW - 30 * DAY, to: 'mql', cycle: 2, by: 'Hot' }];
    expect(look({ seen, touches, moves })).to.equal('50 won');
    expect(look({ seen: seen.slice(0, 3), touches, moves, answers: [LOST] })).to.equal('50 lost');
  });

  it('has no outcome as long as sales has not answered, or is at work', () => {
    const of = { seen: [seenAt(80), seenAt(70)], moves: promoted(70) };
    expect(look(of)).to.equal('undecided');
    expect(look({ ...of, answers: [answered(60)] })).to.equal('undecided');
  });

  it('lies before sales found them by itself: on the last thing that they did', () => {
    const seen = [seenAt(80), seenAt(60), seenAt(55), seenAt(50, { opportunities: [DEAL] })];
    const touches = [touched(60, 'page_view'), touched(50, 'meeting')];
    const won = seenAt(5, { opportunities: WON });
    expect(look({ seen: [...seen, won], touches })).to.equal('60 won');
    expect(look({ seen, touches, answers: [LOST] })).to.equal('60 lost');
    expect(look({ seen, touches, moves: promoted(50), answers: [LOST] })).to.equal('60 lost');
  });

  it('is not there when sales had them before anything was known', () => {
    expect(look({ seen: [seenAt(80, { opportunities: [DEAL] })], moves: promoted(80) })).to.equal(
      'with-sales',
    );
  });

  it('does not count what was bought before as a win', () => {
    const seen = [seenAt(80, { opportunities: WON }), seenAt(70, { opportunities: WON })];
    expect(look({ seen, moves: promoted(70), answers: [LOST] })).to.equal('70 lost');
    expect(look({ seen: seen.slice(1), moves: promoted(70), answers: [LOST] })).to.equal('70 lost');
    const again = seenAt(5, { opportunities: [...WON, { ...WON[0]!, id: 'o2' }] });
    expect(look({ seen: [...seen, again], moves: promoted(70) })).to.equal('70 won');
  });

  it(`is ${QUIET_DAYS} days back for one nobody handed over: on the last thing they had done by then`, () => {
    const seen = [90, 75, 70, 30].map((days) => seenAt(days));
    const touches = [touched(75, 'page_view'), touched(30, 'page_view')];
    expect(look({ seen, touches })).to.equal('75 lost');
    expect(look({ seen })).to.equal('90 lost');
    expect(look({ seen: seen.slice(3), touches })).to.equal('undecided');
  });
});

describe('past leads as a table', () => {
  const rules = rulesOf({
    scoring: scoringText({
      fit: `{ name: Title, when: jobTitle != null, points: 5 }
            { name: Large, when: company.employees >= 250, points: 7 }`,
      engagement: `{ name: Pricing, activity: page_view, containing: /pricing, points: 8, half-life: 14d }
                   { name: Form, activity: form_submit, points: 8, within: 7d }
                   { name: Mail, activity: email_click, points: 1 }
                   { name: Idle, when: 'count("page_view", 30d) == 0', points: -5 }`,
    }),
  });
  const { scoring } = rules;
  if (scoring === null) throw new Error('there is no scoring');
  const tableOf = (...people: readonly History[]): LeadTable => {
    const making = makeLeadTable({ rules, scoring, handsOver: MQL }, NOW);
    for (const person of people) making.add(person);
    return making.end();
  };
  const cellsOf = (person: History): Readonly<Record<string, unknown>> =>
    Object.fromEntries(tableOf(person).table.columns.map(({ name, cells }) => [name, cells[0]]));

  const busy: readonly KnownTouch[] = [
    touched(90, 'page_view', '/pricing'),
    touched(60, 'email_click'),
    touched(55, 'form_submit'),
    touched(50, 'page_view', '/PRICING?a'),
    touched(46, 'form_submit'),
    touched(45, 'page_view', '/about'),
  ];
  const lost = history({
    seen: [seenAt(80), seenAt(45)],
    touches: busy,
    moves: promoted(45),
    answers: [LOST],
  });

  it('have a column for each signal: whether it held, and how often things were done while they count', () => {
    expect(cellsOf(lost)).to.deep.equal({
      Title: true,
      Large: true,
      Pricing: 1,
      Form: 1,
      Mail: 1,
      Idle: false,
    });
    const { table } = tableOf(lost);
    expect(table).to.deep.include({ ids: [lost.entity], won: [false], times: [NOW - 45 * DAY] });
    expect(table.columns.map(({ field }) => field)).to.deep.equal([
      '(jobTitle != null)',
      '(company.employees >= 250)',
      'count("page_view", 28d, "/pricing")',
      'count("form_submit", 7d)',
      'count("email_click")',
      '(count("page_view", 30d) == 0)',
    ]);
    expect(table.columns.map(({ signal }) => signal?.axis)).to.deep.equal([
      'fit',
      'fit',
      'engagement',
      'engagement',
      'engagement',
      'engagement',
    ]);
    const known = fieldsOf(FIELDS.person, FIELDS.company);
    for (const { field } of table.columns) expect(compileExpression(field, known)).to.include({ kind: 'ok' });
  });

  it('know nothing of what became known after the moment, be it done before', () => {
    const before = cellsOf(lost);
    const late = [...busy, touched(47, 'page_view', '/pricing', 5), touched(20, 'form_submit')];
    const changed = seenAt(30, { person: {}, company: { employees: 3 } });
    const more = { ...lost, touches: late, seen: [...lost.seen, changed] };
    expect(cellsOf(more)).to.deep.equal(before);
  });

  it('take a value that stands for nothing as a blank, and a blank as a signal that gives nothing', () => {
    const seen = [
      seenAt(45, { person: { jobTitle: ' Unknown ' }, company: { employees: null, industry: null } }),
    ];
    expect(cellsOf({ ...lost, seen })).to.include({ Title: false, Large: false });
    expect(cellsOf({ ...lost, seen: [seenAt(45, { company: null })] })).to.include({ Large: false });
  });

  it('leave out and count whom nothing can be learned from', () => {
    const open = history({ seen: [seenAt(80), seenAt(45)], moves: promoted(45) });
    const theirs = history({ seen: [seenAt(80, { opportunities: [DEAL] })] });
    const made = tableOf(open, lost, theirs);
    expect(made).to.include({ undecided: 1, withSales: 1 });
    expect(made.table.ids).to.have.length(1);
  });
});
