import { expect } from 'chai';
import fc from 'fast-check';
import { parseRouting } from '../../src/rules/routing/parse.ts';
import { route, type Routed, type RouteInput } from '../../src/rules/routing/route.ts';
import type { Member } from '../../src/rules/routing/routing.ts';
import { NO_STATE, type RoutingState } from '../../src/rules/routing/state.ts';
import { takeTurn, type Credits } from '../../src/rules/routing/turn.ts';
import { isWorking } from '../../src/rules/working-time/working.ts';
import { at, HOUR, taken } from '../unit/rules/build-files.ts';
import { FIELDS } from '../unit/rules/fields.ts';

const member = (weight: number, index: number): Member => ({ email: `m${index}@example.com`, weight });
const teams = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(1, 1, 2, 0.5)), {
    minLength: 1,
    maxLength: 20,
  })
  .map((weights) => weights.map(member));

/** How far each is from their share at worst, when those at `presence` are there for one person after the other. */
function worstOf(team: readonly Member[], presence: readonly (readonly Member[])[]): number {
  const ideal = new Map<string, number>();
  const count = new Map<string, number>();
  let credits: Credits = {};
  let worst = 0;
  for (const present of presence) {
    const total = present.reduce((sum, { weight }) => sum + weight, 0);
    for (const { email, weight } of present) ideal.set(email, (ideal.get(email) ?? 0) + weight / total);
    const turn = takeTurn(present, credits);
    if (!present.some(({ email }) => email === turn.email)) expect.fail(`${turn.email} was away`);
    credits = turn.credits;
    count.set(turn.email, (count.get(turn.email) ?? 0) + 1);
    const off = team.map(({ email }) => Math.abs((ideal.get(email) ?? 0) - (count.get(email) ?? 0)));
    worst = Math.max(worst, ...off);
  }
  return worst;
}

