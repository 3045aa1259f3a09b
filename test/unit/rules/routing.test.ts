import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Fields } from '../../../src/domain/value.ts';
import { checkRouting } from '../../../src/rules/routing/check.ts';
import { parseRouting } from '../../../src/rules/routing/parse.ts';
import { sayReason } from '../../../src/rules/routing/reason.ts';
import { route, type RouteInput, type Routed } from '../../../src/rules/routing/route.ts';
import type { Routing } from '../../../src/rules/routing/routing.ts';
import { NO_STATE, withOpen } from '../../../src/rules/routing/state.ts';
import { shown, taken } from './build-files.ts';
import { FIELDS, SHIPPED_FIELDS } from './fields.ts';
import { SANDBOX } from './sandbox.ts';

const SHIPPED = readFileSync(join(import.meta.dirname, '../../../mappings/rules/routing.yaml'), 'utf8');
/** A Monday morning in Berlin. */
const NOW = new Date('2026-11-23T09:00:00Z');
const NIGHT = new Date('2026-11-23T23:00:00Z');

const PEOPLE = `
calendars: { office: { zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }, holidays: { 2026-12-25: Christmas Day } } }
usual-calendar: office
people:
  alex.rep@example.com: { languages: [de, en], skills: [enterprise], capacity: { open: 2 } }
  sam.rep@example.com: { languages: [en], leave: [2026-11-30..2026-12-04], capacity: { per-day: 1 } }
teams: { inside: { alex.rep@example.com: 1, sam.rep@example.com: 1 } }
partners: { Iberia: { manager: kim.lead@example.com, tell: { fields: [country, company], texts: [reason] } } }
fallback: New Leads
`;
/** Rules are given as YAML, one a line. */
const routing = (...rules: readonly string[]): Routing =>
  taken(parseRouting(`${PEOPLE}rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`, 'r.yaml', FIELDS))
    .value;

const send = (to: Routing, fields: Fields, more: Partial<RouteInput> = {}): Routed =>
  route(to, { fields, now: NOW, previous: null, directory: SANDBOX, state: NO_STATE, ...more });

const who = ({ to }: Routed): string => (to.kind === 'owner' ? to.email : `queue ${to.name}`);
const lost = ({ losers }: Routed): readonly string[] =>
  losers.map(({ candidate, why }) => `${candidate ?? '-'}: ${sayReason(why)}`);
const [ALEX, SAM, KIM] = ['alex.rep@example.com', 'sam.rep@example.com', 'kim.lead@example.com'];
const QUEUE = 'queue New Leads';

describe('routing as shipped', () => {
  const parsed = taken(parseRouting(SHIPPED, 'routing.yaml', SHIPPED_FIELDS));
  const shipped = parsed.value;

  it('fits the sandbox', () => {
    expect(shown(checkRouting(parsed, SANDBOX, NOW))).to.deep.equal([]);
  });

  const cases: readonly (readonly [name: string, fields: Fields, to: string, rule: string])[] = [
    ['someone of an account with an owner', { 'company.owner': SAM }, SAM, 'owner of the account'],
    ['someone of a large company', { 'company.employees': 5000 }, KIM, 'large companies'],
    ['someone in Germany', { country: 'Deutschland' }, ALEX, 'territories'],
    ['someone in France', { country: 'France' }, SAM, 'territories'],
    ['someone in Japan', { country: 'Japan' }, ALEX, 'everybody else in turn'],
    ['someone of whom nothing is known', {}, ALEX, 'everybody else in turn'],
  ];
  for (const [name, fields, to, rule] of cases) {
    it(`gives ${name} to ${to}`, () => {
      const routed = send(shipped, fields);
      expect([who(routed), routed.rule]).to.deep.equal([to, rule]);
    });
  }

  it('takes turns', () => {
    const first = send(shipped, {});
    const second = send(shipped, {}, { state: first.state });
    expect([who(first), who(second)]).to.deep.equal([ALEX, SAM]);
  });
});

