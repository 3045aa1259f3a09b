import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Simulator, StartSimulator } from '../connector/simulator.ts';
import type { Clock } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';

const CONNECTORS = join(import.meta.dirname, '..', '..', 'connectors');

export interface SandboxOptions {
  readonly systems: readonly SystemName[];
  /** The port of a system's simulator. */
  readonly port: (system: SystemName) => number;
  readonly webhookUrl: (system: SystemName) => string | null;
  readonly seed: number;
  readonly population: number;
  readonly latencyMs: (system: SystemName) => number;
  readonly limits: boolean;
  /** Of all simulators; the machine's when not given. */
  readonly clock?: Clock;
}

export interface Sandbox {
  readonly simulators: ReadonlyMap<SystemName, Simulator>;
  /** With which Leadloop connects to all of them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the simulator of every connector that has one. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const simulators = new Map<SystemName, Simulator>();
  const close = async (): Promise<void> => {
    await Promise.all([...simulators.values()].map((simulator) => simulator.close()));
  };
  try {
    for (const system of options.systems) {
      const start = await simulatorOf(system);
      if (start === null) continue;
      const simulator = await start({
        port: options.port(system),
        seed: options.seed,
        population: options.population,
        latencyMs: options.latencyMs(system),
        limits: options.limits,
        webhookUrl: options.webhookUrl(system),
        clock: options.clock,
      });
      simulators.set(system, simulator);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const environment = Object.assign(
    {},
    ...[...simulators.values()].map((simulator) => simulator.environment),
  ) as Record<string, string>;
  return { simulators, environment, close };
}

/** `SANDBOX_<SYSTEM>_PORT`, or the port the simulator is known by. */
export function simulatorPort(
  system: SystemName,
  environment: Readonly<Record<string, string | undefined>>,
): number {
  const variable = `SANDBOX_${system.toUpperCase().replaceAll('-', '_')}_PORT`;
  const given = (environment[variable] ?? '').trim();
  const known = readMetadata(system).sandboxPort ?? 0;
  const port = given === '' ? known : Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(
      `${variable} is not a port. Set it to a whole number from 0 (any free port) to 65535, e.g. ${known}; or unset it.`,
    );
  }
  return port;
}

const readMetadata = (system: SystemName): { readonly sandboxPort?: number } =>
  JSON.parse(readFileSync(join(CONNECTORS, system, 'metadata.json'), 'utf8')) as { sandboxPort?: number };

async function simulatorOf(system: SystemName): Promise<StartSimulator | null> {
  const file = join(CONNECTORS, system, 'sim', 'index.ts');
  try {
    await access(file);
  } catch {
    return null;
  }
  const module = (await import(pathToFileURL(file).href)) as { startSimulator: StartSimulator };
  return module.startSimulator;
}
