import { join } from 'node:path';
import type { History, KnownTouch, RecordedAnswer, Seen } from '../../../src/backtest/history.ts';
import { replayPerson, type CandidateRules } from '../../../src/backtest/replay-person.ts';
import type { Trial } from '../../../src/backtest/compare-person.ts';
import type { ConfigFiles } from '../../../src/domain/file-change.ts';
import { firstStanding } from '../../../src/rules/qualify/standing.ts';
import { readConfigFiles } from '../../../src/runtime/config-folder.ts';
import { parseMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { ADA, DAY, MAPPINGS, NOW } from '../rules/build.ts';

const SHIPPED = await readConfigFiles(MAPPINGS);
export { DAY, NOW };

/** The files of the shipped folder `rules`, by their names in it. */
export const rulesOfFolder = (): ConfigFiles =>
  new Map(
    [...SHIPPED].flatMap(([file, text]) =>
      file.startsWith('rules/') ? [[file.slice('rules/'.length), text] as const] : [],
    ),
  );

/** The shipped configuration with some words of a rules file replaced. */
export const changed = (file: string, from: string, to: string): Mappings => {
  const name = join('rules', file);
  const text = SHIPPED.get(name) ?? '';
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  return parseMappings(new Map(SHIPPED).set(name, text.replace(from, to)), (of) => of);
};

export const shippedMappings = parseMappings(SHIPPED, (of) => of);

/** Nobody is promoted by points alone. */
export const strict = changed(
  'qualification.yaml',
  '    when: priority == "hot"\n',
  '    when: score.fit > 1000\n',
);

export function candidateOf({ rules, outcomes }: Mappings): CandidateRules {
  const { qualification } = rules;
  if (qualification === null) throw new Error('there are no stages');
  return { rules, outcomes: outcomes?.value ?? null, version: 'v', hash: () => '', qualification };
}

/** Ninety days up to now. */
export const WINDOW = { from: NOW - 90 * DAY, until: NOW };

export const trialOf = (mappings: Mappings): Trial => ({
  candidate: candidateOf(mappings),
  candidateAt: new Set(['mql']),
  recordedAt: new Set(['mql']),
  window: WINDOW,
});

const { standing: _, ...ADA_KNOWN } = ADA;

/** What was known of Ada so many days before now. */
export const seenAt = (days: number, change: Partial<Seen> = {}): Seen => {
  const at = NOW - days * DAY;
  return {
    at,
    person: ADA_KNOWN.person,
    company: ADA_KNOWN.company,
    opportunities: [],
    standing: firstStanding(candidateOf(shippedMappings).qualification, at),
    points: null,
    ...change,
  };
};

/** Done so many days before now, and known as many days later as said. */
export const touched = (days: number, kind: string, about = '', late = 0): KnownTouch => ({
  kind,
  about,
  at: NOW - days * DAY,
  knownAt: NOW - (days - late) * DAY,
});

export const answered = (days: number, more: Partial<RecordedAnswer> = {}): RecordedAnswer => ({
  at: NOW - days * DAY,
  ofOpportunity: false,
  reason: null,
  ...more,
});

export const history = (change: Partial<History> = {}): History => ({
  entity: '0192f000-0000-7000-8000-000000000001',
  seen: [seenAt(80)],
  touches: [],
  moves: [],
  answers: [],
  handOffs: [],
  ...change,
});

/** The same person as these rules would have left it on record. */
export function recordedBy(mappings: Mappings, of: History): History {
  const moments = [...replayPerson(candidateOf(mappings), of, { from: 0, until: NOW })];
  return {
    ...of,
    seen: moments.map(({ input, course }) => ({
      at: input.now,
      person: input.person,
      company: input.company,
      opportunities: input.opportunities,
      standing: course.standing,
      points:
        course.decision.score === null ? null : course.decision.score.fit + course.decision.score.engagement,
    })),
    moves: moments.flatMap(({ input, course }) =>
      course.steps.flatMap(({ moved }) =>
        moved === null ? [] : [{ at: input.now, to: moved.to.stage, cycle: moved.to.cycle, by: moved.name }],
      ),
    ),
  };
}
