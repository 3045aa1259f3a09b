import type { Counts } from '../ledger/counts.ts';
import { driftSentence } from './drift-sentence.ts';
import { escape, heading, html, page, section } from './page.ts';
import { proofSentence } from './proof-text.ts';
import { trialSection } from './trial-section.ts';
import type { TrialReport } from './trial.ts';

/**
 * A plain page with health, lag, counts, failures and the state of each connection. Holds no personal data.
 *
 * @param trial what runs beside the rules in force; null: nothing
 */
export function statusPage(counts: Counts, trial: TrialReport | null, now: Date): string {
  const backlog = counts.inbox
    .map((row) => ['inbox', row.lane, row.waiting, seconds(row.lagMs)])
    .concat(counts.outbox.map((row) => ['outbox', row.lane, row.waiting, seconds(row.lagMs)]))
    .concat(counts.toDecide.map((row) => ['decide', row.lane, row.waiting, seconds(row.lagMs)]));
  const body = `<h1>Leadloop</h1>
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
${trial === null ? '' : trialSection(trial, now)}
${heading('Proof that nobody is lost')}
<p>${proofText(counts.proof)}</p>
${section(
  'Compared in the last 24 hours',
  ['Entity', 'Compared', 'Differ'],
  counts.drift.filter(({ field }) => field === null).map((row) => [row.kind, row.compared, row.differing]),
  'Nothing yet.',
)}
${
  counts.drift.some(({ differing }) => differing > 0)
    ? `<p><span class="bad">${escape(driftSentence(counts.drift))}</span> <code>leadloop drift</code> tells where, and why.</p>`
    : ''
}
${
  counts.noticeFailures.length === 0
    ? ''
    : section(
        'Notices that could not be sent',
        ['Code', 'Given up', 'Still tried', 'Because', 'What to do'],
        counts.noticeFailures.map((row) => [
          row.code,
          row.failed,
          row.waiting,
          row.meaning,
          row.failed === 0
            ? row.fix
            : html(
                `${escape(row.fix)} Then <code>leadloop retry ${escape(row.code)}</code> sends those given up.`,
              ),
        ]),
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
${
  counts.erasures.length === 0
    ? ''
    : section(
        'People who are not erased yet',
        ['Erasure', 'System', 'What', 'What to do'],
        counts.erasures.map((row) => [row.erasure, row.system, `${row.code}: ${row.meaning}`, row.fix]),
        '',
      )
}
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
<p>${counts.openHandOffs} hand-offs are open, ${counts.handOffs.overdue} of them overdue. ${counts.parked} writes are parked for a person; ${counts.openConflicts} conflicts are open, ${counts.conflicts} were decided in all. <code>leadloop why &lt;entity&gt;</code> tells more of each.</p>`;
  return page({ title: 'Leadloop', body, refreshSeconds: 5 });
}

function proofText(proof: Counts['proof']): string {
  if (proof === null) return 'No day has been proved yet. <code>leadloop proof --day</code> proves one now.';
  const text = `${proof.day}: ${proofSentence(proof)}`;
  return `<span class="${proof.addsUp ? 'ok' : 'bad'}">${escape(text)}</span>`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
