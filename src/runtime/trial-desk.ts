import { RefusedError } from '../api/config-operations.ts';
import type { TrialDesk, TrialReport, TrialRequest } from '../api/trial.ts';
import type { Clock } from '../domain/clock.ts';
import { audit } from '../ledger/audit.ts';
import { storeVersion } from '../ledger/config-versions.ts';
import { inTransaction, type LedgerDb } from '../ledger/database.ts';
import { askTried } from '../ledger/to-decide.ts';
import { readTrialFigures } from '../ledger/trial-figures.ts';
import { countDifferences, endTrial, lastTrial, startTrial, type StoredTrial } from '../ledger/trials.ts';
import { describeChange } from '../mapping/describe/describe-change.ts';
import { describeRulesChange } from '../rules/files/describe-change.ts';
import { readCandidate, type Candidate } from './candidate.ts';
import { systemWords } from './config-operations.ts';
import { handOverRules } from './hand-over-rules.ts';

/** Rules beside those in force, over a ledger: whoever decides looks there. */
export function makeTrialDesk(db: LedgerDb, clock: Clock): TrialDesk {
  const report = async (trial: StoredTrial): Promise<TrialReport> => ({
    ...trial,
    figures: trial.kind === 'canary' ? await readTrialFigures(db, trial.version, trial.since) : null,
    differences: trial.kind === 'shadow' ? await countDifferences(db, trial.id) : [],
  });
  const last = async (): Promise<TrialReport | null> => {
    const trial = await lastTrial(db);
    return trial === null ? null : report(trial);
  };

  return {
    trial: last,

    async tryRules(request) {
      const { kind, share, tell, who } = request;
      const candidate = await readCandidate(db, request);
      refuse(request, candidate);
      const { version, sources } = candidate.mappings;
      const systems = await systemWords();
      await storeVersion(db, {
        id: version,
        files: sources,
        author: who,
        at: clock.now(),
        note: `to be tried as a ${kind}`,
        describe: (former) => describeChange(former, sources, systems, describeRulesChange),
      });
      const began = await startTrial(db, { kind, version, share, tell }, who, clock.now());
      const trial = await last();
      if (!began || trial === null)
        throw refused(
          'TRIAL_RUNS',
          `a ${trial?.kind ?? 'trial'} of version ${trial?.number ?? '?'} is running. End it first: leadloop config end`,
        );
      await audit(db, clock.now(), who, `config ${kind}`, { version, share });
      return trial;
    },

    async endTrial(who) {
      const trial = await lastTrial(db);
      const now = clock.now();
      const ended =
        trial !== null &&
        (await inTransaction(db, async (tx) => {
          if (!(await endTrial(tx, trial.id, { by: who, why: 'ended', at: now }))) return false;
          if (trial.kind === 'canary') await askTried(tx, trial, now);
          return true;
        }));
      const after = await last();
      if (!ended || after === null) throw refused('NO_TRIAL', 'no shadow or canary is running.');
      await audit(db, now, who, 'config end', { version: after.version });
      return after;
    },
  };
}

function refuse({ folder, tell }: TrialRequest, { inForce, mappings }: Candidate): void {
  if (mappings.rulesVersion === inForce.mappings.rulesVersion)
    throw refused('NOTHING_CHANGED', `the rules in ${folder} are those in force.`);
  if (handOverRules(inForce.mappings) !== null && handOverRules(mappings) === null)
    throw refused(
      'NO_HAND_OFF',
      `${folder} lacks handoff.yaml or routing.yaml, so nobody would be handed to sales by it. Copy the whole folder mappings/rules, and change the copy.`,
    );
  if (tell !== null && inForce.mappings.roles?.value.functions.has(tell) !== true)
    throw refused('NO_FUNCTION', `roles.yaml has no function "${tell}" that could be told.`);
}

const refused = (code: string, message: string): RefusedError => new RefusedError(code, 409, message);
