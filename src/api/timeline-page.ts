import type { DecidedAnswer, ToldDecision, ToldHandOff } from './decided.ts';
import { decisionCells, handOffLines, stageLines } from './decided-text.ts';
import { moment } from './moment.ts';
import type { ScoreAnswer } from './operations.ts';
import { escape, heading, html, page, section, type Html } from './page.ts';
import type { Timeline } from './timeline.ts';

/** The last hand-offs that are shown; there are few of one person. */
const MOST_HAND_OFFS = 10;

/** One person as sales sees them in the browser: who, why now, what they did, and what was made of it. */
export function timelinePage({ person, fields, records }: Timeline, touchesPage: number): string {
  const { decided, score, failures } = person;
  const called = (name: string): readonly string[] =>
    fields.filter((field) => field.name === name).map(({ text }) => text);
  const name = [...called('firstName'), ...called('lastName')].join(' ');
  const about = [...called('jobTitle'), ...called('company'), ...called('email')];
  const title = name || (called('email')[0] ?? 'A person without a name');
  const body = `<h1>${escape(title)}</h1>
${about.length === 0 ? '' : `<p>${escape(about.join(' · '))}</p>`}
${score === null ? '' : scored(score)}
${decided === null ? '' : stages(decided)}
${
  failures.length === 0
    ? ''
    : section(
        'Held up',
        ['System', 'Because', 'What to do'],
        failures.map(({ system, meaning, fix }) => [system, meaning, fix]),
        '',
      )
}
${handOffs(decided?.handOffs ?? [])}
${touchpoints(person, touchesPage)}
${section(
  'Decisions',
  ['When', 'Version', 'What', 'Score', 'Because'],
  (decided?.decisions ?? []).map((decision) => {
    const [, ...cells] = decisionCells(decision);
    return [time(decision.at), ...cells, because(decision)];
  }),
  'Nothing has been decided about this person yet.',
)}
${section(
  'Records',
  ['System', 'Object', 'Id', 'State'],
  records.map(({ link, page: address }) => [
    link.system,
    link.object,
    address === null ? link.id : html(`<a href="${escape(address)}" rel="noreferrer">${escape(link.id)}</a>`),
    link.endedWhy ?? (link.primary ? 'primary' : 'twin'),
  ]),
  'None: no system has a record of this person now.',
)}
${heading('Fields')}
${
  fields.length === 0
    ? '<p>Nothing is known of this person.</p>'
    : `<dl>${fields.map(({ label, text }) => `<dt>${escape(label)}</dt><dd>${escape(text)}</dd>`).join('\n')}</dl>`
}
<p>Times are UTC. <code>leadloop why ${escape(person.id)} --decisions</code> tells more.</p>`;
  return page({ title: `${title} · Leadloop`, body });
}

/** Nobody has that address: for somebody who has followed an old link, or half of one. */
export const noTimelinePage = (): string =>
  page({
    title: 'Nobody here · Leadloop',
    body: `<h1>Nobody here</h1>
<p>Leadloop knows no person by this address. Part of the link may be missing: open it once more from where you found it.
A person whose data were erased has no page any more.</p>
<p>To look somebody up by e-mail address or by the id of a record, ask whoever runs Leadloop for
<code>leadloop why &lt;e-mail or record&gt;</code>.</p>`,
  });

/** Nothing may be shown: the password is wrong or missing, or there is none. */
export const closedTimelinePage = (hasPassword: boolean): string =>
  page({
    title: 'Closed · Leadloop',
    body: hasPassword
      ? `<h1>This page asks for a password</h1>
<p>Open the link again, give any user name, and the password that whoever runs Leadloop has given to sales.</p>`
      : `<h1>This page is closed</h1>
<p>People are shown in the browser once whoever runs Leadloop has set <code>LEADLOOP_TIMELINE_PASSWORD</code>, and started it
again.</p>`,
  });

const scored = ({ priority, fit, grade, engagement, level, sentence, signals }: ScoreAnswer): string =>
  `${sentence === '' ? '' : `<p>${escape(sentence)}</p>`}
${heading('Score')}
<p>${escape(`${priority}: fit ${points(fit)} (grade ${grade}), engagement ${points(engagement)} (level ${level})`)}</p>
${list(
  signals.map((signal) => `${points(signal.points)} ${signal.name}`),
  'Nothing gives points now.',
)}`;

const points = (value: number): string => String(Math.round(value * 10) / 10);

const time = (at: Date): Html => html(`<time datetime="${at.toISOString()}">${moment(at)}</time>`);

const stages = (decided: DecidedAnswer): string => `${heading('Stage')}
${list(stageLines(decided, true), 'There are no stages.')}`;

function handOffs(all: readonly ToldHandOff[]): string {
  const shown = all.slice(0, MOST_HAND_OFFS);
  const left = all.length - shown.length;
  return `${heading('Handed to sales')}
${shown.length === 0 ? '<p>Never.</p>' : shown.map(handOff).join('\n')}
${left === 0 ? '' : `<p>And ${left} times before.</p>`}`;
}

function handOff(one: ToldHandOff): string {
  const [first = '', ...rest] = handOffLines({ handOffs: [one] }, false);
  const state = one.closedAt === null ? 'open' : 'over';
  return `<p>${escape(first)} (${state})</p>\n${list(rest, 'Nothing is known of what became of it yet.')}`;
}

function touchpoints({ touches, moreTouches }: Timeline['person'], touchesPage: number): string {
  const table = section(
    'What they did',
    ['When', 'What', 'About', 'Campaign', 'System'],
    touches.map(({ at, kind, about, campaign, system }) => [
      time(at),
      kind,
      about ?? '',
      campaign ?? '',
      system,
    ]),
    touchesPage === 1 ? 'Nothing that is known.' : 'Nothing before that.',
  );
  const links = [
    ...(touchesPage > 1 ? [pageLink(touchesPage - 1, 'Later')] : []),
    ...(moreTouches ? [pageLink(touchesPage + 1, 'Earlier')] : []),
  ];
  return links.length === 0 ? table : `${table}\n<p>${links.join(' · ')}</p>`;
}

const pageLink = (number: number, words: string): string =>
  `<a href="?page=${number}#what-they-did">${words}</a>`;

const because = ({ decision, hearing }: ToldDecision): string =>
  hearing?.answer?.said ?? decision?.sentence ?? '';

const list = (lines: readonly string[], empty: string): string =>
  lines.length === 0
    ? `<p>${escape(empty)}</p>`
    : `<ul>${lines.map((line) => `<li>${escape(line.trim())}</li>`).join('')}</ul>`;
