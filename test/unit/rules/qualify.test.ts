import { expect } from 'chai';
import { decide } from '../../../src/rules/decide.ts';
import type { Qualified } from '../../../src/rules/decision.ts';
import type { DecisionInput } from '../../../src/rules/input.ts';
import { enter, firstStanding } from '../../../src/rules/qualify/standing.ts';
import { ADA, DAY, DEAL, decided, did, NOW, rulesOf, scoringText } from './build.ts';

const SCORING = scoringText({
  more: 'intents:\n  - { name: sales, when: \'count("form_submit", 30d, "sales") > 0\' }\n  - { name: support, when: \'count("form_submit", 7d, "support") > 0\' }\n',
});

const stagesText = ({
  recipes = [
    '{ name: Asked, from: [inquiry, engaged], to: mql, when: intent("sales") }',
    '{ name: Moved, from: inquiry, to: engaged, when: score.engagement >= 5 }',
  ],
  gates = [] as readonly string[],
  more = '',
} = {}): string => `stages: [inquiry, engaged, mql, recycled]
recipes:
${recipes.map((recipe) => `  - ${recipe}`).join('\n')}
moves: [{ from: [inquiry, mql], to: [engaged, mql, recycled] }]
${gates.length === 0 ? '' : `gates:\n${gates.map((gate) => `  - ${gate}`).join('\n')}`}
${more}`;

function qualified(qualification: string, change: Partial<DecisionInput> = {}): Qualified {
  const { qualification: found } = decided(rulesOf({ scoring: SCORING, qualification }), change);
  if (found === null) throw new Error('there is a qualification file');
  return found;
}

const ASKED = [did('form_submit', 1, 'talk to sales')];
const VIEWED = [did('page_view', 0, '/pricing')];

describe('a recipe', () => {
  it('brings a person into another stage when its condition holds', () => {
    const { transition } = qualified(stagesText(), { touchpoints: VIEWED });
    expect(transition).to.deep.equal({
      recipe: 'Moved',
      from: ADA.standing,
      to: { ...ADA.standing, stage: 'engaged', since: NOW },
    });
  });

  it('goes before those below it, whatever the score', () => {
    expect(qualified(stagesText(), { touchpoints: [...VIEWED, ...ASKED] }).transition?.to.stage).to.equal(
      'mql',
    );
  });

  it('is for the stages it begins in', () => {
    const standing = { ...ADA.standing, stage: 'mql', since: NOW };
    const { transition, recipes } = qualified(stagesText(), { touchpoints: ASKED, standing });
    expect([transition, recipes]).to.deep.equal([null, []]);
  });

  it('is answered in all its parts, with what was missing', () => {
    const recipes = [
      '{ name: Big, from: inquiry, to: mql, when: company.employees > 50 && (phone == "1" || cycle > 1) }',
    ];
    const [recipe] = qualified(stagesText({ recipes }), { company: {} }).recipes;
    expect(recipe?.condition).to.deep.equal({
      text: 'company.employees > 50 && (phone == "1" || cycle > 1)',
      answer: 'unknown',
      missing: ['company.employees', 'phone'],
      join: 'all',
      parts: [
        {
          text: 'company.employees > 50',
          answer: 'unknown',
          missing: ['company.employees'],
          join: null,
          parts: [],
        },
        {
          text: 'phone == "1" || cycle > 1',
          answer: 'unknown',
          missing: ['phone'],
          join: 'any',
          parts: [
            { text: 'phone == "1"', answer: 'unknown', missing: ['phone'], join: null, parts: [] },
            { text: 'cycle > 1', answer: 'failed', missing: [], join: null, parts: [] },
          ],
        },
      ],
    });
  });

  it('may wait for days in the stage, and the next moment is when they are over', () => {
    const recipes = ['{ name: Late, from: inquiry, to: recycled, when: daysInStage >= 14 }'];
    const rules = rulesOf({ scoring: SCORING, qualification: stagesText({ recipes }) });
    const { qualification, next } = decided(rules, {});
    expect([qualification?.transition, next]).to.deep.equal([null, NOW + 4 * DAY]);
    const later = decided(rules, { now: NOW + 4 * DAY });
    expect([later.qualification?.transition?.to.stage, later.next]).to.deep.equal([
      'recycled',
      NOW + 4 * DAY,
    ]);
  });

  it('can ask how complete the data are', () => {
    const recipes = ['{ name: Known, from: inquiry, to: mql, when: completeness >= 75 }'];
    const more = 'complete-with: [email, lastName, phone, company.employees]';
    const stage = (change: Partial<DecisionInput>) =>
      qualified(stagesText({ recipes, more }), change).transition?.to.stage;
    expect(stage({})).to.equal('mql');
    expect(stage({ company: null })).to.equal(undefined);
  });
});

