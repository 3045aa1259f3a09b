import type { ConflictSide, ConflictState, LastChange } from '../domain/conflict.ts';
import { resolveCommands } from './resolve-command.ts';

/** What is told of a conflict, be it from the log or from the history of one entity. */
export interface ToldConflict {
  readonly id: number;
  readonly field: string;
  readonly state: ConflictState;
  readonly revision: number;
  readonly rule: string;
  readonly reason: string;
  readonly sides: readonly ConflictSide[];
  readonly winner: string | null;
  readonly value: unknown;
  readonly at: Date;
  readonly chosenBy: string | null;
}

export const isOpen = ({ state }: { readonly state: ConflictState }): boolean =>
  state === 'open' || state === 'resolving';

/** A conflict in lines: what it is, what each side said, and the commands that answer it while it is open. */
export function conflictLines(conflict: ToldConflict, about = ''): readonly string[] {
  const { id, field, at, rule, reason, sides, state } = conflict;
  const width = Math.max(0, ...sides.map((side) => side.ref.system.length));
  return [
    `#${id} ${about}${field}: ${stateText(conflict)} (${at.toISOString()})`,
    `  ${rule === '' ? '' : `${rule}: `}${reason}`,
    ...sides.map((side) => `  ${side.ref.system.padEnd(width)}  ${sideText(side)}`),
    ...(state === 'open'
      ? resolveCommands(
          conflict,
          sides.map((side) => side.ref.system),
        ).map((command) => `  $ ${command}`)
      : []),
  ];
}

function stateText({ state, winner, value, chosenBy }: ToldConflict): string {
  switch (state) {
    case 'open':
      return 'open, waits for a person';
    case 'resolving':
      return `answered by ${chosenBy ?? 'a person'}, the write is on its way`;
    case 'resolved':
      return `resolved by ${chosenBy ?? 'a person'}: ${shown(value)}`;
    case 'agreed':
      return 'over, the sides came to agree';
    case 'overtaken':
      return 'over, something else happened to the field';
    case 'decided':
      return `decided, ${winner ?? 'none'} holds: ${shown(value)}`;
  }
}

function sideText({ value, base, changed }: ConflictSide): string {
  const before = base === undefined ? 'never agreed before' : `agreed before: ${shown(base)}`;
  return [shown(value), before, ...(changed === null ? [] : [changeText(changed)])].join(' · ');
}

/** When a value was changed, and by whom, as far as its system tells. */
export function changeText({ when, by, through, of }: LastChange): string {
  const who = [...(by === null ? [] : [`by ${by}`]), ...(through === null ? [] : [`through ${through}`])];
  return [of === 'field' ? 'changed' : 'record last saved', when, ...who].join(' ');
}

const shown = (value: unknown): string =>
  value === null || value === undefined ? '(blank)' : JSON.stringify(value);
