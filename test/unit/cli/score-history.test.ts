import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { sql } from 'kysely';
import { parse } from 'yaml';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import { captureEvents } from '../../../src/ledger/capture-events.ts';
import { bringIntoForce, storeVersion } from '../../../src/ledger/config-versions.ts';
import { inTransaction, ledgerOver, type LedgerDb } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { migrate } from '../../../src/ledger/migrate.ts';
import { logStages } from '../../../src/ledger/standings.ts';
import { storeTouchpoints } from '../../../src/ledger/touchpoints.ts';
import { openEmbedded } from '../../../src/platform/database/pglite/embedded.ts';
import type { ScoringDocument } from '../../../src/rules/files/scoring-document.ts';
import { readConfigFiles, versionOf } from '../../../src/runtime/config-folder.ts';
import { prepareDataFolder } from '../../support/data-folder.ts';
import { silentLog } from '../../support/log.ts';
import { hubRef, ids, rang } from '../ledger/support.ts';
import { DAY, DEAL, MAPPINGS } from '../rules/build.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');
/** When the test began: the command goes by the clock. */
const NOW = Date.now();
const WIN = { ...DEAL, isClosed: true, isWon: true };

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Told {
  readonly rows: number;
  readonly wins: number;
  readonly undecided: number;
  readonly withSales: number;
  readonly columns: readonly { readonly column: string; readonly axis: string }[];
  readonly proposal: string;
}

/** Somebody who was handed over so many days ago. */
interface Made {
  readonly days: number;
  readonly employees: number;
  readonly pages: number;
  /** Null: sales has not answered. */
  readonly won: boolean | null;
}

/** Large companies, and people who read about prices, buy more often. */
function made(count: number): readonly Made[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, place) => {
    const employees = random() < 0.5 ? 500 : 20;
    const pages = random() < 0.5 ? 0 : 3;
    const odds = -1.5 + (employees > 250 ? 1.5 : 0) + (pages > 0 ? 1.5 : 0);
    const won = random() < 1 / (1 + Math.exp(-odds));
    return { days: 60 + random() * 200, employees, pages, won: place % 20 === 0 ? null : won };
  });
}

/** A ledger in which all of that is recorded, with the shipped configuration in force. */
async function record(dataDir: string, people: readonly Made[]): Promise<void> {
  await prepareDataFolder(dataDir, ['ledger']);
  const database = await openEmbedded({ dataDir: join(dataDir, 'ledger'), log: silentLog });
  try {
    const db = ledgerOver(database.pool);
    await migrate(db);
    const files = await readConfigFiles(MAPPINGS);
    const id = versionOf(files);
    const now = new Date();
    await storeVersion(db, { id, files, author: 'test', at: now, note: '', describe: () => [] });
    await bringIntoForce(db, id, 'test', now);
    await recordAll(db, people);
  } finally {
    await database.close();
  }
}

async function recordAll(db: LedgerDb, people: readonly Made[]): Promise<void> {
  const refs = people.map((_, place) => hubRef(`${place}`));
  const first = agoAt(999);
  const seen = { now: first, ids, partitions: 1, kindOf: () => 'person' } as const;
  await captureEvents(
    db,
    refs.map((ref) => rang(ref)),
    seen,
  );
  const { rows } = await sql<{ id: EntityId; place: number }>`
    select entity_id as id, record_id::int as place from link order by record_id::int`.execute(db);
  for (const { place } of rows) {
    const { days, pages } = people[place]!;
    await storeTouchpoints(db, visits(place, pages, agoAt(days)), { lane: 'live', now: agoAt(days) });
  }
  await inTransaction(db, async (tx) => {
    await storeDecisions(
      tx,
      rows.flatMap(({ id, place }) => decisionsOf(id, people[place]!)),
    );
    await logStages(
      tx,
      rows.map(({ id, place }) => ({
        entity: id,
        at: agoAt(people[place]!.days - 1),
        from: 'engaged',
        to: 'mql',
        cycle: 1,
        by: 'recipe',
        name: 'Hot',
      })),
    );
  });
}