describe('a gate', () => {
  const gated = (gate: string, change: Partial<DecisionInput> = {}) => {
    const text = stagesText({ gates: [gate], more: 'paths: [support]' });
    const { transition, gates, recipes, path } = qualified(text, { touchpoints: ASKED, ...change });
    return { stage: transition?.to.stage ?? null, gate: gates[0]!, stoppedBy: recipes[0]?.stoppedBy, path };
  };

  it('stops a promotion with its reason, and says until when', () => {
    const gate =
      '{ name: Support, stops: mql, when: intent("support"), reason: "Asked for support", until: it is answered, instead: support }';
    const found = gated(gate, { touchpoints: [...ASKED, did('form_submit', 3, 'support')] });
    expect([found.stage, found.stoppedBy, found.path]).to.deep.equal([null, ['Support'], 'support']);
    expect(found.gate).to.deep.include({
      holds: true,
      reason: 'Asked for support',
      until: 'it is answered',
      opensAt: NOW + 4 * DAY,
    });
  });

  it('lets pass when its condition fails, or cannot be told', () => {
    const gate = '{ name: Phone, stops: mql, when: phone == "1", reason: "No calls" }';
    const found = gated(gate);
    expect([found.stage, found.gate.holds, found.gate.condition?.answer]).to.deep.equal([
      'mql',
      false,
      'unknown',
    ]);
  });

  it('with "unless" stops until it is known to hold, as consent must be', () => {
    const gate =
      '{ name: Consent, stops: mql, unless: phone == "1", reason: "No consent of {email}", until: they agree }';
    expect(gated(gate)).to.deep.include({ stage: null });
    expect(gated(gate).gate.reason).to.equal('No consent of ada@acme.example');
    expect(gated(gate, { person: { ...ADA.person, phone: '1' } }).stage).to.equal('mql');
  });

  it('leaves the way free to stages that it does not stop', () => {
    const gate = '{ name: Data, stops: mql, required: { phone: Ask for it. } }';
    expect(gated(gate, { touchpoints: [...ASKED, ...VIEWED] }).stage).to.equal('engaged');
  });

  it('tells of each required field that is missing, not read or not valid, and how to mend it', () => {
    const gate =
      '{ name: Data, stops: mql, required: { phone: Ask for it., city: Look it up., lastName: { valid: lastName != "x", mend: Correct it. }, email: Ask. } }';
    const person = { email: 'ada@acme.example', lastName: 'x', phone: null };
    expect(gated(gate, { person }).gate.lacks).to.deep.equal([
      { field: 'phone', kind: 'missing', mend: 'Ask for it.' },
      { field: 'city', kind: 'not-read', mend: 'Look it up.' },
      { field: 'lastName', kind: 'not-valid', mend: 'Correct it.' },
    ]);
  });

  for (const [entry, email, holds] of [
    ['rival.example', 'ada@rival.example', true],
    ['Rival.Example', 'Ada@Sales.RIVAL.example', true],
    ['rival.example', 'ada@arrival.example', false],
    ['ada@acme.example', 'Ada@acme.example', true],
    ['ada@acme.example', 'bob@acme.example', false],
  ] as const) {
    it(`with ${entry} on its list ${holds ? 'stops' : 'lets pass'} ${email}`, () => {
      const gate = `{ name: List, stops: mql, listed: [${entry}], reason: "Is on the list" }`;
      expect(gated(gate, { person: { email } }).gate.holds).to.equal(holds);
    });
  }

  it('knows mail providers and the domains of companies', () => {
    const gate = '{ name: Mail, stops: mql, when: freeMail, reason: "{emailDomain} is a mail provider" }';
    expect(gated(gate, { person: { email: 'ada@gmail.com' } }).gate.reason).to.equal(
      'gmail.com is a mail provider',
    );
    expect(gated(gate).gate.holds).to.equal(false);
    expect(gated(gate, { person: { email: null } }).gate.holds).to.equal(false);
  });

  it('can stop those who have an open opportunity', () => {
    const gate = '{ name: Open, stops: mql, when: openOpportunities > 0, reason: "Has one" }';
    expect(gated(gate, { opportunities: [DEAL] }).stage).to.equal(null);
  });
});

describe('a round', () => {
  const rules = rulesOf({
    scoring: SCORING,
    qualification: stagesText({ more: 'new-cycle: { from: recycled, to: [inquiry, engaged, mql] }' }),
  }).qualification!;

  it('begins in the first stage, and again when somebody comes back', () => {
    const first = firstStanding(rules, 1);
    expect(first).to.deep.equal({
      stage: 'inquiry',
      cycle: 1,
      since: 1,
      returnAt: null,
      answeredAt: null,
      heard: [],
    });
    const mql = enter(rules, first, 'mql', 2);
    const recycled = enter(rules, mql, 'recycled', 3);
    expect([mql.cycle, recycled.cycle]).to.deep.equal([1, 1]);
    expect(enter(rules, recycled, 'engaged', 4)).to.include({ stage: 'engaged', cycle: 2, since: 4 });
  });

  it('forgets with the stage when to come back, and keeps which answers were heard', () => {
    const waiting = { ...ADA.standing, stage: 'recycled', returnAt: NOW, heard: ['not now'] };
    expect(enter(rules, waiting, 'engaged', NOW)).to.include({ returnAt: null, heard: waiting.heard });
  });
});

describe('rules of which a file is missing', () => {
  it('score nobody without scoring.yaml, and change no stage without qualification.yaml', () => {
    const recipes = ['{ name: Big, from: inquiry, to: mql, when: company.employees > 50 }'];
    const unscored = decide(rulesOf({ qualification: stagesText({ recipes }) }), ADA);
    expect([unscored.score, unscored.sentence]).to.deep.equal([null, '']);
    expect(unscored.qualification?.transition?.to.stage).to.equal('mql');
    expect(decide(rulesOf({ scoring: SCORING }), ADA).qualification).to.equal(null);
    expect(decide(rulesOf({}), ADA)).to.deep.equal({
      score: null,
      qualification: null,
      sentence: '',
      next: null,
    });
  });
});
