import type { Command } from 'commander';
import { seededRandom } from '../../connector/sim/random.ts';
import { MARKET_RATES, runMarket } from '../../runtime/market.ts';
import { openSandbox } from '../../runtime/start.ts';
import { readContext } from '../context.ts';
import { stopOnSignal } from './start.ts';

export function register(program: Command): void {
  program
    .command('sandbox')
    .description('run only the simulated systems, for rehearsals')
    .option('--json', 'print one JSON line when they are ready')
    .addHelpText(
      'after',
      "\nRun 'leadloop start' elsewhere with the settings it prints, as with real credentials.",
    )
    .action(async ({ json }: { json?: true }) => {
      const { config, log } = readContext({ quiet: json === true });
      const sandbox = await openSandbox(`http://127.0.0.1:${config.PORT}`, process.env);
      const ending = new AbortController();
      runMarket(
        [...sandbox.simulators.values()],
        MARKET_RATES[config.LEADLOOP_MARKET],
        seededRandom(1),
        log,
        ending.signal,
      );
      if (json === true) console.log(JSON.stringify(sandbox.environment));
      else {
        for (const [system, { url }] of sandbox.simulators) console.log(`simulated ${system}: ${url}`);
        console.log('\nTo connect, set:');
        for (const [name, value] of Object.entries(sandbox.environment)) console.log(`  ${name}=${value}`);
      }
      stopOnSignal(async () => {
        ending.abort();
        await sandbox.close();
      });
    });
}
