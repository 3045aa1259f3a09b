import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { TOUCHPOINT_KINDS } from '../../../src/domain/touchpoint.ts';
import type { DigestRules } from '../../../src/rules/digest/digest.ts';
import { digestJsonSchema } from '../../../src/rules/digest/document.ts';
import { getsDigest, makeDigest, tellsNew } from '../../../src/rules/digest/make.ts';
import { DIGEST_NAMES } from '../../../src/rules/digest/names.ts';
import { DIGEST_FILE, parseDigest } from '../../../src/rules/digest/parse.ts';
import { showTouches } from '../../../src/rules/digest/show.ts';
import { describeRulesChange } from '../../../src/rules/files/describe-change.ts';
import { TEXT_LENGTH } from '../../../src/rules/handoff/cap.ts';
import type { HandOffTouch } from '../../../src/rules/handoff/input.ts';
import type { DecisionInput } from '../../../src/rules/input.ts';
import { makeZone } from '../../../src/rules/working-time/zone.ts';
import { expectSchema, expectTable } from '../../support/docs.ts';
import { DAY, decided, did, FIELDS, NOW, ROOT, rulesOf } from './build.ts';
import { HOUR, MINUTE, shown, taken } from './build-files.ts';
import { BESIDE, HANDED, touch } from './handoff-build.ts';

const PAGE = join(ROOT, 'docs', 'activities.md');
const [, EXAMPLE = ''] = /```yaml digest\n(.*?)```/su.exec(readFileSync(PAGE, 'utf8')) ?? [];

const digestOf = (text: string): DigestRules => taken(parseDigest(text, 'digest.yaml', BESIDE)).value;
const SMALL = "status: Completed\nsubject: '{lastTouch}'\nbody: '{touches}'\n";

const asked = (change: Partial<DecisionInput> = {}) => {
  const input = { ...HANDED, ...change };
  return { person: 'p-1', input, decision: decided(BESIDE.rules, input), owner: 'alex.rep@example.com' };
};

