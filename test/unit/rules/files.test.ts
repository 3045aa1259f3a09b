import { expect } from 'chai';
import type { Problem } from '../../../src/mapping/problem.ts';
import { describeRulesChange } from '../../../src/rules/files/describe-change.ts';
import { parseRules, QUALIFICATION_FILE, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import { ADA, decided, did, FIELDS, filesOf, shipped, shippedRules } from './build.ts';

const SCORING = shipped(SCORING_FILE);
const QUALIFICATION = shipped(QUALIFICATION_FILE);

type Edit = readonly [piece: string, instead: string];

function edited(text: string, [piece, instead]: Edit): string {
  expect(text.split(piece).length, `"${piece}" stands there once`).to.equal(2);
  return text.replace(piece, () => instead);
}

function problemsOf(scoring: string, qualification: string): readonly Problem[] {
  return parseRules(filesOf({ scoring, qualification }), FIELDS).problems;
}

/** An edit of a shipped file → code, part of the cause, part of the fix, and the text that is pointed at. */
type Mistake = readonly [edit: Edit, code: string, cause: string, fix: string, at: string];

const IN_SCORING: Readonly<Record<string, Mistake>> = {
  'a field that the person does not have': [
    ['when: company.employees >= 250', 'when: company.employes >= 250'],
    'not-a-mapping',
    'there is no field "company.employes"',
    'Did you mean "company.employees"?',
    'company.employes >=',
  ],
  'an activity that there is not': [
    ['activity: email_reply', 'activity: email_replay'],
    'not-a-mapping',
    'there is no activity "email_replay"',
    'Did you mean "email_reply"?',
    'email_replay',
  ],
  'an activity inside a count': [
    ['count("page_view", 14d) >= 7', 'count("page_views", 14d) >= 7'],
    'not-a-mapping',
    'there is no activity "page_views"',
    'Did you mean "page_view"?',
    '"page_views"',
  ],
  'an unknown key': [
    [
      'name: Meeting, activity: meeting, points: 25, half-life: 30d',
      'name: Meeting, activity: meeting, points: 25, halflife: 30d',
    ],
    'not-a-mapping',
    'unknown key "halflife"',
    'Did you mean "half-life"?',
    'halflife',
  ],
  'a length of time without a unit': [
    ['points: 25, half-life: 30d', 'points: 25, half-life: "30"'],
    'not-a-mapping',
    'this must be a length of time',
    'docs/rules.md',
    '"30"',
  ],
  'a signal that says nothing of when': [
    [
      '{ name: Careers page, activity: page_view, containing: /careers, points: -10, within: 60d }',
      '{ name: Careers page, points: -10 }',
    ],
    'not-a-mapping',
    'needs either "when" or "activity"',
    'Say when it gives points',
    '{ name: Careers page',
  ],
  'two signals of one name': [
    ['name: Product page', 'name: Pricing page'],
    'not-a-mapping',
    'another signal is named "Pricing page"',
    'a name of',
    '',
  ],
  'a name in a reason that is no field': [
    ["'{country}'", "'{contry}'"],
    'not-a-mapping',
    'there is no field "contry"',
    'Did you mean "country"?',
    'contry}',
  ],
  'grades that overlap': [
    ['B: 45, C: 30', 'B: 30, C: 30'],
    'overlapping-thresholds',
    'C begins at 30 points and overlaps with B',
    'Let C begin below B',
    '30, D',
  ],
  'a grade that nobody can get': [
    ['grades: { A: 60', 'grades: { A: 95'],
    'out-of-reach',
    'all signals of fit give 90 points at most',
    'Lower it',
    '95, B',
  ],
  'a group with a cap of 0': [
    ['name: Mail\n      cap: 20', 'name: Mail\n      cap: 0'],
    'idle-signal',
    'no signal of "Mail" can give points',
    'Give the group a cap above 0',
    '0\n',
  ],
  'a signal whose condition excludes itself': [
    [
      'company.employees >= 50 && company.employees < 250',
      'company.employees >= 250 && company.employees < 50',
    ],
    'idle-signal',
    'company.employees >= 250 and company.employees < 50 exclude each other',
    'Correct one',
    'company.employees >= 250 &&',
  ],
  'an intent that never holds': [
    ['count("form_submit", 30d, "press") > 0', '1 > 2'],
    'dead-rule',
    'this never holds',
    'Ask for a field',
    "'1 > 2'",
  ],
};

const IN_QUALIFICATION: Readonly<Record<string, Mistake>> = {
  'a stage that there is not': [
    ['    from: inquiry\n    to: engaged', '    from: inquiry\n    to: engged'],
    'not-a-mapping',
    'there is no stage "engged"',
    'Did you mean "engaged"?',
    'engged',
  ],
  'a stage inside a condition': [
    ['stage == "customer"', 'stage == "custumer"'],
    'not-a-mapping',
    '"custumer" is not an option of stage',
    'Did you mean "customer"?',
    '"custumer"',
  ],
  'an intent that there is not': [
    ['when: intent("asked-for-press")', 'when: intent("ask-for-press")'],
    'not-a-mapping',
    'there is no intent "ask-for-press"',
    'Did you mean "asked-for-press"?',
    '"ask-for-press"',
  ],
  'a priority that there is not': [
    ['when: priority == "hot"\n', 'when: priority == "hott"\n'],
    'not-a-mapping',
    '"hott" is not an option of priority',
    'Did you mean "hot"?',
    '"hott"',
  ],
  'a path that there is not': [
    ['instead: press', 'instead: pres'],
    'not-a-mapping',
    'there is no path "pres"',
    'Did you mean "press"?',
    'pres\n',
  ],
  'a gate that says nothing of when': [
    ['    when: openOpportunities > 0\n', ''],
    'not-a-mapping',
    'needs one of "when", "unless", "required" and "listed"',
    'Say when',
    'name: Open',
  ],
  'a required field that there is not': [
    ['      email: Ask', '      mail: Ask'],
    'not-a-mapping',
    'there is no field "mail"',
    'Did you mean "email"?',
    'mail: Ask',
  ],
  'an entry of a list that is no domain': [
    ['listed: [rival.example]', 'listed: [rival]'],
    'not-a-mapping',
    '"rival" is no address and no domain',
    'Write ada@rival.example',
    'rival]',
  ],
  'a condition of which nobody can tell when time changes it': [
    ['when: level == 4 && daysInStage >= 60', 'when: level == 4 && floor(daysInStage) >= 60'],
    'not-a-mapping',
    'it cannot be told beforehand when time changes this',
    'daysInStage >= 14',
    'floor(',
  ],
  'a recipe that leads back to where it begins': [
    ['    from: recycled\n    to: mql', '    from: [recycled, mql]\n    to: mql'],
    'not-a-mapping',
    'leads from mql to itself',
    'Leave the stage out of "from"',
    'mql\n',
  ],
  'a recipe that never gets its turn': [
    [
      '    from: recycled\n    to: mql\n    when: priority == "hot" && daysInStage >= 30',
      '    from: engaged\n    to: mql\n    when: priority == "hot" && daysInStage >= 30',
    ],
    'shadowed-rule',
    '"Hot again" never gets its turn: "Hot" above',
    'Put it above',
    'priority == "hot" && daysInStage',
  ],
  'a recipe that excludes itself': [
    ['when: level == 4 && daysInStage >= 60', 'when: daysInStage < 10 && daysInStage >= 60'],
    'dead-rule',
    'daysInStage < 10 and daysInStage >= 60 exclude each other',
    'Correct one',
    'daysInStage < 10',
  ],
  'a stage that nobody can get into': [
    ['rejected], to: customer }', 'rejected], to: opportunity }'],
    'unreachable-stage',
    'nobody can get into the stage "customer"',
    'Add a recipe or a move',
    'customer, recycled, rejected',
  ],
};

describe('the shipped rules', () => {
  it('stand without a problem on the shipped mappings', () => {
    expect(problemsOf(SCORING, QUALIFICATION)).to.deep.equal([]);
  });

  it('say what they read, and how far back', () => {
    const { reads } = shippedRules();
    expect(reads.person).to.deep.equal([
      'account',
      'company',
      'country',
      'email',
      'firstName',
      'jobTitle',
      'lastName',
      'phone',
    ]);
    expect(reads.company).to.deep.equal(['employees', 'industry']);
    expect(reads.activities).to.include.members(['page_view', 'form_submit', 'marketing_event']);
    // A half-life of 45 days ends after 6.64 of them.
    expect(reads.longestWindowMs / 86_400_000).to.be.closeTo(45 * Math.log2(100), 0.001);
    expect(reads.totals).to.equal(false);
  });

  const asked = [did('form_submit', 1, 'talk to sales')];
  const stage = (change: Partial<typeof ADA>) =>
    decided(shippedRules(), change).qualification?.transition?.to.stage;

  it('hand over who asks for sales, whatever the score, but not a competitor nor who wants support', () => {
    expect(stage({ touchpoints: asked, person: { ...ADA.person, jobTitle: 'Student' } })).to.equal('mql');
    expect(stage({ touchpoints: asked, person: { ...ADA.person, email: 'a@rival.example' } })).to.equal(
      undefined,
    );
    expect(stage({ touchpoints: [...asked, did('form_submit', 2, 'support')] })).to.equal('engaged');
  });

  it('lead a customer to cross-selling', () => {
    const { qualification } = decided(shippedRules(), {
      touchpoints: asked,
      standing: { stage: 'customer', cycle: 1, since: 0, returnAt: null, answeredAt: null, heard: [] },
    });
    expect([qualification?.transition, qualification?.path]).to.deep.equal([null, 'cross-sell']);
  });
});

describe('a mistake in a rules file', () => {
  for (const [what, mistake] of [
    ...Object.entries(IN_SCORING).map(([name, found]) => [name, SCORING_FILE, found] as const),
    ...Object.entries(IN_QUALIFICATION).map(([name, found]) => [name, QUALIFICATION_FILE, found] as const),
  ].map(([name, file, found]) => [`${file}: ${name}`, { file, found }] as const)) {
    it(`${what} is told once, with its place, cause and fix`, () => {
      const {
        file,
        found: [edit, code, cause, fix, at],
      } = mistake;
      const [scoring, qualification] = [
        file === SCORING_FILE ? edited(SCORING, edit) : SCORING,
        file === QUALIFICATION_FILE ? edited(QUALIFICATION, edit) : QUALIFICATION,
      ];
      const problems = problemsOf(scoring, qualification);
      expect(problems.map((problem) => problem.code)).to.deep.equal([code]);
      const [problem] = problems;
      expect(problem?.file).to.equal(file);
      expect(problem?.cause).to.include(cause);
      expect(problem?.fix).to.include(fix === 'a name of' ? 'its own name' : fix);
      const lines = (file === SCORING_FILE ? scoring : qualification).split('\n');
      const from = lines
        .slice((problem?.line ?? 1) - 1)
        .join('\n')
        .slice((problem?.column ?? 1) - 1);
      expect(from.slice(0, at.length)).to.equal(at);
    });
  }

  it('is told of a file that is no YAML', () => {
    expect(problemsOf('fit: [', QUALIFICATION).map(({ code }) => code)).to.deep.equal(['not-yaml']);
  });

  it('is a score in the conditions where there is no scoring file', () => {
    const { problems } = parseRules(filesOf({ qualification: QUALIFICATION }), FIELDS);
    expect(problems[0]?.fix).to.include('There is no scoring.yaml');
  });

  it('keeps a recipe below that is reached by a gate above', () => {
    const below = edited(QUALIFICATION, [
      '    from: recycled\n    to: mql\n    when: priority == "hot" && daysInStage >= 30',
      '    from: engaged\n    to: recycled\n    when: priority == "hot" && daysInStage >= 30',
    ]);
    expect(problemsOf(SCORING, below)).to.deep.equal([]);
  });
});

describe('a change of rules in plain words', () => {
  const CASES: Readonly<Record<string, readonly [file: string, edit: Edit, told: readonly string[]]>> = {
    'points of a signal': [
      SCORING_FILE,
      ['points: 8, half-life', 'points: 9, half-life'],
      ['Pricing page now gives 9 points, was 8'],
    ],
    'a cap': [
      SCORING_FILE,
      ['name: Web\n      cap: 40', 'name: Web\n      cap: 50'],
      ['Web now gives 50 points at most, was 40'],
    ],
    'a half-life': [
      SCORING_FILE,
      ['points: 25, half-life: 30d', 'points: 25, half-life: 9d'],
      ['Meeting has now half-life: 9d, was 30d'],
    ],
    'a grade': [SCORING_FILE, ['A: 60', 'A: 65'], ['Grade A now begins at 65 points, was 60']],
    'a priority': [SCORING_FILE, ['A: [hot, hot,', 'A: [hot, warm,'], ['A2 is now warm, was hot']],
    'an intent that goes and one that comes': [
      SCORING_FILE,
      ['name: came-back-often', 'name: came-back'],
      ['New intent: came-back', 'Intent removed: came-back-often'],
    ],
    'a condition': [
      QUALIFICATION_FILE,
      ['when: level <= 3', 'when: level <= 2'],
      ['Engaged has now when: level <= 2, was level <= 3'],
    ],
    'a comment alone': [QUALIFICATION_FILE, ['# skips the score', '# whatever the score'], []],
  };
  for (const [what, [file, edit, told]] of Object.entries(CASES)) {
    it(`tells of ${what}`, () => {
      const was = shipped(file);
      expect(describeRulesChange(file, was, edited(was, edit))).to.deep.equal(told);
    });
  }

  it('tells of another order', () => {
    const was = 'stages: [a, b, c]\nrecipes: [{ name: R, from: a, to: b, when: cycle > 1 }]\n';
    expect(describeRulesChange(QUALIFICATION_FILE, was, was.replace('a, b, c', 'a, c, b'))).to.deep.equal([
      'The order has changed',
    ]);
  });

  it('leaves other files, and what does not stand, to their lines', () => {
    expect(describeRulesChange('intake/form.yaml', 'a: 1', 'a: 2')).to.equal(null);
    expect(describeRulesChange(SCORING_FILE, SCORING, 'fit: [')).to.equal(null);
  });
});