const agoAt = (days: number): Date => new Date(NOW - Math.round(days * DAY));

const visits = (place: number, pages: number, at: Date) =>
  Array.from({ length: pages }, (_, page) => ({
    source: { system: 'hub', object: 'event', id: `${place}-${page}` },
    who: { kind: 'record', object: 'contacts', id: `${place}` } as const,
    kind: 'page_view' as const,
    at,
    about: '/pricing',
    campaign: null,
    details: {},
  }));

/** The one that handed them over, and the one that heard what came of it. */
function decisionsOf(entity: EntityId, { days, employees, won }: Made) {
  const standing = { stage: 'mql', cycle: 1, since: 0, returnAt: null, answeredAt: null, heard: [] };
  const person = { email: 'ada@acme.example', jobTitle: 'Unknown', country: 'Germany' };
  const decided = (at: Date, opportunities: readonly unknown[], reason: string | null) => {
    const input = { person, company: { employees }, opportunities, standing, now: at.getTime() };
    const answer = reason === null ? null : { to: standing, opportunity: null, reason };
    return receiptOf(entity, at, input, answer);
  };
  const first = decided(agoAt(days - 1), [], null);
  if (won === null) return [first];
  return [first, decided(agoAt(days - 40), won ? [WIN] : [], won ? null : 'No budget')];
}

const receiptOf = (entity: EntityId, decidedAt: Date, input: object, answer: object | null) => ({
  entity,
  decidedAt,
  rulesVersion: 'v1',
  moved: true,
  receipt: {
    input,
    decision: { score: null, qualification: { transition: null } },
    ...(answer === null ? {} : { hearing: { answer, heard: [] } }),
  },
});

describe('leadloop score fit --from history', function () {
  this.timeout(120_000);

  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leadloop-score-history-'));
    await record(join(folder, 'many'), made(240));
    await record(join(folder, 'few'), made(30));
  });
  after(() => rmSync(folder, { recursive: true }));

  const score = (data: string, ...args: readonly string[]): Promise<Answer> =>
    promisify(execFile)(process.execPath, [MAIN, 'score', 'fit', '--from', 'history', ...args], {
      cwd: folder,
      env: { ...process.env, LEADLOOP_DATA: join(folder, data) },
    }).then(
      (told) => ({ code: 0, ...told }),
      (error: unknown) => error as Answer,
    );

  it('learns points for the signals in force from the ledger, and writes a scoring file', async () => {
    const out = join(folder, 'scoring.yaml');
    const { stderr, stdout, code } = await score('many', '--out', out);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(stdout).to.match(
      /^228 leads, \d+ won \(\d+ %\)\. 12 more are not decided yet and were left out\./u,
    );
    expect(stdout).to.match(/250 employees or more +yes +\d+ /u);
    expect(stdout).to.match(/\(AUC\) +0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)/u);
    const { fit, engagement } = parse(readFileSync(out, 'utf8')) as ScoringDocument;
    const namesIn = ({ groups }: ScoringDocument['fit' | 'engagement']): readonly string[] =>
      groups.flatMap(({ signals }) => signals.map(({ name }) => name));
    expect(namesIn(fit)).to.deep.equal(['250 employees or more']);
    expect(namesIn(engagement).some((name) => name.startsWith('Pricing page: '))).to.equal(true);
  });

  it('tells all of it as JSON', async () => {
    const told = JSON.parse((await score('many', '--json')).stdout) as Told;
    expect(told).to.include({ rows: 228, undecided: 12, withSales: 0 });
    expect(told.columns.map(({ column }) => column)).to.include('250 employees or more');
    expect(new Set(told.columns.map(({ axis }) => axis))).to.deep.equal(new Set(['fit', 'engagement']));
    expect(told.proposal).to.match(/^matrix:$/mu);
  });

  it('ends with 1 when too few are decided, saying how many and what to do', async () => {
    const { code, stderr } = await score('few');
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /leadloop: \d+ won and \d+ lost leads are too few to learn from: it takes 20 of each\.\n {2}What to do: wait until more are decided \(2 are not yet\)/u,
    );
  });
});