describe('what a digest shows', () => {
  const rules = { ...digestOf(SMALL), most: 3 };
  const linesOf = (touches: readonly HandOffTouch[], now = NOW): readonly string[] =>
    showTouches(rules, touches, now)?.lines ?? [];

  it('is the last 3 things, newest first, and of 4 alike in a day one line', () => {
    const pages = [0, 1, 2, 3].map((minutes) =>
      touch('page_view', (minutes * MINUTE) / DAY, '/prices', null),
    );
    const others = [
      touch('form_submit', 1, 'Demo', 'Spring'),
      touch('email_open', 2, 'News', null),
      touch('list_member', 3, 'Fair', null),
    ];
    expect(linesOf([...others, ...pages])).to.deep.equal([
      '2026-11-21 Page: /prices, 4 times',
      '2026-11-20 Form: Demo (Spring)',
      '2026-11-19 Mail opened: News',
    ]);
    expect(showTouches(rules, [...others, ...pages], NOW)).to.include({ count: 7, lastDay: '2026-11-21' });
  });

  it('begins with a whole day of the zone, 30 days ago, and ends now', () => {
    const at = (text: string): HandOffTouch => ({
      ...touch('page_view', 0, '/', null),
      at: Date.parse(text),
    });
    const [before, first, later] = [
      at('2026-10-21T23:59:59Z'),
      at('2026-10-22T00:00:00Z'),
      at('2026-11-21T12:00:01Z'),
    ];
    expect(linesOf([before, first, later])).to.deep.equal(['2026-10-22 Page: /']);
    expect(showTouches(rules, [before, later], NOW)).to.equal(null);
    const zone = makeZone('Europe/Berlin')!;
    expect(showTouches({ ...rules, clock: { zone } }, [before], NOW)?.lines).to.deep.equal([
      '2026-10-22 Page: /',
    ]);
  });

  it('is cut between two lines where it is longer than the field', () => {
    const long = Array.from({ length: 100 }, (_, index) =>
      touch('page_view', index / 4, `/${index}/${'x'.repeat(400)}`, null),
    );
    const lines = showTouches({ ...rules, most: 100 }, long, NOW)?.lines ?? [];
    expect(lines.join('\n').length).to.be.within(TEXT_LENGTH - 500, TEXT_LENGTH);
    for (const line of lines) expect(line.endsWith('x'), line).to.equal(true);
  });

  const touches = fc.array(
    fc.record({
      kind: fc.constantFrom(...TOUCHPOINT_KINDS),
      at: fc.integer({ min: NOW - 40 * DAY, max: NOW + DAY }),
      about: fc.constantFrom('/a', '/b', null),
      campaign: fc.constantFrom('Spring', null),
    }),
    { maxLength: 40 },
  );
  const zones = fc.constantFrom(null, 'Europe/Berlin', 'America/New_York').map((name) => {
    const zone = name === null ? null : makeZone(name);
    return zone === null ? null : { zone };
  });

  it('is the same in whatever order it came, and never more than was asked for', () => {
    fc.assert(
      fc.property(touches, zones, fc.integer({ min: 1, max: 12 }), (some, clock, most) => {
        const one = showTouches({ ...rules, clock, most }, some, NOW);
        expect(showTouches({ ...rules, clock, most }, some.toReversed(), NOW)).to.deep.equal(one);
        if (one === null) return;
        const days = one.lines.map((line) => line.slice(0, 10));
        expect(days).to.deep.equal(days.toSorted().toReversed());
        expect(one.lines.length).to.be.within(1, most);
        expect(new Set(one.lines).size).to.equal(one.lines.length);
        expect(one.count).to.be.within(one.lines.length, some.length);
      }),
    );
  });

  it('is no news because time has passed, and is news with whatever is done next', () => {
    fc.assert(
      fc.property(touches, zones, fc.integer({ min: 0, max: 50 * DAY }), (some, clock, ms) => {
        const past = some.filter(({ at }) => at <= NOW);
        const at = (now: number, all: readonly HandOffTouch[]) =>
          makeDigest({ ...rules, clock }, asked({ now }), all);
        const [before, after] = [at(NOW, past), at(NOW + ms, past)];
        if (before === null) return;
        if (after !== null) expect(tellsNew(after, before)).to.equal(false);
        const more = at(NOW + ms, [...past, { ...touch('page_view', 0, '/a', null), at: NOW + ms }]);
        expect(more !== null && tellsNew(more, before)).to.equal(true);
      }),
    );
  });

  it('is news with another owner, and none without one', () => {
    const before = makeDigest(rules, asked(), [touch('page_view', 0, '/', null)])!;
    expect(tellsNew({ ...before, owner: 'sam.rep@example.com' }, before)).to.equal(true);
    expect(tellsNew({ ...before, owner: null }, before)).to.equal(false);
  });
});

