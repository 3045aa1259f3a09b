import type { Authority, ComeBack, Direction, NullPolicy, OnDelete } from '../mapping.ts';
import { titleOf, type Systems } from './words.ts';

/** Who is right, as a sentence; `now` is put before what it does. */
export function whoWins(authority: Authority, systems: Systems, now: '' | 'now ' = ''): string {
  switch (authority.kind) {
    case 'system':
      return `${titleOf(systems, authority.system)} ${now}wins`;
    case 'system-unless-blank':
      return `${titleOf(systems, authority.system)} ${now}wins unless it is blank`;
    case 'latest':
      return `the latest change ${now}wins`;
    case 'fill-blank':
      return `a blank is ${now}filled and nothing overwritten`;
    case 'union':
      return `the options of all sides are ${now}joined`;
    case 'max':
      return `the larger value ${now}wins`;
    case 'min':
      return `the smaller value ${now}wins`;
    case 'manual':
      return `a person ${now}decides`;
    case 'stricter':
      return authority.optIn === null
        ? `an opt-out ${now}wins`
        : `an opt-out ${now}wins, until ${titleOf(systems, authority.optIn.from)} says that the person has opted in again on the basis in ${authority.optIn.basis}`;
  }
}

/** The same in a word or two, for what was before. */
export function winnerWas(authority: Authority, systems: Systems): string {
  switch (authority.kind) {
    case 'system':
      return titleOf(systems, authority.system);
    case 'system-unless-blank':
      return `${titleOf(systems, authority.system)} unless blank`;
    case 'latest':
    case 'fill-blank':
    case 'union':
    case 'max':
    case 'min':
    case 'manual':
    case 'stricter':
      return authority.kind;
  }
}

export const whereTo = (direction: Direction, systems: Systems): string =>
  direction.kind === 'both' ? 'both ways' : `only ${direction.kind} ${titleOf(systems, direction.system)}`;

export const BLANKS: Readonly<Record<NullPolicy, string>> = {
  clear: 'a blank now clears, was kept',
  keep: 'a blank no longer clears',
};

export const TWINS: Readonly<Record<OnDelete, { readonly now: string; readonly was: string }>> = {
  unlink: { now: 'are now unlinked', was: 'were unlinked' },
  park: { now: 'now wait for a person', was: 'waited for a person' },
};

export const COME_BACK: Readonly<Record<ComeBack, string>> = {
  hold: 'waits for a person',
  form: 'is taken as somebody new if it comes by a form',
};
