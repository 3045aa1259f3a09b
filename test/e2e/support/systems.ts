import { controlOf, type Control } from '../../support/people.ts';
import { startTestSandbox } from '../../support/sandbox.ts';
import { setUpSystems } from '../../support/set-up.ts';
import type { Environment } from './leadloop.ts';

/** Both simulated systems with people in them, and nobody at work there. */
export interface Systems {
  readonly environment: Environment;
  readonly control: (system: string) => Control;
  /** Every record of both, to see that nothing was written. */
  records(): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

const OBJECTS: readonly (readonly [system: string, object: string])[] = [
  ['hubspot', 'contacts'],
  ['hubspot', 'companies'],
  ['salesforce', 'Lead'],
  ['salesforce', 'Contact'],
  ['salesforce', 'Account'],
];

export async function openSystems(
  options: { readonly seed?: number; readonly population?: number } = {},
): Promise<Systems> {
  const sandbox = await startTestSandbox({ seed: 5, population: 6, ...options });
  await setUpSystems(sandbox.environment);
  const control = (system: string): Control => {
    const simulator = sandbox.simulators.get(system);
    if (simulator === undefined) throw new Error(`no simulated ${system}`);
    return controlOf(simulator);
  };
  return {
    environment: sandbox.environment,
    control,
    async records() {
      const found = await Promise.all(
        OBJECTS.map(async ([system, object]) => [object, await control(system).get(`records/${object}`)]),
      );
      return Object.fromEntries(found) as Record<string, unknown>;
    },
    close: () => sandbox.close(),
  };
}