describe('digest.yaml', () => {
  it('says who gets one, by all that qualification may ask for', () => {
    const gets = (when: string, change: Partial<DecisionInput> = {}) =>
      getsDigest(digestOf(`when: ${when}\n${SMALL}`), asked(change));
    expect(gets('stage == "mql"')).to.equal(true);
    expect(gets('stage == "sal"')).to.equal(false);
    expect(gets('score.engagement > 0 && company.employees >= 400')).to.equal(true);
    expect(gets('count("page_view", 7d) >= 2')).to.equal(false);
    const twice = [did('page_view', 1, '/pricing'), did('page_view', 2, '/pricing')];
    expect(gets('count("page_view", 7d) >= 2', { touchpoints: twice })).to.equal(true);
    expect(getsDigest(digestOf(SMALL), asked())).to.equal(true);
  });

  it('asks for little: ten lines of thirty days, once an hour, of what marketing sees', () => {
    const rules = digestOf(SMALL);
    expect(rules).to.include({ most: 10, days: 30, everyMs: HOUR, status: 'Completed', clock: null });
    expect(rules.kinds).to.include('page_view').and.not.include('email_sent');
    expect(digestOf(`words: { page_view: Seite }\nkinds: [page_view]\n${SMALL}`)).to.deep.include({
      kinds: ['page_view'],
      words: new Map([['page_view', 'Seite']]),
    });
  });

  const WRONG: Readonly<Record<string, readonly [text: string, told: string]>> = {
    'a field that there is not': [
      `when: stge == "mql"\n${SMALL}`,
      '1:7 there is no field "stge". Did you mean "stage"?',
    ],
    'a stage that there is not': [
      `when: stage == "mqll"\n${SMALL}`,
      '1:16 "mqll" is not an option of stage. Did you mean "mql"?',
    ],
    'a name in a template that there is not': [
      SMALL.replace('{lastTouch}', '{lastTuch}'),
      '2:12 there is no field "lastTuch". Did you mean "lastTouch"?',
    ],
    'a length of time that is none': [
      `at-most-every: often\n${SMALL}`,
      '1:16 "often" is no length of time. Write e.g. 30m, 4h or 90d.',
    ],
    'a zone that there is not': [
      `zone: Europe/Berln\n${SMALL}`,
      '1:7 there is no time zone "Europe/Berln". Did you mean "Europe/Berlin"?',
    ],
    'an unknown key': [`evry: 1h\n${SMALL}`, '1:1 unknown key "evry". '],
    'more lines than a Task holds': [`touches: 1000\n${SMALL}`, '1:10 '],
    'a kind that there is not': [`kinds: [page_visit]\n${SMALL}`, '1:9 '],
    'a kind in words that there is not': [`words: { page_visit: Seite }\n${SMALL}`, '1:'],
    'no status': ["subject: a\nbody: '{touches}'\n", '1:1 '],
  };
  for (const [what, [text, told]] of Object.entries(WRONG))
    it(`tells ${what}, with its place and its fix`, () => {
      const parsed = parseDigest(text, 'digest.yaml', BESIDE);
      const problems = parsed.kind === 'invalid' ? shown(parsed.problems) : [];
      expect(problems.length).to.equal(1);
      expect(problems[0]?.startsWith(told), problems[0]).to.equal(true);
      expect(problems[0]).to.match(/\. \S/u);
    });

  it('tells that nobody is decided about without scoring and qualification', () => {
    const parsed = parseDigest(SMALL, 'digest.yaml', { fields: FIELDS, rules: rulesOf({}) });
    expect(parsed.kind === 'invalid' ? shown(parsed.problems) : []).to.deep.equal([
      '1:1 nobody is decided about, so nobody gets a digest. Add rules/scoring.yaml or rules/qualification.yaml.',
    ]);
  });

  it('is told in plain words when it changes', () => {
    expect(describeRulesChange(DIGEST_FILE, SMALL, `touches: 5\n${SMALL}`)).to.deep.equal([
      'The digest has now touches: 5, was 10',
    ]);
  });
});

describe('the documentation of the digest', () => {
  it('shows the Task that is made', () => {
    const touches = [
      touch('page_view', 0.02, '/pricing', null),
      touch('page_view', 0.01, '/pricing', null),
      touch('form_submit', 0, 'demo of the CRM', 'Spring Fair'),
      touch('email_click', 9, 'Newsletter', 'News'),
      touch('marketing_event', 12, 'Spring Fair · attended', 'Spring Fair'),
    ];
    const digest = makeDigest(digestOf(EXAMPLE), asked(), touches)!;
    expect(digest).to.include({ status: 'Completed', dueDate: '2026-11-21', owner: 'alex.rep@example.com' });
    expectTable(PAGE, 'digest', ['```text', String(digest['subject']), '', String(digest['body']), '```']);
  });

  it('lists the names of its templates', () => {
    expectTable(PAGE, 'digest names', [
      '| name | what it is |',
      '|---|---|',
      ...Object.entries(DIGEST_NAMES).map(([name, { meaning }]) => `| \`${name}\` | ${meaning} |`),
    ]);
  });

  it('has a schema for editors that is the code', () =>
    expectSchema(join(ROOT, 'docs', 'schema', 'digest.schema.json'), digestJsonSchema()));
});
