import type { Directory } from '../directory.ts';
import { absenceAt, localDayOf } from '../working-time/absence.ts';
import { dayOf } from '../working-time/calendar.ts';
import type { Lost } from './reason.ts';
import type { Person, Routing } from './routing.ts';
import type { RoutingState } from './state.ts';

/** What decides whether somebody can be given a person. `at` is in milliseconds since 1970. */
export interface Moment {
  readonly at: number;
  readonly directory: Directory;
  readonly state: RoutingState;
  /** Owners by e-mail address and queues by name that do not get the person, and why. */
  readonly passedOver: ReadonlyMap<string, Lost>;
  /** Whether no queue may get the person. */
  readonly toPeople: boolean;
}

/** Why somebody cannot be given a person now; null when they can. */
export function unavailable(
  { people }: Routing,
  email: string,
  { at, directory, state, passedOver }: Moment,
  outsideHours: boolean,
): Lost | null {
  const passed = passedOver.get(email);
  if (passed !== undefined) return passed;
  const active = directory.people.get(email);
  if (active !== true) return active === undefined ? NOT_AN_OWNER : LEFT;
  const person = people.get(email);
  if (person === undefined) return null;
  const absence = person.calendar === null ? null : absenceAt(person.calendar, at);
  if (absence !== null && !(outsideHours && absence.kind !== 'leave')) return absence;
  return full(person, email, at, state);
}

function full(person: Person, email: string, at: number, { loads }: RoutingState): Lost | null {
  const { mostOpen, mostPerDay } = person;
  const load = loads[email];
  if (load === undefined) return null;
  if (mostOpen !== null && load.open >= mostOpen) return { kind: 'full', most: mostOpen, of: 'open' };
  if (mostPerDay !== null && load.given >= mostPerDay && load.day === personsDay(person, at))
    return { kind: 'full', most: mostPerDay, of: 'per day' };
  return null;
}

/** The state once somebody has been given a person. */
export function countIn({ people }: Routing, email: string, at: number, state: RoutingState): RoutingState {
  const person = people.get(email);
  if (person === undefined || (person.mostOpen === null && person.mostPerDay === null)) return state;
  const { open = 0, day: last, given = 0 } = state.loads[email] ?? {};
  const day = personsDay(person, at);
  const load = { open: open + 1, day, given: day === last ? given + 1 : 1 };
  return { ...state, loads: { ...state.loads, [email]: load } };
}

const personsDay = ({ calendar }: Person, at: number): number =>
  calendar === null ? dayOf(at) : localDayOf(calendar, at);

const LEFT: Lost = { kind: 'left' };
const NOT_AN_OWNER: Lost = { kind: 'not-an-owner' };