describe('the ways to choose an owner', () => {
  it('give a person who comes back to the one who had them, as long as that is not too long ago', () => {
    const rules = routing(
      '{ name: again, previous-owner: 30d }',
      '{ name: rest, owner: kim.lead@example.com }',
    );
    const at = (text: string) => ({ previous: { owner: SAM, at: new Date(text) } });
    expect(who(send(rules, {}, at('2026-10-25T00:00:00Z')))).to.equal(SAM);
    const later = send(rules, {}, at('2026-10-23T00:00:00Z'));
    expect(who(later)).to.equal(KIM);
    expect(lost(later)).to.deep.equal([`${SAM}: had the person on 2026-10-23, which is too long ago`]);
  });

  it('give them to somebody else once that one has left', () => {
    const rules = routing('{ name: again, previous-owner: 30d }', '{ name: rest, team: inside }');
    const previous = { owner: 'Pat.Former@example.com', at: new Date('2026-11-20T00:00:00Z') };
    const routed = send(rules, {}, { previous });
    expect([who(routed), lost(routed)[0]]).to.deep.equal([ALEX, 'pat.former@example.com: no longer active']);
  });

  it('give to the owner in a field, and say that it is blank', () => {
    const rules = routing('{ name: account, owner-in: company.owner }');
    expect(who(send(rules, { 'company.owner': KIM }))).to.equal(KIM);
    expect(lost(send(rules, { 'company.owner': null }))).to.deep.equal(['-: company.owner is blank']);
    expect(lost(send(rules, { 'company.owner': 'integration@example.com' }))).to.deep.equal([
      'integration@example.com: cannot own records',
    ]);
  });

  it('hold only where their condition does, and say what was missing to tell', () => {
    const rules = routing('{ name: big, when: company.employees > 500, owner: kim.lead@example.com }');
    expect(who(send(rules, { 'company.employees': 501 }))).to.equal(KIM);
    expect(lost(send(rules, { 'company.employees': 500 }))).to.deep.equal(['-: its condition is not met']);
    expect(lost(send(rules, { 'company.employees': null }))).to.deep.equal([
      '-: its condition cannot be told without company.employees',
    ]);
  });

  it('count what the person did', () => {
    const rules = routing(
      `{ name: eager, when: 'count("page_view", 7d) >= 3', owner: kim.lead@example.com }`,
    );
    expect(who(send(rules, {}, { counts: () => 3 }))).to.equal(KIM);
    expect(who(send(rules, {}, { counts: () => 2 }))).to.equal(QUEUE);
  });

  it('put into a queue, and pass it over when it is not there', () => {
    const rules = routing('{ name: first, queue: Gone }', '{ name: second, queue: New Leads }');
    const routed = send(rules, {});
    expect([who(routed), routed.rule, lost(routed)]).to.deep.equal([
      QUEUE,
      'second',
      ['Gone: there is no such queue'],
    ]);
  });

  it('give what is a partner’s to whoever looks after the partner, with what the partner may be told', () => {
    const rules = routing('{ name: resellers, when: reseller == "Iberia", partner: Iberia }');
    const routed = send(rules, { reseller: 'Iberia' });
    expect(who(routed)).to.equal(KIM);
    expect(routed.tell).to.deep.equal({
      partner: 'Iberia',
      fields: ['country', 'company'],
      texts: ['reason'],
    });
  });

  describe('for what only a person can own', () => {
    const rules = ['{ name: pool, queue: New Leads }', '{ name: rest, owner: sam.rep@example.com }'];
    const toPeople = { toPeople: true };

    it('pass over queues, and say why', () => {
      const routed = send(routing(...rules), {}, toPeople);
      expect([who(routed), routed.rule]).to.deep.equal([SAM, 'rest']);
      expect(lost(routed)).to.deep.equal(['New Leads: a queue cannot own a contact or an opportunity']);
    });

    it('end with the fallback owner, at work or not, in place of the queue', () => {
      const parsed = parseRouting(
        `${PEOPLE}fallback-owner: Sam.Rep@example.com\nrules: [{ name: pool, queue: New Leads }]`,
        'r.yaml',
        FIELDS,
      );
      const routed = send(taken(parsed).value, {}, { ...toPeople, now: NIGHT });
      expect([who(routed), routed.why.kind]).to.deep.equal([SAM, 'fallback-owner']);
      expect(routed.state.loads[SAM]?.given).to.equal(1);
      expect(who(send(taken(parsed).value, {}))).to.equal(QUEUE);
    });

    it('leave it to the fallback when the fallback owner has left, or there is none', () => {
      const left = { ...SANDBOX, people: new Map([[SAM, false]]) };
      const parsed = parseRouting(`${PEOPLE}fallback-owner: ${SAM}\nrules: []`, 'r.yaml', FIELDS);
      for (const routed of [
        send(taken(parsed).value, {}, { ...toPeople, directory: left }),
        send(routing('{ name: pool, queue: New Leads }'), {}, toPeople),
      ])
        expect([who(routed), routed.why.kind]).to.deep.equal([QUEUE, 'fallback']);
    });
  });

  it('end in the fallback queue, even if nothing is there', () => {
    const nowhere = { people: new Map(), queues: new Set<string>() };
    const routed = send(routing('{ name: all, team: inside }'), {}, { directory: nowhere });
    expect([who(routed), routed.rule, routed.why.kind]).to.deep.equal([QUEUE, null, 'fallback']);
    expect(lost(routed)).to.deep.equal([`${ALEX}: cannot own records`, `${SAM}: cannot own records`]);
  });
});

