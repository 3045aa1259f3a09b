import { InvalidArgumentError, type Command } from 'commander';
import type { TrialDesk, TrialReport } from '../api/trial.ts';
import { osUser } from '../platform/os-user.ts';
import { readContext, withLedger } from './context.ts';
import { printJson } from './print.ts';
import { readRulesFolder } from './rules-folder.ts';
import { printTrial } from './trial-text.ts';

interface Options {
  readonly share?: number;
  readonly tell?: string;
  readonly json?: true;
}

/** Rules beside those in force, below `leadloop config`. */
export function registerTrials(config: Command): void {
  config
    .command('shadow <folder>')
    .description('have the rules of a folder decide beside those in force, and count where they differ')
    .option('--json', 'print it as JSON')
    .action(async (folder: string, { json }: Options) => {
      const candidate = await readRulesFolder(folder);
      const request = { ...candidate, kind: 'shadow', share: 1, tell: null, who: osUser() } as const;
      await show((desk) => desk.tryRules(request), json);
    });

  config
    .command('canary <folder>')
    .description('have the rules of a folder decide about a share of the people; guards stop it')
    .requiredOption('--share <percent>', 'the share of the people, as 10%', share)
    .option('--tell <function>', 'a function of roles.yaml that is told when a guard stops it')
    .option('--json', 'print it as JSON')
    .action(async (folder: string, { share: part = 0, tell, json }: Options) => {
      const candidate = await readRulesFolder(folder);
      const request = {
        ...candidate,
        kind: 'canary',
        share: part,
        tell: tell ?? null,
        who: osUser(),
      } as const;
      await show((desk) => desk.tryRules(request), json);
    });

  config
    .command('trial')
    .description('how the shadow or canary goes, or went last')
    .option('--json', 'print it as JSON')
    .action(({ json }: Options) => show((desk) => desk.trial(), json));

  config
    .command('end')
    .description('end the shadow or canary: everybody is decided about by the rules in force again')
    .option('--json', 'print it as JSON')
    .action(({ json }: Options) => show((desk) => desk.endTrial(osUser()), json));
}

async function show(ask: (desk: TrialDesk) => Promise<TrialReport | null>, json: true | undefined) {
  const trial = await withLedger(readContext({ quiet: true }), ask);
  if (json === true) printJson(trial);
  else printTrial(trial);
}

const PERCENT = /^(\d+(?:\.\d+)?) ?%$/u;

function share(text: string): number {
  const percent = Number(PERCENT.exec(text)?.[1] ?? 0);
  if (percent > 0 && percent < 100) return percent / 100;
  throw new InvalidArgumentError('Give a share above 0% and below 100%, as 10%.');
}
