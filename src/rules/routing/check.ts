import type { Path, Problem } from '../../mapping/problem.ts';
import { checkPeople, checkQueues, type Named } from '../check-names.ts';
import type { Directory } from '../directory.ts';
import { isPersons, type HandOffRules } from '../handoff/hand-off.ts';
import { collect, type Note } from '../note.ts';
import type { ParsedFile } from '../read-file.ts';
import { dayOf } from '../working-time/calendar.ts';
import { checkTable } from './check-table.ts';
import type { Routing, Rule, Target } from './routing.ts';

/** Compares `routing.yaml` with who is there now, and its rules and rows with each other. */
export const checkRouting = (
  parsed: ParsedFile<Routing>,
  directory: Directory,
  now: Date,
): readonly Problem[] =>
  collect(parsed, (note) => {
    const routing = parsed.value;
    checkPeople(peopleIn(routing), directory, note);
    checkQueues(queuesIn(routing), directory, note);
    checkHours(routing, now, note);
    checkOrder(routing.rules, note);
    const isRestTaken = routing.rules.some(takesAnybody);
    for (const [index, { way }] of routing.rules.entries()) {
      if (way.kind === 'table') checkTable(way.rows, ['rules', index, 'table'], isRestTaken, note);
    }
  });

/** Tells queues that may be given what a queue cannot own, as `handoff.yaml` makes it, when no person is named in their place. */
export const checkOwnable = (
  parsed: ParsedFile<Routing>,
  { kinds }: Pick<HandOffRules, 'kinds'>,
): readonly Problem[] =>
  collect(parsed, (note) => {
    const kind = kinds.find(({ record }) => isPersons(record));
    if (kind === undefined || parsed.value.fallbackOwner !== null) return;
    for (const { name, path, place } of queuesIn(parsed.value)) {
      const cause = `the queue "${name}" cannot own what "${kind.name}" of handoff.yaml makes`;
      const fix =
        'Name a "fallback-owner": who gets contacts and opportunities where there is nobody but a queue.';
      note('queue-cannot-own', path, cause, fix, place);
    }
  });

/** Every target with its place. */
function targetsOf({ rules }: Routing): readonly { readonly target: Target; readonly path: Path }[] {
  return rules.flatMap(({ way }, index) => {
    const path: Path = ['rules', index];
    if (way.kind === 'to') return [{ target: way.target, path: [...path, way.target.kind] }];
    if (way.kind !== 'table') return [];
    return way.rows.map(({ target }, row) => ({ target, path: [...path, 'table', row, target.kind] }));
  });
}

function peopleIn(routing: Routing): readonly Named[] {
  const inTeams = new Set([...routing.teams.values()].flat().map(({ email }) => email));
  return [
    ...[...routing.teams].flatMap(([team, members]) =>
      members.map(({ email }): Named => ({ name: email, path: ['teams', team, email], place: 'key' })),
    ),
    ...(routing.fallbackOwner === null
      ? []
      : [{ name: routing.fallbackOwner, path: ['fallback-owner'], place: 'value' } as const]),
    // Of members of teams it is told there.
    ...[...routing.people.keys()]
      .filter((email) => !inTeams.has(email))
      .map((email): Named => ({ name: email, path: ['people', email], place: 'key' })),
    ...[...routing.partners].map(([name, { manager }]): Named => ({
      name: manager,
      path: ['partners', name, 'manager'],
      place: 'value',
    })),
    ...targetsOf(routing)
      .filter(({ target }) => target.kind === 'owner')
      .map(({ target, path }): Named => ({ name: target.name, path, place: 'value' })),
  ];
}

const queuesIn = (routing: Routing): readonly Named[] => [
  ...targetsOf(routing)
    .filter(({ target }) => target.kind === 'queue')
    .map(({ target, path }): Named => ({ name: target.name, path, place: 'value' })),
  { name: routing.fallback, path: ['fallback'], place: 'value' },
];

function checkHours({ teams, people, calendars }: Routing, now: Date, note: Note): void {
  for (const [team, members] of teams) {
    for (const { email } of members.filter((member) => people.get(member.email)?.calendar === null)) {
      const fix = 'Name a calendar for them under "people", or a "usual-calendar" for everybody.';
      note('always-there', ['teams', team, email], `${email} has no working hours`, fix, 'key');
    }
  }
  const today = dayOf(now.getTime());
  for (const [name, { holidays }] of calendars) {
    if (holidays.size > 0 && [...holidays.keys()].every((day) => day < today)) {
      const cause = `the holidays of ${name} are all past`;
      note('past-holidays', ['calendars', name, 'holidays'], cause, 'Add those to come.', 'key');
    }
  }
}

/** A queue takes everybody, so rules below one without a condition decide about nobody. */
function checkOrder(rules: readonly Rule[], note: Note): void {
  const last = rules.findIndex((rule) => takesAnybody(rule) && targetKind(rule) === 'queue');
  const [above, below] = [rules[last], rules[last + 1]];
  if (last === -1 || above === undefined || below === undefined) return;
  const cause = `"${above.name}" above puts everybody into a queue`;
  note('never-reached', ['rules', last + 1], cause, 'Put that rule last, or give it a condition.');
}

/** Whether a rule is for everybody, if somebody is there. */
const takesAnybody = (rule: Rule): boolean =>
  rule.when === null && targetKind(rule) !== null && rule.speaks === null && rule.skills.length === 0;

const targetKind = ({ way }: Rule): Target['kind'] | null => (way.kind === 'to' ? way.target.kind : null);