describe('a table', () => {
  const table = (...rows: readonly string[]): Routing =>
    routing(`name: t\n    table:\n${rows.map((row) => `      - ${row}\n`).join('')}`);
  const takes: readonly (readonly [row: string, taken: Fields, left: Fields])[] = [
    ['country: DE', { country: 'Germany' }, { country: 'Austria' }],
    ['country: [Österreich, ch]', { country: 'Switzerland' }, { country: 'Germany' }],
    ['state: [Bavaria]', { state: 'bavaria ' }, { state: 'Saxony' }],
    ["postcode: '10'", { postalCode: '10115' }, { postalCode: '11015' }],
    ['postcode: 10-14', { postalCode: '14999' }, { postalCode: '15000' }],
    ['postcode: 01000-01999', { postalCode: '01067' }, { postalCode: '1067' }],
    ['postcode: SW1A', { postalCode: 'sw1a 1aa' }, { postalCode: 'SW1P 3JX' }],
    ['employees: 50-249', { 'company.employees': 249 }, { 'company.employees': 250 }],
    ['employees: 250+', { 'company.employees': 250 }, { 'company.employees': 249 }],
    ['industry: banking', { 'company.industry': 'Banking' }, { 'company.industry': 'Retail' }],
    ['interest: CRM', { productInterest: ['CMS', 'CRM'] }, { productInterest: ['CMS'] }],
    ['language: de', { language: 'de-AT' }, { language: 'en' }],
    ['language: de-at', { language: 'de_at' }, { language: 'de' }],
    ['company: [Acme GmbH]', { 'company.name': 'ACME GmbH' }, { 'company.name': 'Acme' }],
    ['domain: acme.example', { 'company.domain': 'acme.example' }, { 'company.domain': 'acme.test' }],
    ['country: DE, employees: 50+', { country: 'DE', 'company.employees': 50 }, { country: 'DE' }],
    [
      `country: DE, when: 'jobTitle != null'`,
      { country: 'DE', jobTitle: 'CEO' },
      { country: 'DE', jobTitle: null },
    ],
  ];
  for (const [row, yes, no] of takes) {
    it(`with ${row} takes ${JSON.stringify(yes)} and not ${JSON.stringify(no)} or a blank`, () => {
      const rules = table(`{ ${row}, owner: kim.lead@example.com }`);
      expect([yes, no, {}].map((fields) => who(send(rules, fields)))).to.deep.equal([KIM, QUEUE, QUEUE]);
    });
  }

  it('is decided by the first row that takes the person, and tells which', () => {
    const rules = table(
      '{ country: DE, employees: 50-249, owner: sam.rep@example.com }',
      '{ country: [DE, AT], owner: kim.lead@example.com }',
    );
    expect(who(send(rules, { country: 'DE', 'company.employees': 70 }))).to.equal(SAM);
    const { to, why } = send(rules, { country: 'DE', 'company.employees': 7 });
    expect([to, sayReason(why)]).to.deep.equal([{ kind: 'owner', email: KIM }, 'country DE, AT']);
  });

  it('reads other fields where the file says so', () => {
    const rules = `${PEOPLE}columns: { domain: website }\nrules: [{ name: t, table: [{ domain: x.example, owner: ${KIM} }] }]`;
    const { value } = taken(parseRouting(rules, 'r.yaml', FIELDS));
    expect(who(send(value, { website: 'x.example' }))).to.equal(KIM);
  });
});

