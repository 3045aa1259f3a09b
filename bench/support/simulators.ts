/**
 * Both simulated systems in a process of their own, so that a benchmark's memory and CPU are Leadloop's alone.
 * Started with `fork`; the options are the first argument, as JSON; says how to connect in one message.
 */
import { startSandbox } from '../../src/runtime/sandbox.ts';

export interface SimulatorOptions {
  readonly latencyMs: Readonly<Record<string, number>>;
  readonly limits: boolean;
  /** Where HubSpot sends its webhooks. */
  readonly webhookUrl: string | null;
}

export interface SimulatorMessage {
  readonly urls: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
}

const options = JSON.parse(process.argv[2] ?? '') as SimulatorOptions;
const sandbox = await startSandbox({
  systems: ['hubspot', 'salesforce'],
  port: () => 0,
  webhookUrl: (system) => (system === 'hubspot' ? options.webhookUrl : null),
  seed: 1,
  population: 0,
  latencyMs: (system) => options.latencyMs[system] ?? 0,
  limits: options.limits,
});
const message: SimulatorMessage = {
  urls: Object.fromEntries([...sandbox.simulators].map(([system, { url }]) => [system, url])),
  environment: sandbox.environment,
};
process.send?.(message);
process.once('disconnect', () => process.exit(0));
