import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Connection, Log } from '../../../src/connector/contract.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import type { Owner } from '../../../src/domain/owner.ts';
import { findRuleProblems, tellRuleProblems } from '../../../src/runtime/check-rules.ts';
import { loadMappings, parseMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { silentLog } from '../../support/log.ts';
import { SANDBOX_OWNERS } from '../rules/sandbox.ts';

const MAPPINGS = join(import.meta.dirname, '..', '..', '..', 'mappings');
const NOW = new Date('2026-11-22T09:00:00Z');

const systemsOf = (...owners: readonly (readonly Owner[])[]) =>
  new Map(
    owners.map((some, index) => [
      `system ${index}`,
      { connection: { owners: () => Promise.resolve(some) } as unknown as Connection },
    ]),
  );
const but = (email: string, change: Partial<Owner> | null): readonly Owner[] =>
  SANDBOX_OWNERS.flatMap((owner) =>
    owner.email !== email ? [owner] : change === null ? [] : [{ ...owner, ...change }],
  );

describe('who and what the rules name', () => {
  let mappings: Mappings;
  before(async () => {
    mappings = await loadMappings(MAPPINGS);
  });
  const found = async (...owners: readonly (readonly Owner[])[]) =>
    (await findRuleProblems(mappings, systemsOf(...owners), NOW)).map(
      ({ code, severity, path }) => `${severity} ${code} ${path}`,
    );

  it('are all there in the sandbox', async () => {
    expect(await found(SANDBOX_OWNERS, [])).to.deep.equal([]);
  });

  it('are told when somebody has left one of the systems', async () => {
    const left = but('sam.rep@example.com', { active: false });
    expect(await found(SANDBOX_OWNERS, left)).to.deep.equal([
      'warning owner-left teams.inside.sam.rep@example.com',
      'warning owner-left rules.3.table.1.owner',
      'warning owner-left functions.ldr.people.1',
      'warning owner-left functions.inside.people.1',
    ]);
  });

  it('are told when a queue is nowhere', async () => {
    const people = SANDBOX_OWNERS.filter(({ kind }) => kind !== 'queue');
    expect(await found(people)).to.deep.equal([
      'error unknown-queue fallback',
      'error unknown-queue functions.ldr.queues.0',
    ]);
  });

  it('are told when a queue may get what it cannot own, and nobody is named in its place', async () => {
    const { routing } = mappings;
    const nobody = routing && { ...routing, value: { ...routing.value, fallbackOwner: null } };
    const problems = await findRuleProblems({ ...mappings, routing: nobody }, systemsOf(SANDBOX_OWNERS), NOW);
    expect(problems.map(({ severity, path, cause }) => `${severity} ${path} ${cause}`)).to.deep.equal([
      'warning fallback the queue "New Leads" cannot own what "Opportunity with a customer" of handoff.yaml makes',
    ]);
  });

  it('are told when a stage is owned by no function', async () => {
    const roles = mappings.roles && { ...mappings.roles, value: { functions: new Map(), steps: new Map() } };
    const problems = await findRuleProblems({ ...mappings, roles }, systemsOf(SANDBOX_OWNERS), NOW);
    const causes = problems.map(({ cause }) => cause);
    expect(causes).to.include('no function owns the stage mql');
    expect(causes, 'whom the hand-off tells').to.include('no function is named "marketing"');
  });

  it('ask no system without routing.yaml and roles.yaml', async () => {
    const broken = {
      connection: { owners: () => Promise.reject(new Error('asked')) } as unknown as Connection,
    };
    const nothing = { ...mappings, routing: null, roles: null, handOff: null };
    expect(await findRuleProblems(nothing, new Map([['one', broken]]), NOW)).to.deep.equal([]);
  });

  it('are told when no mapping carries the digest, or not all of it', async () => {
    const activity = await readFile(join(MAPPINGS, 'activity.yaml'), 'utf8');
    const told = async (piece: string, instead: string) => {
      const sources = new Map([
        ...mappings.sources,
        ['activity.yaml', activity.replace(piece, () => instead)],
        ['rules/digest.yaml', "status: Completed\nsubject: '{lastTouch}'\nbody: '{touches}'\n"],
      ]);
      const edited = parseMappings(sources, (file) => file);
      return (await findRuleProblems(edited, systemsOf(SANDBOX_OWNERS), NOW)).map(
        ({ file, line, code, cause, fix }) => [`${file}:${line} ${code} ${cause}`, fix],
      );
    };
    const fix = 'Take over the lines that speak of "digest" in the activity.yaml that Leadloop ships.';
    expect(await told('', '')).to.deep.equal([]);
    expect(await told('    rules: { digest: status }\n', '')).to.deep.equal([
      ['rules/digest.yaml:1 digest-not-carried no mapping carries of the digest: status', fix],
    ]);
    const withoutDigest = activity
      .replace('objects: [task, digest]', 'object: task')
      .replace('    rules: { digest: status }\n', '');
    expect(await told(activity, withoutDigest)).to.deep.equal([
      ['rules/digest.yaml:3 digest-not-carried no mapping carries the digest', fix],
    ]);
  });

  it('keep nothing from starting: the log tells the first, and how many more there are', async () => {
    const warned: string[] = [];
    const log: Log = { ...silentLog, warn: (message) => void warned.push(message) };
    const find = () => findRuleProblems(mappings, systemsOf(but('kim.lead@example.com', null)), NOW);
    expect(await tellRuleProblems(find, log)).to.have.length.above(1);
    expect(warned).to.have.length(1);
    expect(warned[0]).to.match(
      /the rules name who or what is not there: .*routing.yaml:\d+:\d+ .*no owner has the address kim/u,
    );
    expect(warned[0]).to.match(/There are \d more; 'leadloop check' tells each\./u);
  });

  it('are left for later when a system cannot be asked for its owners', async () => {
    const failure = {
      kind: 'transient',
      code: 'TIMEOUT',
      message: 'no answer',
      meaning: 'It is busy.',
      fix: 'Wait.',
      actor: 'nobody',
    } as const;
    const told = tellRuleProblems(() => Promise.reject(new FailureError(failure)), silentLog);
    expect(await told).to.deep.equal([]);
  });
});
