import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { findConnectors } from '../../connector/registry.ts';
import { findServer } from '../../platform/server-file.ts';
import { settingsOf } from '../../runtime/connect.ts';
import { acceptGrant } from '../../runtime/sign-in.ts';
import { awaitBrowser, CALLBACK_PATH } from '../browser.ts';
import { CommandError, readContext } from '../context.ts';

const DEFAULT_PORT = 8487;

export function register(program: Command): void {
  program
    .command('connect <system>')
    .description("grant access in the browser, where a system's credentials are those of an app (OAuth)")
    .option('--port <port>', 'where the browser comes back to on this machine', String(DEFAULT_PORT))
    .option('--json', 'print the address to open, and the account, as JSON lines')
    .addHelpText(
      'after',
      `
The app must allow the redirect address http://localhost:${DEFAULT_PORT}${CALLBACK_PATH} (or with your --port).
The tokens are kept encrypted in the ledger and renewed by themselves. Leadloop must not be running meanwhile.

Exit code: 1 when access was not granted; the reason is printed, and nothing is kept.`,
    )
    .action(async (name: string, { port, json }: { port: string; json?: true }) => {
      const context = readContext({ quiet: true });
      const { config, log } = context;
      const offered = (await findConnectors()).filter((each) => each.browserSignIn !== undefined);
      const definition = offered.find((each) => each.name === name);
      if (definition?.browserSignIn === undefined)
        throw new CommandError(
          `'${name}' can not be connected in the browser; these can: ${offered.map((each) => each.name).join(', ')}.`,
        );
      if ((await findServer(config.LEADLOOP_DATA)) !== null)
        throw new CommandError(
          'Leadloop is running here, and would go on with the old grant. Stop it, connect, and start it again.',
        );
      const request = {
        settings: settingsOf(definition, process.env),
        redirectUri: `http://localhost:${port}${CALLBACK_PATH}`,
        state: randomBytes(24).toString('base64url'),
        codeVerifier: randomBytes(48).toString('base64url'),
      };
      const signIn = definition.browserSignIn;
      const url = signIn.authorizeUrl(request);
      const answer = await awaitBrowser(Number(port), request.state, () => {
        if (json === true) console.log(JSON.stringify({ open: url }));
        else
          console.log(
            `Open this address in your browser and grant access to ${definition.title}:\n\n  ${url}\n`,
          );
      });
      const account = await answer.finish(() =>
        acceptGrant({ definition, signIn, request, code: answer.code }, config, process.env, log),
      );
      if (json === true) console.log(JSON.stringify({ system: name, account }));
      else console.log(`${definition.title} is connected: ${account}.`);
    });
}
