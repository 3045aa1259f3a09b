import { expect } from 'chai';
import type { DecidedAnswer, DecidedNow, ToldHandOff } from '../../../src/api/decided.ts';
import { handOffLines, recipeCells, stageLines } from '../../../src/api/decided-text.ts';
import type { StageChange } from '../../../src/ledger/standings.ts';
import { toldAlone } from '../../../src/rules/condition.ts';

const AT = new Date('2026-11-20T14:03:10Z');
const ADA = 'ada';

const change = (over: Partial<StageChange>): StageChange => ({
  entity: ADA,
  at: AT,
  from: null,
  to: 'inquiry',
  cycle: 1,
  by: 'start',
  name: null,
  ...over,
});

const NOTHING: DecidedAnswer = { standing: null, stages: [], handOffs: [], decisions: [], now: null };
const STANDING = {
  entity: ADA,
  stage: 'recycled',
  cycle: 2,
  since: AT,
  returnAt: null,
  answeredAt: null,
  heard: [],
  told: {},
  restsOn: [],
};
const HAND_OFF: ToldHandOff = {
  id: 'h-1',
  entity: ADA,
  cycle: 1,
  kind: 'Demo',
  owner: 'alex@acme.example',
  queue: null,
  priority: 'hot',
  sourceAt: null,
  receivedAt: AT,
  decidedAt: AT,
  givenAt: AT,
  visibleAt: null,
  reassignedAt: null,
  touchedAt: null,
  closedAt: null,
  dueAt: null,
  stepsDone: 0,
  reassignments: 0,
  steps: [],
  clock: null,
  routed: {
    to: { kind: 'owner', email: 'alex@acme.example' },
    rule: 'territories',
    why: { kind: 'row', row: 'country Germany' },
    tell: null,
    losers: [
      { candidate: null, rule: 'same person again', why: { kind: 'no-previous' } },
      { candidate: 'sam@acme.example', rule: 'territories', why: { kind: 'turn' } },
      { candidate: 'kim@acme.example', rule: 'territories', why: { kind: 'turn' } },
    ],
  },
  made: {
    kind: 'Demo',
    record: 'lead',
    person: {},
    task: {},
    opportunity: null,
    contactRole: null,
    notices: [],
    records: [{ id: 't-1', object: 'task', fields: { subject: 'Call Ada' } }],
  },
};

