import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Path } from '../../../src/mapping/problem.ts';
import { checkSla } from '../../../src/rules/sla/check.ts';
import { readClock, type HandOff, type Moments } from '../../../src/rules/sla/clock.ts';
import { compileSla } from '../../../src/rules/sla/compile.ts';
import { slaDocument } from '../../../src/rules/sla/document.ts';
import { USUAL_TOUCHES, type Sla } from '../../../src/rules/sla/sla.ts';
import { parseRoles } from '../../../src/rules/roles/parse.ts';
import { calendar, MINUTE, taken } from './build-files.ts';

const SLA = `
first-touch: { hot: 5m, otherwise: 30m }
steps:
  - { at: 50%, do: remind }
  - { at: 100%, do: escalate, to: inside }
  - { at: 200%, do: reassign, at-most: 2 }
`;
const compile = (yaml: string, tell: (problem: string) => void): Sla =>
  compileSla(slaDocument.parse(parse(yaml)), ['sla'], (path: Path, cause, fix) =>
    tell(`${path.join('.')}: ${cause}. ${fix}`),
  );
const sla = compile(SLA, (problem) => expect.fail(problem));
const BERLIN = calendar('{ zone: Europe/Berlin, hours: { mon-fri: 09:00-17:00 } }');

/** On Monday, 2026-11-23, in Berlin. */
const time = (text: string): Date => new Date(`2026-11-23T${text}+01:00`);
const MOMENTS: Moments = {
  source: time('10:00'),
  received: time('10:00:01'),
  decided: time('10:00:01.200'),
  visible: time('10:00:02'),
  reassigned: null,
  touched: null,
};
const handOff = (moments: Partial<Moments> = {}, more: Partial<HandOff> = {}): HandOff => ({
  moments: { ...MOMENTS, ...moments },
  priority: null,
  stepsDone: 0,
  reassignments: 0,
  ...more,
});
const read = (one: HandOff, now: string) => readClock(sla, one, BERLIN, time(now));

describe('the clocks of a hand-off', () => {
  it('keep the milliseconds of the systems apart, step by step', () => {
    expect(read(handOff(), '10:05').systemMs).to.deep.equal({ receive: 1000, decide: 200, deliver: 800 });
  });

  it('count what is not known as not known, and a source whose clock is fast as no time', () => {
    const unknown = handOff({ source: null, visible: null });
    expect(read(unknown, '10:05').systemMs).to.deep.equal({ receive: null, decide: 200, deliver: null });
    expect(read(handOff({ source: time('10:05') }), '10:05').systemMs.receive).to.equal(0);
  });

  it('let nothing begin for the owner before he could see it', () => {
    const { state, due, begins, humanMinutes, next } = read(handOff({ visible: null }), '16:00');
    expect({ state, due, begins, humanMinutes, next }).to.deep.equal({
      state: 'not-visible',
      due: null,
      begins: null,
      humanMinutes: 0,
      next: null,
    });
  });

  it('run in working minutes: what is visible in the evening is due the next morning', () => {
    const { begins, due } = read(handOff({ visible: time('21:00') }), '22:00');
    expect(begins).to.deep.equal(new Date('2026-11-24T08:00:00.000Z'));
    expect(due).to.deep.equal(new Date('2026-11-24T08:30:00.000Z'));
  });

  it('know what the priority asks for', () => {
    expect(read(handOff({}, { priority: 'hot' }), '10:01').due).to.deep.equal(time('10:05:02'));
    expect(read(handOff({}, { priority: 'cold' }), '10:01').due).to.deep.equal(time('10:30:02'));
  });

  const states: readonly (readonly [touched: string | null, now: string, state: string, minutes: number])[] =
    [
      [null, '10:10:02', 'running', 10],
      [null, '10:30:02', 'running', 30],
      [null, '10:31:02', 'overdue', 31],
      ['10:12:02', '11:00', 'met', 12],
      ['10:30:02', '11:00', 'met', 30],
      ['10:45:02', '11:00', 'missed', 45],
    ];
  for (const [touched, now, state, minutes] of states) {
    it(`are ${state} at ${now} when ${touched === null ? 'not touched' : `touched at ${touched}`}`, () => {
      const reading = read(handOff({ touched: touched === null ? null : time(touched) }), now);
      expect([reading.state, reading.humanMinutes]).to.deep.equal([state, minutes]);
    });
  }

  it('say what is next: remind at half time, escalate when due, reassign at twice the time', () => {
    const next = (stepsDone: number) => read(handOff({}, { stepsDone }), '10:01').next;
    expect(next(0)).to.deep.equal({ at: time('10:15:02'), what: { kind: 'remind', share: 0.5 } });
    expect(next(1)).to.deep.equal({
      at: time('10:30:02'),
      what: { kind: 'escalate', share: 1, to: 'inside' },
    });
    expect(next(2)).to.deep.equal({
      at: time('11:00:02'),
      what: { kind: 'reassign', share: 2, atMost: 2 },
    });
    expect(next(3)).to.equal(null);
  });

  it('do nothing more once somebody has touched it', () => {
    expect(read(handOff({ touched: time('10:10') }), '10:11').next).to.equal(null);
  });

  it('begin anew for the next owner, and reassign only as often as is told', () => {
    const second = handOff({ reassigned: time('11:00:02') }, { reassignments: 1 });
    expect(read(second, '11:01:02')).to.deep.include({ due: time('11:30:02'), humanMinutes: 1 });
    const unseen = handOff({}, { reassignments: 1 });
    expect(read(unseen, '16:00')).to.deep.include({ state: 'not-visible', due: null, next: null });
    const last = handOff({ reassigned: time('12:00:02') }, { reassignments: 2, stepsDone: 2 });
    expect(read(last, '12:01').next).to.equal(null);
  });

  it('never blame a person for the minutes of a system', () => {
    const moment = fc
      .integer({ min: 0, max: 600 * MINUTE })
      .map((ms) => new Date(time('10:00').getTime() - ms));
    fc.assert(
      fc.property(fc.option(moment), moment, fc.option(moment), (source, received, decided) => {
        const { systemMs: _, ...human } = read(handOff({ source, received, decided }), '10:40');
        const { systemMs: __, ...expected } = read(handOff(), '10:40');
        expect(human).to.deep.equal(expected);
      }),
    );
  });
});

