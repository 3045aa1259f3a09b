// The simulators, which are found at run time, bring zod along: its two globals are no leak of a test.
import 'zod';
import type { Simulator } from '../../src/connector/simulator.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/runtime/sandbox.ts';

export interface TestSandbox extends Sandbox {
  readonly hub: Simulator;
  readonly force: Simulator;
}

/**
 * Both simulated systems: nobody in them, no wait, no limits and no webhooks, but for what `change` says.
 * The seed is always the same unless given.
 */
export async function startTestSandbox(change: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({
    systems: ['hubspot', 'salesforce'],
    port: () => 0,
    webhookUrl: () => null,
    seed: 7,
    population: 0,
    latencyMs: () => 0,
    limits: false,
    ...change,
  });
  const simulator = (system: string): Simulator => {
    const found = sandbox.simulators.get(system);
    if (found === undefined) throw new Error(`no simulated ${system}`);
    return found;
  };
  return { ...sandbox, hub: simulator('hubspot'), force: simulator('salesforce') };
}