describe('what was decided, in plain lines', () => {
  it('tells where a person stands, when they come back, and how they came there', () => {
    const stages = [
      change({}),
      change({ from: 'inquiry', to: 'mql', by: 'recipe', name: 'Asked for sales' }),
      change({ from: 'mql', to: 'recycled', by: 'answer', name: 'Rejected' }),
      change({ from: 'recycled', to: 'mql', by: 'person', name: 'alex' }),
    ];
    const standing = { ...STANDING, returnAt: new Date('2027-02-20T14:03:10Z') };
    expect(stageLines({ ...NOTHING, standing, stages }, false)).to.deep.equal([
      'recycled since 2026-11-20 14:03, round 2',
      'comes back at 2027-02-20 14:03',
      '2026-11-20 14:03 inquiry, when first decided about',
      '2026-11-20 14:03 inquiry → mql by recipe "Asked for sales"',
      '2026-11-20 14:03 mql → recycled by answer "Rejected"',
      '2026-11-20 14:03 recycled → mql by alex',
    ]);
  });

  it('tells the latest 8 stages, and all when asked for', () => {
    const long = { ...NOTHING, standing: STANDING, stages: Array.from({ length: 10 }, () => change({})) };
    expect(stageLines(long, false)).to.have.length(10);
    expect(stageLines(long, false)[1]).to.equal('… and 2 earlier: --decisions tells all');
    expect(stageLines(long, true)).to.have.length(11);
  });

  it('tells who has not been decided about, and keeps quiet where there are no stages', () => {
    expect(stageLines(NOTHING, false)).to.deep.equal(['Not decided about yet.']);
    expect(stageLines({ ...NOTHING, standing: { ...STANDING, stage: '' } }, false)).to.deep.equal([]);
  });

  const now: DecidedNow = {
    recipes: [
      {
        name: 'Asked for sales',
        to: 'mql',
        condition: toldAlone('…', 'held'),
        stoppedBy: ['Data', 'Support'],
      },
      { name: 'Hot', to: 'mql', condition: toldAlone('…', 'unknown', ['jobTitle']), stoppedBy: ['Data'] },
    ],
    gates: [
      {
        name: 'Data',
        holds: true,
        reason: null,
        until: null,
        opensAt: null,
        condition: null,
        lacks: [{ field: 'lastName', kind: 'missing', mend: 'Ask for it.' }],
      },
      {
        name: 'Support',
        holds: true,
        reason: 'Asked for support',
        until: 'the request is old',
        opensAt: AT.getTime(),
        condition: null,
        lacks: [],
      },
    ],
    waiting: [{ answer: 'Rejected', opportunity: null, lacks: 'rejectionReason' }],
    next: AT,
  };

  it('tells closed gates with what opens them, answers that wait, and when time changes something', () => {
    expect(stageLines({ ...NOTHING, standing: STANDING, now }, false).slice(1)).to.deep.equal([
      'gate "Data" is closed and stops "Asked for sales": lastName is missing (Ask for it.)',
      'gate "Support" is closed until the request is old or 2026-11-20 14:03 and stops "Asked for sales": Asked for support',
      'answer "Rejected" waits until rejectionReason says why',
      'time alone changes something next at 2026-11-20 14:03',
    ]);
    expect(recipeCells(now)).to.deep.equal([
      ['Asked for sales', 'mql', 'held', 'Data, Support'],
      ['Hot', 'mql', 'unknown without jobTitle', 'Data'],
    ]);
  });

  it('tells who got a person and why, who lost, and what was made; rules for others only when asked for', () => {
    const lines = [
      '2026-11-20 14:03 "Demo", hot, round 1: to alex@acme.example by the rule "territories": country Germany',
      '  not sam@acme.example, kim@acme.example by "territories": it was the turn of somebody else',
      '  made: task "Call Ada"',
    ];
    expect(handOffLines({ ...NOTHING, handOffs: [HAND_OFF] }, false)).to.deep.equal(lines);
    expect(handOffLines({ ...NOTHING, handOffs: [HAND_OFF] }, true)).to.deep.equal([
      lines[0],
      '  not anybody by "same person again": nobody had the person before',
      ...lines.slice(1),
    ]);
  });

  it('tells how long the systems and people took, and what was done meanwhile', () => {
    const at = (time: string): Date => new Date(`2026-11-20T${time}Z`);
    const step = { at: at('14:06:00'), from: 'sam@acme.example', to: null, minutes: 3 } as const;
    const handOff: ToldHandOff = {
      ...HAND_OFF,
      visibleAt: at('14:03:12'),
      touchedAt: at('14:30:00'),
      closedAt: at('15:00:00'),
      clock: {
        systemMs: { receive: null, decide: 120, deliver: 1_880 },
        humanMinutes: 26.8,
        begins: at('14:03:12'),
        due: at('14:08:12'),
        state: 'missed',
        next: null,
      },
      steps: [
        { kind: 'remind', ...step },
        { kind: 'escalate', ...step, to: 'field' },
        { kind: 'reassign', ...step, to: 'alex@acme.example' },
        { kind: 'reassign', ...step },
        { kind: 'moved', ...step, to: 'kim@acme.example' },
      ],
    };
    expect(handOffLines({ ...NOTHING, handOffs: [handOff] }, false).slice(3)).to.deep.equal([
      '  visible to sales at 2026-11-20 14:03: decide 120 ms, deliver 1.9 s',
      '  first touch due 2026-11-20 14:08: missed, 26 working minutes',
      '  2026-11-20 14:06 sam@acme.example was reminded after 3 working minutes',
      '  2026-11-20 14:06 field was told that sam@acme.example had not touched the person after 3 working minutes',
      '  2026-11-20 14:06 went from sam@acme.example to alex@acme.example after 3 working minutes',
      '  2026-11-20 14:06 nobody else could take the person from sam@acme.example after 3 working minutes',
      '  2026-11-20 14:06 sales gave the person from sam@acme.example to kim@acme.example',
      '  first touched at 2026-11-20 14:30',
      '  over since 2026-11-20 15:00',
    ]);
  });

  it('tells of the fallback that it is one', () => {
    const to = { kind: 'queue', name: 'New Leads' } as const;
    const routed = { ...HAND_OFF.routed, to, rule: null, why: { kind: 'fallback' } as const, losers: [] };
    const handOff = { ...HAND_OFF, owner: null, queue: 'New Leads', routed };
    expect(handOffLines({ ...NOTHING, handOffs: [handOff] }, false)[0]).to.match(
      /to the queue New Leads: no rule found anybody$/,
    );
  });
});
