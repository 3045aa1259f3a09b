import { expect } from 'chai';
import { ledgerOver } from '../../../src/ledger/database.ts';
import { readMappingProblems } from '../../../src/ledger/mapping-problems.ts';
import { checkMappings } from '../../../src/mapping/check/check-mappings.ts';
import type { LiveSystem } from '../../../src/mapping/check/live-system.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { makeSchemaWatch, SCHEMA_WATCH_MS } from '../../../src/runtime/watch-schema.ts';
import { migratedDatabase } from '../../support/ledger.ts';
import { silentLog } from '../../support/log.ts';
import { parsed, withRows } from '../mapping/build.ts';
import { live } from '../mapping/live.ts';

const MAPPING = parsed(
  withRows(
    'source: { type: option, salesforce: { Lead: { field: LeadSource, values: { Web: Web, Other: Other } } }, direction: to salesforce }',
  ).replace('[Lead, Contact], create: true', '[Lead, Contact]'),
);

/** The live systems, with the picklist of Lead sources as it is given. */
function withSources(
  change: (values: readonly string[]) => readonly string[],
): ReadonlyMap<string, LiveSystem> {
  const force = live.get('salesforce')!;
  const lead = force.objects.get('Lead')!;
  const source = lead.fields.get('LeadSource')!;
  const values = change(source.options.map(({ value }) => value));
  const options = values.map((value) => ({ value, label: value, active: true }));
  const fields = new Map(lead.fields).set('LeadSource', { ...source, options });
  const objects = new Map(force.objects).set('Lead', { ...lead, fields });
  return new Map(live).set('salesforce', { ...force, objects });
}

describe('the watch over picklists', function () {
  this.timeout(60_000);
  let database: Database;
  before(async () => {
    database = await migratedDatabase();
  });
  after(() => database.close());

  it('tells once of an option that a mapping writes and that is gone, and of its return', async () => {
    const db = ledgerOver(database.pool);
    let systems = withSources((values) => values);
    let now = Date.now();
    let looks = 0;
    const logged: string[] = [];
    const watch = makeSchemaWatch({
      db,
      clock: { now: () => new Date(now) },
      log: { ...silentLog, warn: (text) => void logged.push(text), info: (text) => void logged.push(text) },
      found: checkMappings([MAPPING], systems),
      find: () => {
        looks += 1;
        return Promise.resolve(checkMappings([MAPPING], systems));
      },
    });
    const later = async (): Promise<void> => {
      now += SCHEMA_WATCH_MS;
      await watch.look();
    };
    expect(await readMappingProblems(db)).to.equal(null);
    await watch.begin();
    expect(await readMappingProblems(db)).to.deep.equal([]);
    await watch.look();
    expect(looks, 'the start has just looked').to.equal(0);

    systems = withSources((values) => values.filter((value) => value !== 'Web'));
    await later();
    await later();
    expect(looks).to.equal(2);
    expect(logged).to.have.length(1);
    expect(logged[0]).to.match(
      /no longer fits: person\.yaml:7:\d+ salesforce Lead\.LeadSource has no option "Web"\. \w/,
    );
    expect((await readMappingProblems(db))?.map(({ code }) => code)).to.deep.equal(['missing-option']);

    systems = withSources((values) => values);
    await later();
    await later();
    expect(logged).to.have.length(2);
    expect(logged[1]).to.match(/fits again; mended is: .* has no option "Web"/);
    expect(await readMappingProblems(db)).to.deep.equal([]);
  });

  it('tells nothing new of a line that has only moved', async () => {
    const db = ledgerOver(database.pool);
    const systems = withSources((values) => values.filter((value) => value !== 'Web'));
    const logged: string[] = [];
    const watchOf = (found: ReturnType<typeof checkMappings>) =>
      makeSchemaWatch({
        db,
        clock: { now: () => new Date() },
        log: { ...silentLog, warn: (text) => void logged.push(text), info: (text) => void logged.push(text) },
        found,
        find: () => Promise.resolve(found),
      });
    const found = checkMappings([MAPPING], systems);
    await watchOf(found).begin();
    expect(logged).to.have.length(1);
    await watchOf(found.map((problem) => ({ ...problem, line: problem.line + 1 }))).begin();
    expect(logged).to.have.length(1);
  });
});