describe('laws of turns', () => {
  it('nobody is ever a whole person before or behind their share by weight, while the same members are there', () => {
    fc.assert(
      fc.property(teams, fc.integer({ min: 1, max: 400 }), (team, rounds) => {
        expect(
          worstOf(
            team,
            Array.from({ length: rounds }, () => team),
          ),
        ).to.be.lessThan(1 + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('holds for weights on which plain smooth round-robin fails', () => {
    const team = [4, 1, 1, 4, 1, 1, 38, 1, 1, 4, 38].map(member);
    expect(
      worstOf(
        team,
        Array.from({ length: 500 }, () => team),
      ),
    ).to.be.lessThan(1);
  });

  it('nobody is ever two away from their share, whenever members come and go by themselves', () => {
    const histories = teams.chain((team) => {
      const who = fc.subarray([...team], { minLength: 1 });
      return fc.tuple(fc.constant(team), fc.array(who, { minLength: 1, maxLength: 200 }));
    });
    fc.assert(
      fc.property(histories, ([team, presence]) => {
        expect(worstOf(team, presence)).to.be.lessThan(2);
      }),
      { numRuns: 300 },
    );
  });

  it('whoever came to be a whole person behind goes first, the furthest behind before all', () => {
    const [a, b] = [1, 9].map(member);
    const credits = { [a!.email]: 0.95, [b!.email]: 0.5 };
    expect(takeTurn([a!, b!], credits).email).to.equal(b!.email);
    expect(takeTurn([a!, b!], { ...credits, [b!.email]: 0 }).email).to.equal(a!.email);
  });

  it('within one is more than any method can promise when each leaves as soon as they were served', () => {
    let present = [1, 1, 1, 1, 1].map(member);
    const team = present;
    const presence: (readonly Member[])[] = [];
    let credits: Credits = {};
    while (present.length > 0) {
      presence.push(present);
      const { email, credits: next } = takeTurn(present, credits);
      credits = next;
      present = present.filter((one) => one.email !== email);
    }
    // The last one was there for all five, and should have had 1/5 + 1/4 + 1/3 + 1/2 before the first came.
    expect(worstOf(team, presence)).to.be.closeTo(1 / 5 + 1 / 4 + 1 / 3 + 1 / 2, 1e-9);
  });
});

const TEAM = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`);
const FILE = `
calendars:
  berlin: { zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 } }
  kolkata: { zone: Asia/Kolkata, hours: { mon-sat: [09:00-13:00, 14:00-18:00] } }
people:
  a@example.com: { calendar: berlin, leave: [2026-11-24] }
  b@example.com: { calendar: berlin, capacity: { open: 3 } }
  c@example.com: { calendar: kolkata }
  d@example.com: { calendar: kolkata, capacity: { per-day: 2 } }
  e@example.com: { calendar: berlin }
teams: { all: { a@example.com: 1, b@example.com: 2, c@example.com: 3, d@example.com: 1, e@example.com: 1, f@example.com: 1 } }
rules:
  - { name: again, previous-owner: 30d }
  - { name: account, owner-in: company.owner }
  - { name: south, table: [{ country: PT, owner: c@example.com }, { country: ES, queue: Leads }] }
  - { name: turn, team: all }
fallback: Fallback
`;
const { value: routing } = taken(parseRouting(FILE, 'r.yaml', FIELDS));
/** Anybody may have left. `f` has no calendar: always there. */
const active = fc.subarray(TEAM).map((there) => new Map(TEAM.map((email) => [email, there.includes(email)])));

const START = at('2026-11-23T00:00:00Z');
const requests = fc.record({
  ms: fc.integer({ min: 0, max: 6 * HOUR }),
  country: fc.constantFrom('Portugal', 'Spain', 'Norway', null),
  owner: fc.option(fc.constantFrom(...TEAM, 'x@example.com'), { freq: 3 }),
  previous: fc.option(fc.constantFrom(...TEAM), { freq: 3 }),
});
const days = fc.record({
  people: active,
  queue: fc.boolean(),
  sent: fc.array(requests, { minLength: 1, maxLength: 40 }),
});

interface Step {
  readonly input: RouteInput;
  readonly routed: Routed;
}

function run({
  people,
  queue,
  sent,
}: typeof days extends fc.Arbitrary<infer T> ? T : never): readonly Step[] {
  let state: RoutingState = NO_STATE;
  let now = START;
  return sent.map(({ ms, country, owner, previous }) => {
    now += ms;
    const input: RouteInput = {
      fields: { country, 'company.owner': owner },
      now: new Date(now),
      previous: previous === null ? null : { owner: previous, at: new Date(now - 24 * HOUR) },
      directory: { people, queues: new Set(queue ? ['Leads'] : []) },
      state,
    };
    const routed = route(routing, input);
    state = routed.state;
    return { input, routed };
  });
}

/** By the words of the file alone, not by the code under test. */
function canTake(email: string, { now, directory, state }: RouteInput): boolean {
  if (directory.people.get(email) !== true) return false;
  const calendar = routing.people.get(email)?.calendar ?? null;
  if (calendar !== null && !isWorking(calendar, now.getTime())) return false;
  const berlinDay = now.toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
  if (email === 'a@example.com' && berlinDay === '2026-11-24') return false;
  if (email === 'b@example.com' && (state.loads[email]?.open ?? 0) >= 3) return false;
  const kolkataDay = now.toLocaleDateString('en-CA', { timeZone: 'Asia/Kolkata' });
  const load = state.loads[email];
  const isToday = load !== undefined && new Date(load.day * 24 * HOUR).toISOString().startsWith(kolkataDay);
  return !(email === 'd@example.com' && isToday && load.given >= 2);
}

describe('laws of routing', () => {
  it('a person goes to an owner who can take them, to a queue that is there, or to the fallback', () => {
    fc.assert(
      fc.property(days, (day) => {
        for (const { input, routed } of run(day)) {
          if (routed.to.kind === 'owner')
            expect(canTake(routed.to.email, input), routed.to.email).to.equal(true);
          else if (routed.rule !== null) expect(input.directory.queues).to.include(routed.to.name);
          else expect(routed.to.name).to.equal('Fallback');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('nobody lands in the fallback while somebody of the team can take them', () => {
    fc.assert(
      fc.property(days, (day) => {
        for (const { input, routed } of run(day)) {
          if (routed.rule === null) expect(TEAM.filter((email) => canTake(email, input))).to.deep.equal([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('whoever had the person keeps them while they can take them', () => {
    fc.assert(
      fc.property(days, (day) => {
        for (const { input, routed } of run(day)) {
          const { previous } = input;
          if (previous !== null && canTake(previous.owner, input))
            expect([routed.to, routed.rule]).to.deep.equal([
              { kind: 'owner', email: previous.owner },
              'again',
            ]);
        }
      }),
    );
  });

  it('every member of a team that was asked gets the person, or is told why not', () => {
    fc.assert(
      fc.property(days, (day) => {
        for (const { routed } of run(day)) {
          if (routed.rule !== null && routed.rule !== 'turn') continue;
          const asked = routed.losers.filter(({ rule }) => rule === 'turn').map(({ candidate }) => candidate);
          const winner = routed.to.kind === 'owner' ? [routed.to.email] : [];
          expect([...asked, ...winner].sort()).to.deep.equal(TEAM);
        }
      }),
    );
  });

  it('the same input gives the same answer, and is not changed', () => {
    fc.assert(
      fc.property(days, (day) => {
        const steps = run(day);
        expect(run(day).map(({ routed }) => routed)).to.deep.equal(steps.map(({ routed }) => routed));
        for (const { input, routed } of steps) expect(route(routing, input)).to.deep.equal(routed);
      }),
    );
  });
});
