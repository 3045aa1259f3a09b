import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What the rules of a configuration can say of a person beside what every hand-off and every answer says. */
export interface Says {
  /** The names of the texts in handoff.yaml. */
  readonly texts: readonly string[];
  /** The life-cycle stages in outcomes.yaml, each once. */
  readonly lifecycle: readonly string[];
}

export async function whatRulesSay(configDir: string): Promise<Says> {
  const [{ texts = {} }, { lifecycle = {} }] = await Promise.all([
    readRules(configDir, 'handoff.yaml'),
    readRules(configDir, 'outcomes.yaml'),
  ]);
  return { texts: Object.keys(texts), lifecycle: [...new Set(Object.values(lifecycle).map(String))] };
}

type Lists = Readonly<Record<'texts' | 'lifecycle', Readonly<Record<string, unknown>> | undefined>>;

/** Nothing when there is no such file, or none that can be read: a start tells why. */
async function readRules(configDir: string, file: string): Promise<Partial<Lists>> {
  try {
    return (parse(await readFile(join(configDir, 'rules', file), 'utf8')) ?? {}) as Partial<Lists>;
  } catch {
    return {};
  }
}
