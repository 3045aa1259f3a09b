import type { ToldHandOff } from './decided.ts';
import type { StepDone } from '../ledger/hand-offs.ts';
import type { ClockReading } from '../rules/sla/clock.ts';
import { moment } from './moment.ts';

/** What has become of a hand-off: how long the systems took, how long people took, and what was done meanwhile. */
export const sayCourse = (handOff: ToldHandOff): readonly string[] => [
  ...(handOff.clock === null ? [] : clockLines(handOff.clock, handOff)),
  ...handOff.steps.map(sayStep),
  ...(handOff.touchedAt === null ? [] : [`first touched at ${moment(handOff.touchedAt)}`]),
  ...(handOff.closedAt === null ? [] : [`over since ${moment(handOff.closedAt)}`]),
];

function clockLines(
  { systemMs, humanMinutes, due, state, next }: ClockReading,
  { visibleAt, closedAt, touchedAt }: ToldHandOff,
): readonly string[] {
  const took = Object.entries(systemMs).flatMap(([step, ms]) =>
    ms === null ? [] : [`${step} ${seconds(ms)}`],
  );
  const seen = visibleAt === null ? 'not visible to sales yet' : `visible to sales at ${moment(visibleAt)}`;
  const told = closedAt !== null && touchedAt === null ? 'never touched' : state;
  return [
    `${seen}: ${took.join(', ')}`,
    ...(state === 'not-visible'
      ? []
      : [
          `${due === null ? 'no touch is due' : `first touch due ${moment(due)}`}: ${told}, ${Math.floor(humanMinutes)} working minutes`,
        ]),
    ...(next === null || closedAt !== null ? [] : [`${NEXT[next.what.kind]} at ${moment(next.at)}`]),
  ];
}

const NEXT = { remind: 'reminds', escalate: 'escalates', reassign: 'gives to somebody else' } as const;

function sayStep({ kind, at, from, to, minutes }: StepDone): string {
  const after = `after ${minutes} working minutes`;
  switch (kind) {
    case 'remind':
      return `${moment(at)} ${from} was reminded ${after}`;
    case 'escalate':
      return `${moment(at)} ${to ?? ''} was told that ${from} had not touched the person ${after}`;
    case 'reassign':
      return to === null
        ? `${moment(at)} nobody else could take the person from ${from} ${after}`
        : `${moment(at)} went from ${from} to ${to} ${after}`;
    case 'moved':
      return `${moment(at)} sales gave the person from ${from} to ${to ?? ''}`;
  }
}

const seconds = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);
