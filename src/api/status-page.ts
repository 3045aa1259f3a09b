import type { Counts } from '../ledger/counts.ts';

/** A plain page with health, lag, counts, failures and the state of each connection. Holds no personal data. */
export function statusPage(counts: Counts, now: Date): string {
  const backlog = counts.inbox
    .map((row) => ['inbox', row.lane, row.waiting, seconds(row.lagMs)])
    .concat(counts.outbox.map((row) => ['outbox', row.lane, row.waiting, seconds(row.lagMs)]))
    .concat(counts.toDecide.map((row) => ['decide', row.lane, row.waiting, seconds(row.lagMs)]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<link rel="icon" href="data:,">
<title>Leadloop</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.wide { overflow-x: auto; } .wide:focus-visible { outline: 2px solid; outline-offset: 4px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
th.n, td.n { text-align: end; font-variant-numeric: tabular-nums; } .ok { color: #17803d; } .bad { color: #c02626; }
@media (prefers-color-scheme: dark) { .ok { color: #5fd38a; } .bad { color: #ff8a8a; } }
</style>
</head>
<body>
<main>
<h1>Leadloop</h1>
<p>As of ${escape(now.toISOString())}. This page renews itself every 5 seconds.</p>
${section(
  'Connections',
  ['System', 'Account', 'State', 'Calls today'],
  counts.connections.map((connection) => [
    connection.system,
    connection.account,
    connection.paused === null
      ? html('<span class="ok">connected</span>')
      : html(
          `<span class="bad">paused: ${escape(connection.paused.meaning)} ${escape(connection.paused.fix)}</span>`,
        ),
    connection.dailyUsed === null ? '' : `${connection.dailyUsed} of ${connection.dailyLimit ?? '?'}`,
  ]),
  'No system is connected. Set the credentials, or start without any for the sandbox.',
)}
${section(
  'Records kept in step',
  ['Entity', 'Known', 'In two systems or more'],
  counts.entities.map((row) => [row.kind, row.entities, row.linkedBoth]),
  'Nothing has come in yet.',
)}
${section('Waiting', ['Where', 'Lane', 'Rows', 'Oldest waits'], backlog, 'Nothing waits: both systems agree as far as is known.')}
${section(
  'Written',
  ['System', 'Kind', 'Writes'],
  counts.receipts.map((row) => [row.system, row.kind, row.delivered]),
  'Nothing was written yet.',
)}
${section(
  'Touchpoints',
  ['What people did', 'Times', 'By people not known'],
  counts.touchpoints.map((row) => [row.kind, row.joined + row.unknown, row.unknown]),
  'Nothing that people did has come in yet.',
)}
${
  counts.touchRefusals.length === 0
    ? ''
    : section(
        'Touchpoints that cannot be read',
        ['System', 'Source', 'Because', 'What to do'],
        counts.touchRefusals.map((row) => [row.system, row.source, row.meaning, row.fix]),
        '',
      )
}
${section(
  'People',
  ['Stage', 'People'],
  counts.stages.map((row) => [row.stage, row.people]),
  'Nobody has been decided about yet.',
)}
${
  counts.noticeFailures.length === 0
    ? ''
    : section(
        'Notices that could not be sent',
        ['Code', 'Given up', 'Still tried', 'Because', 'What to do'],
        counts.noticeFailures.map((row) => [row.code, row.failed, row.waiting, row.meaning, row.fix]),
        '',
      )
}
${section(
  'Held by the mass-change breaker',
  ['Id', 'System', 'Lane', 'Change', 'Waiting', 'Usual a day', 'At most', 'Since', 'What to do'],
  counts.breakers.map((row) => [
    row.id,
    row.system,
    row.lane,
    row.kind,
    row.waiting,
    row.usual === null ? 'unknown' : String(row.usual),
    row.most,
    row.since.toISOString(),
    html(
      `<span class="bad"><code>leadloop breaker release ${row.id}</code> sends it, <code>leadloop breaker discard ${row.id}</code> drops it</span>`,
    ),
  ]),
  'None.',
)}
${section(
  'Failures',
  ['System', 'What', 'Entities', 'What to do'],
  counts.failures.map((row) => [row.system, `${row.code}: ${row.meaning}`, row.entities, row.fix]),
  'None.',
)}
${section(
  'Mapping problems',
  ['Where', 'What', 'What happens', 'What to do'],
  counts.mappingProblems.map((row) => [row.place, `${row.severity}: ${row.cause}`, row.consequence, row.fix]),
  'None: the mappings fit both systems.',
)}
${section(
  'Open conflicts',
  ['Since', 'Conflict', 'Field', 'Between', 'Entity', 'What to do'],
  counts.waitingConflicts.map((row) => [
    row.at.toISOString(),
    String(row.id),
    `${row.field} (${row.kind})`,
    row.systems.join(', '),
    row.entity,
    row.state === 'resolving'
      ? 'Resolved; the write is on its way.'
      : html(
          [
            `See the values: <code>leadloop conflicts --open --entity ${escape(row.entity)}</code>`,
            ...row.systems.map(
              (system) =>
                `<code>leadloop conflicts resolve ${row.id} --seen ${row.revision} --take ${escape(system)}</code>`,
            ),
          ].join('<br>'),
        ),
  ]),
  'None: nothing waits for a person.',
)}
${section(
  'Recent conflicts',
  ['When', 'Field', 'Winner', 'Why', 'Entity'],
  counts.recentConflicts.map((row) => [row.at.toISOString(), row.field, row.winner, row.reason, row.entity]),
  'None.',
)}
<p>${counts.openHandOffs} hand-offs are open, ${counts.handOffs.overdue} of them overdue. ${counts.parked} writes are parked for a person; ${counts.openConflicts} conflicts are open, ${counts.conflicts} were decided in all. <code>leadloop why &lt;entity&gt;</code> tells more of each.</p>
</main>
</body>
</html>`;
}

interface Html {
  readonly html: string;
}

const html = (text: string): Html => ({ html: text });

/** A heading and its table; one wider than the screen scrolls by itself, by keyboard too. */
function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
  empty: string,
): string {
  const id = title.toLowerCase().replaceAll(' ', '-');
  const heading = `<h2 id="${id}">${escape(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p>${escape(empty)}</p>`;
  const cell = (value: string | number | Html): string =>
    typeof value === 'number'
      ? `<td class="n">${value}</td>`
      : `<td>${typeof value === 'string' ? escape(value) : value.html}</td>`;
  const header = head
    .map((name, column) => {
      const side = typeof rows[0]?.[column] === 'number' ? ' class="n"' : '';
      return `<th scope="col"${side}>${escape(name)}</th>`;
    })
    .join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return `${heading}
<div class="wide" role="region" aria-labelledby="${id}" tabindex="0"><table><thead><tr>${header}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