describe('what is a touch', () => {
  const touchedBy = (text: string): readonly string[] =>
    compile(`${text}\nfirst-touch: { otherwise: 1h }`, (problem) => expect.fail(problem)).touchedBy;

  it('is what the file says, or what sales usually does', () => {
    expect(touchedBy('touched-by: [call, note]')).to.deep.equal(['call', 'note']);
    expect(touchedBy('')).to.deep.equal(USUAL_TOUCHES);
  });
});

describe('the sla of a rules file with a mistake', () => {
  const mistakes: Readonly<Record<string, readonly [from: string, to: string, problem: string]>> = {
    'a time that is none': [
      '30m',
      'half an hour',
      'sla.first-touch.otherwise: "half an hour" is no length of time. Write e.g. 30m, 4h or 2d; a day is 24 working hours.',
    ],
    'a share that is none': ['50%', '"0.5"', 'sla.steps.0.at: "0.5" is no share. Write e.g. 50%.'],
    'steps out of order': [
      '50%',
      '150%',
      'sla.steps.1.at: this comes before the step above it. Put the steps in the order of "at".',
    ],
  };
  for (const [name, [from, to, problem]] of Object.entries(mistakes)) {
    it(`tells ${name}`, () => {
      const problems: string[] = [];
      compile(SLA.replace(from, to), (told) => problems.push(told));
      expect(problems).to.deep.equal([problem]);
    });
  }

  it('tells an escalation to a function that there is not', () => {
    const problems: string[] = [];
    const { value: roles } = taken(
      parseRoles('functions: { insite: { queues: [New Leads] } }\nsteps: {}', 'roles.yaml'),
    );
    checkSla(sla, roles, ['sla'], (code, path, cause, fix) =>
      problems.push(`${code} ${path.join('.')}: ${cause}. ${fix}`),
    );
    expect(problems).to.deep.equal([
      'unknown-function sla.steps.1.to: no function is named "inside". Did you mean "insite"?',
    ]);
  });

  it('is refused by its shape when an escalation goes nowhere, or no time is given', () => {
    expect(slaDocument.safeParse(parse(SLA.replace(', to: inside', ''))).success).to.equal(false);
    expect(slaDocument.safeParse(parse(SLA.replace('otherwise: 30m', 'cold: 30m'))).success).to.equal(false);
  });
});
