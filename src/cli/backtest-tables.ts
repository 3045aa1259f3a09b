import type { Backtest } from '../api/backtest.ts';
import { CLASSES } from '../backtest/compare-person.ts';
import type { Load } from '../backtest/load.ts';
import { OUTCOMES } from '../backtest/outcome.ts';
import type { Share } from '../backtest/quality.ts';
import type { Example, SideSummary } from '../backtest/summary.ts';
import { tellInterval, tellShare } from '../rules/learn/tell.ts';
import { CLASS_WORDS, OUTCOME_WORDS } from './backtest-words.ts';

/** A table, for the terminal and the page alike. */
export interface Told {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly empty: string;
}

/** The figures of a backtest; `load` null: the candidate gives people to nobody. */
export function backtestTables(report: Backtest): {
  readonly classes: Told;
  readonly wins: Told;
  readonly quality: Told;
  readonly tenths: Told;
  readonly load: Told | null;
} {
  return {
    classes: classTable(report),
    wins: winTable(report),
    quality: qualityTable(report),
    tenths: tenthTable(report),
    load: loadTable(report),
  };
}

/** With fewer wins, figures are rough. */
const FEW_WINS = 30;

export const warningsOf = ({ warnings, notRecorded, wins }: Backtest): readonly string[] => [
  ...warnings,
  ...(notRecorded.length === 0
    ? []
    : [`Nothing recorded holds ${notRecorded.join(', ')}, so conditions on it are never met here.`]),
  ...(wins.all < FEW_WINS
    ? [`Only ${wins.all} wins to measure on: the ranges are wide, and any figure may be luck.`]
    : []),
];

function classTable({ classes, shifted }: Backtest): Told {
  const { earlier, later } = shifted;
  const both = `; of those of both, the candidate was earlier with ${earlier} and later with ${later}`;
  return {
    title: `People, by who promoted them${earlier + later === 0 ? '' : both}`,
    head: ['Promoted by', 'People', ...OUTCOMES.map((outcome) => OUTCOME_WORDS[outcome])],
    rows: CLASSES.map((name) => [
      CLASS_WORDS[name],
      classes[name].people,
      ...OUTCOMES.map((outcome) => classes[name].outcomes[outcome]),
    ]),
    empty: '',
  };
}

const winTable = ({ wins }: Backtest): Told => ({
  title: 'Wins, by who had promoted them before they were won',
  head: ['Both', 'The candidate alone (caught)', 'Recorded alone (missed)', 'Neither', 'All'],
  rows: [[wins.caughtByBoth, wins.caught, wins.missed, wins.missedByBoth, wins.all]],
  empty: '',
});

const SHARES: readonly (readonly [string, (side: SideSummary) => Share])[] = [
  ['accepted of the promoted (precision)', ({ accepted }) => accepted.precision],
  ['promoted of the accepted (recall)', ({ accepted }) => accepted.recall],
  ['won of the promoted (precision)', ({ won }) => won.precision],
  ['promoted of the won (recall)', ({ won }) => won.recall],
];

const qualityTable = ({ recorded, candidate }: Backtest): Told => ({
  title: 'How good promotions are, where it is known what became of people',
  head: ['Share', 'Recorded (95 of 100 times within)', 'Candidate'],
  rows: SHARES.map(([name, of]) => [name, tell(of(recorded)), tell(of(candidate))]),
  empty: '',
});

const tell = (share: Share): string =>
  share.of === 0 ? 'not known' : `${tellInterval(share, tellShare)}, ${share.part} of ${share.of}`;

const tenthTable = ({ recorded, candidate }: Backtest): Told => ({
  title: 'Lift by tenths, most points first: how many times the average share was won',
  head: ['Tenth', 'Recorded', 'Candidate', 'From points', 'People', 'Taken on', 'Won'],
  rows: candidate.tenths.map(({ lift, leastPoints, people, taken, bought }, index) => [
    index + 1,
    tellLift(recorded.tenths[index]?.lift ?? null),
    tellLift(lift),
    rounded(leastPoints),
    people,
    rounded(taken),
    rounded(bought),
  ]),
  empty: 'Nobody was scored.',
});

const tellLift = (lift: number | null): string => (lift === null ? 'no wins' : lift.toFixed(2));
const rounded = (value: number): number => Math.round(value * 10) / 10;

function loadTable({ load }: Backtest): Told | null {
  if (load === null) return null;
  return {
    title: 'Work of each owner and queue: recorded → candidate',
    head: ['To', 'Hand-offs', 'Most on a day', 'Most first touches due on a day', 'Due per working hour'],
    rows: load.map(({ to, recorded, candidate }) => {
      const change = (of: (load: Load) => string | number): string => `${of(recorded)} → ${of(candidate)}`;
      return [
        to,
        change(({ handOffs }) => handOffs),
        change(({ mostHandOffs }) => mostHandOffs),
        change(({ mostDue }) => mostDue),
        change(({ duePerHour }) => duePerHour?.toFixed(2) ?? '-'),
      ];
    }),
    empty: 'No hand-offs.',
  };
}

export const EXAMPLE_HEAD = ['Person', 'Name', 'Became', 'Recorded', 'Candidate', 'Points'] as const;

export const exampleRow = ({ entity, name, outcome, recorded, candidate, points }: Example) => [
  entity,
  name,
  OUTCOME_WORDS[outcome],
  tellPromotion(recorded),
  tellPromotion(candidate),
  points === null ? '' : rounded(points),
];

const tellPromotion = (made: Example['recorded']): string =>
  made === null ? 'no' : `${made.at}${made.by === null ? '' : `, ${made.by}`}`;
