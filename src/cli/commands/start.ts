import type { Command } from 'commander';
import { describeSettings } from '../../platform/config.ts';
import { start } from '../../runtime/start.ts';
import { readContext } from '../context.ts';

export function register(program: Command): void {
  program
    .command('start')
    .description('run Leadloop; without credentials, on simulated systems (the sandbox)')
    .option('--json', 'print one JSON line when it is ready')
    .addHelpText('after', () => `\nSettings:\n${settingLines().join('\n')}`)
    .action(async ({ json }: { json?: true }) => {
      const { config, log } = readContext({ quiet: json === true });
      const started = await start(config, process.env, log);
      const simulators = [...(started.sandbox?.simulators ?? [])].map(([system, { url }]) => ({
        system,
        url,
      }));
      if (json === true) {
        console.log(JSON.stringify({ url: started.url, shape: started.shape, simulators }));
      } else {
        console.log(`\nLeadloop is running (${started.shape}): ${started.url}`);
        for (const { system, url } of simulators) console.log(`  simulated ${system}: ${url}`);
        if (simulators.length > 0)
          console.log('  No credentials are set, so this is the sandbox. It begins anew at every start.');
        console.log('  Stop it with Ctrl-C.\n');
      }
      stopOnSignal(() => started.close());
    });
}

const settingLines = (): readonly string[] =>
  describeSettings().map(({ name, meaning, limits, default: fallback }) =>
    [
      `  ${name}`,
      `      ${meaning}`,
      `      ${limits}${fallback === null ? '' : `; default ${fallback}`}`,
    ].join('\n'),
  );

/** Closes once, on the first signal; a second one ends the process at once. */
export function stopOnSignal(close: () => Promise<void>): void {
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(`leadloop: stopping failed: ${String(error)}`);
          process.exit(1);
        },
      );
    });
  }
}
