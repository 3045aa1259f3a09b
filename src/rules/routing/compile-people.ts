import { didYouMean } from '../../domain/suggest.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { withLeave, type Calendar } from '../working-time/calendar.ts';
import { compileCalendar, compileLeave } from '../working-time/compile-calendar.ts';
import { fold } from './cell.ts';
import type { PersonDocument, RoutingDocument } from './document.ts';
import type { Member, Person, Routing } from './routing.ts';

type People = Pick<Routing, 'people' | 'teams' | 'calendars'>;

/** Who there is, in which teams, and when they work. Members of teams of whom nothing is said have the usual calendar. */
export function compilePeople(source: RoutingDocument, report: Report): People {
  const calendars = new Map<string, Calendar>();
  for (const [name, one] of Object.entries(source.calendars ?? {})) {
    const calendar = compileCalendar(one, ['calendars', name], report);
    if (calendar !== null) calendars.set(name, calendar);
  }
  const named = Object.keys(source.calendars ?? {});
  const find = (name: string | undefined, path: Path): Calendar | null => {
    if (name === undefined) return null;
    if (!named.includes(name))
      report(path, `no calendar is named "${name}"`, didYouMean(name, named, 'Add it to "calendars".'));
    return calendars.get(name) ?? null;
  };
  const usual = find(source['usual-calendar'], ['usual-calendar']);
  const teams = new Map(
    Object.entries(source.teams ?? {}).map(([name, team]) => [name, compileTeam(name, team, report)]),
  );
  const people = new Map<string, Person>();
  for (const { email } of [...teams.values()].flat()) people.set(email, compilePerson({}, usual, [], report));
  for (const [email, person] of Object.entries(source.people ?? {})) {
    const path = ['people', email];
    checkAddress(email, path, report);
    if (person.leave !== undefined && (person.calendar ?? source['usual-calendar']) === undefined) {
      const fix = 'Name a calendar for them, or a "usual-calendar": it says in which time zone a day is.';
      report([...path, 'leave'], 'leave has no meaning without a calendar', fix, 'key');
    }
    const calendar = person.calendar === undefined ? usual : find(person.calendar, [...path, 'calendar']);
    people.set(fold(email), compilePerson(person, calendar, path, report));
  }
  return { people, teams, calendars };
}

function compilePerson(
  { languages = [], skills = [], leave = [], capacity = {} }: PersonDocument,
  calendar: Calendar | null,
  path: Path,
  report: Report,
): Person {
  const away = compileLeave(leave, [...path, 'leave'], report);
  return {
    calendar: calendar && withLeave(calendar, away),
    languages: new Set(languages.map(fold)),
    skills: new Set(skills),
    mostOpen: capacity.open ?? null,
    mostPerDay: capacity['per-day'] ?? null,
  };
}

function compileTeam(
  name: string,
  team: Readonly<Record<string, number>>,
  report: Report,
): readonly Member[] {
  const members = Object.entries(team);
  if (members.length === 0)
    report(['teams', name], `nobody is in the team ${name}`, 'Add "name@company.example: 1".');
  for (const [email, weight] of members) {
    const path = ['teams', name, email];
    checkAddress(email, path, report);
    if (weight === 0) {
      const fix = 'Give a weight above 0, or take them out of the team.';
      report(path, `${email} has no weight and would never get anybody`, fix);
    }
  }
  return members.map(([email, weight]) => ({ email: fold(email), weight }));
}

function checkAddress(email: string, path: Path, report: Report): void {
  if (!email.includes('@'))
    report(path, `"${email}" is no e-mail address`, 'Write the address of the owner.', 'key');
}
