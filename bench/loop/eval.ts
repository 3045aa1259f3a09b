/**
 * `npm run eval:loop -- <folder>`: the real leads and deals of Olist go through Leadloop, and what its reports say is compared
 * with a recount from the files (`recount.ts`). The data are not part of the project; the folder can also be named by
 * LEADLOOP_EVAL_DATA. Leadloop runs as its users start it, with the shipped mappings, between both simulators: the leads come in
 * as a list, the deals are won in Salesforce. Then all of it is done a second time, which must change nothing.
 */
import { cpSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/domain/report.ts';
import { printTable } from '../support/report.ts';
import { openWorld, total, type World } from '../support/world.ts';
import { asTable, compare, sumOf } from './compare.ts';
import { enterDeals, importLeads } from './market.ts';
import { anomalies, campaigns, sources, unlinked, type Figures } from './recount.ts';
import { DEALS_FILE, LEADS_FILE, readDeals, readLeads } from './rows.ts';

interface Reports {
  readonly bySource: Report;
  readonly byCampaign: Report;
}

const MAPPINGS = join(import.meta.dirname, '..', '..', 'mappings');
const folder = process.argv[2] ?? process.env['LEADLOOP_EVAL_DATA'];

/** Says whether something is as it must be. If it is not, the evaluation has failed. */
function judge(what: string, holds: boolean): void {
  console.log(`${holds ? 'Yes' : 'NO'}: ${what}`);
  if (!holds) process.exitCode = 1;
}

function judgeReport(report: Report, counted: Figures): void {
  const compared = compare(report, counted);
  console.log(`\n## ${report.title} (${report.asked.join(', ')})\n`);
  printTable(asTable(compared));
  judge(
    'each figure is as counted from the files',
    compared.every(({ told, counted: again }) => told === again),
  );
}

function judgeNotes({ notes }: Report, counted: ReadonlyMap<string, string>): void {
  console.log('\n## What would mislead\n');
  const codes = new Set([...notes.map(({ code }) => code), ...counted.keys()]);
  for (const code of codes) {
    const told = notes.find((note) => note.code === code)?.text ?? null;
    const again = counted.get(code) ?? null;
    judge(
      `${code}: ${told ?? 'not told'} (from the files: ${again ?? 'none'})`,
      told !== null && again !== null && told.includes(again),
    );
  }
}

async function reportsOf({ operations }: World): Promise<Reports> {
  const asked = { from: null, until: null, model: null, rollUp: false };
  return {
    bySource: await operations.report({ ...asked, name: 'sources', by: 'field:leadSource' }),
    byCampaign: await operations.report({ ...asked, name: 'campaigns', by: 'campaign' }),
  };
}

async function evaluate(world: World, from: string, work: string): Promise<void> {
  const leads = readLeads(from);
  const deals = readDeals(from);
  /** How many writes it took to bring everything everywhere. */
  const takeIn = async (): Promise<number> => {
    const imported = await importLeads(world, leads, work);
    await enterDeals(world, deals);
    const synced = await world.operations.sync({ full: false });
    return total([...Object.values(imported.writes), ...Object.values(synced.writes)]);
  };
  const writes = await takeIn();
  console.log(`${leads.length} leads and ${deals.length} deals took ${writes} writes in both systems.\n`);
  const reports = await reportsOf(world);
  judge(
    'every deal of the files is of one lead, and no two of the same',
    unlinked(leads, deals).length === 0,
  );
  judgeReport(reports.bySource, sources(leads, deals));
  judgeReport(reports.byCampaign, campaigns(leads, deals));
  const won = sumOf(reports.byCampaign, 'won');
  judge(`${won} deals are linked, each by a contact role to its lead`, won === deals.length);
  judgeNotes(reports.byCampaign, anomalies(leads, deals));
  console.log('\n## A second time\n');
  const more = await takeIn();
  judge(`${more} writes`, more === 0);
  const { seen, writes: fully } = await world.operations.sync({ full: true });
  judge(
    `a look at all ${seen} records: ${total(Object.values(fully))} writes`,
    total(Object.values(fully)) === 0,
  );
  judge('the reports say the same', JSON.stringify(await reportsOf(world)) === JSON.stringify(reports));
}

if (folder === undefined) {
  console.error('Which folder are the data in? npm run eval:loop -- <folder>, or set LEADLOOP_EVAL_DATA.');
  process.exitCode = 2;
} else {
  const missing = [LEADS_FILE, DEALS_FILE].filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    console.log(`Left out: ${folder} has no ${missing.join(', ')}.`);
    process.exitCode = 1;
  } else {
    const work = await mkdtemp(join(tmpdir(), 'leadloop-eval-loop-'));
    try {
      // A copy, as an import keeps what it has learned of the list's columns.
      const configDir = join(work, 'mappings');
      cpSync(MAPPINGS, configDir, { recursive: true });
      const world = await openWorld({ configDir, unpaced: true });
      if (world !== null) await evaluate(world, folder, work).finally(() => world.close());
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
}