describe('a team', () => {
  const inTurn = routing('{ name: turn, team: inside }');
  const always = routing('{ name: turn, team: inside, outside-hours: give }');

  it('passes over whoever is not at work, on holiday or on leave', () => {
    expect(lost(send(inTurn, {}, { now: NIGHT }))).to.deep.equal([
      `${ALEX}: not at work at this time`,
      `${SAM}: not at work at this time`,
    ]);
    expect(lost(send(inTurn, {}, { now: new Date('2026-12-25T10:00:00Z') }))[0]).to.equal(
      `${ALEX}: on holiday: Christmas Day`,
    );
    const away = send(inTurn, {}, { now: new Date('2026-12-01T10:00:00Z') });
    expect([who(away), lost(away)]).to.deep.equal([ALEX, [`${SAM}: on leave until 2026-12-04`]]);
  });

  it('gives to those off hours where the rule says so, but never to those on leave', () => {
    expect(who(send(always, {}, { now: NIGHT }))).to.equal(ALEX);
    const away = send(always, {}, { now: new Date('2026-12-01T23:00:00Z') });
    expect([who(away), lost(away)]).to.deep.equal([ALEX, [`${SAM}: on leave until 2026-12-04`]]);
  });

  it('passes over whoever has enough open, and whoever was given enough that day', () => {
    const seen = [1, 2, 3, 4].reduce<readonly Routed[]>(
      (before) => [...before, send(inTurn, {}, { state: before.at(-1)?.state ?? NO_STATE })],
      [],
    );
    expect(seen.map(who)).to.deep.equal([ALEX, SAM, ALEX, QUEUE]);
    expect(lost(seen.at(-1)!)).to.deep.equal([
      `${ALEX}: has 2 open already`,
      `${SAM}: has 1 per day already`,
    ]);
    const tomorrow = send(inTurn, {}, { state: seen.at(-1)!.state, now: new Date('2026-11-24T09:00:00Z') });
    expect(who(tomorrow)).to.equal(SAM);
  });

  it('counts the days of the member, not those of UTC', () => {
    const rules = `${PEOPLE.replace('zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 }', 'zone: Asia/Kolkata, hours: { mon-sun: 00:00-24:00 }')}rules: [{ name: t, owner: sam.rep@example.com }]`;
    const { value } = taken(parseRouting(rules, 'r.yaml', FIELDS));
    const first = send(value, {}, { now: new Date('2026-11-23T18:00:00Z') });
    const again = (now: string) => who(send(value, {}, { now: new Date(now), state: first.state }));
    expect([who(first), again('2026-11-23T18:29:00Z'), again('2026-11-23T18:30:00Z')]).to.deep.equal([
      SAM,
      QUEUE,
      SAM,
    ]);
  });

  it('gives only to those who speak the language, and to anybody where that is not known', () => {
    const rules = routing('{ name: turn, team: inside, speaks: language }');
    const german = send(rules, { language: 'de-at' });
    expect([who(german), lost(german)]).to.deep.equal([ALEX, [`${SAM}: does not speak the language`]]);
    expect(who(send(rules, { language: 'fr' }))).to.equal(QUEUE);
    expect(who(send(rules, {}, { state: send(rules, {}).state }))).to.equal(SAM);
  });

  it('gives only to those with the skills', () => {
    const rules = routing('{ name: turn, team: inside, skills: [enterprise] }');
    const routed = send(rules, {});
    expect([who(routed), lost(routed)]).to.deep.equal([ALEX, [`${SAM}: lacks the skill enterprise`]]);
  });

  it('passes over whoever has left, without any change of the file', () => {
    const directory = { ...SANDBOX, people: new Map(SANDBOX.people).set(ALEX, false) };
    const routed = send(inTurn, {}, { directory });
    expect([who(routed), lost(routed)]).to.deep.equal([SAM, [`${ALEX}: no longer active`]]);
  });
});

describe('giving a person to somebody else', () => {
  const rules = routing(
    '{ name: again, previous-owner: 90d }',
    `{ name: theirs, owner: ${KIM} }`,
    '{ name: turn, team: inside }',
    '{ name: rest, queue: New Leads }',
  );
  const untouched = (...names: readonly string[]): Partial<RouteInput> => ({
    previous: { owner: names[0] ?? '', at: NOW },
    passedOver: new Map(names.map((name) => [name, { kind: 'untouched', minutes: 10 }])),
  });

  it('passes over those who did not touch them, by whatever rule it would be theirs, and says so', () => {
    const routed = send(rules, {}, untouched(KIM, ALEX));
    expect(who(routed)).to.equal(SAM);
    expect(lost(routed)).to.deep.equal([
      `${KIM}: did not touch the person within 10 working minutes`,
      `${KIM}: did not touch the person within 10 working minutes`,
      `${ALEX}: did not touch the person within 10 working minutes`,
    ]);
  });

  it('passes over a queue, too; the fallback is what is left in the end', () => {
    const routed = send(rules, {}, untouched(KIM, ALEX, SAM, 'New Leads'));
    expect([who(routed), routed.rule]).to.deep.equal([QUEUE, null]);
    expect(lost(routed).at(-1)).to.equal('New Leads: did not touch the person within 10 working minutes');
  });
});

describe('the state of routing', () => {
  it('has room again for whoever has less open than before, and keeps turns and days', () => {
    const inTurn = routing('{ name: turn, team: inside, outside-hours: give }');
    const full = { ...NO_STATE, loads: { [ALEX]: { open: 2, day: 1, given: 2 } } };
    expect(lost(send(inTurn, {}, { state: full }))).to.deep.equal([`${ALEX}: has 2 open already`]);
    const counted = withOpen(full, new Map([[SAM, 1]]));
    expect(counted.loads).to.deep.equal({
      [ALEX]: { open: 0, day: 1, given: 2 },
      [SAM]: { open: 1, day: 0, given: 0 },
    });
    expect(who(send(inTurn, {}, { state: counted }))).to.equal(ALEX);
  });
});
