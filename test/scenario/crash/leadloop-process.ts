import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { remoteOperations } from '../../../src/cli/remote.ts';
import type { Operations } from '../../../src/api/operations.ts';
import { findServer } from '../../../src/platform/server-file.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A real `leadloop start` in a process of its own, to be killed. */
export interface LeadloopProcess {
  readonly pid: number;
  /** Resolves when it works; rejects with what it complained of when it ends before that. */
  readonly ready: Promise<void>;
  operations(): Promise<Operations>;
  kill(): Promise<void>;
  /** Asks it to end, as an init system does. */
  terminate(): Promise<{ readonly code: number | null; readonly seconds: number }>;
}

export interface LeadloopSettings {
  readonly dataDir: string;
  readonly port: number;
  /** With which it reaches the systems. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder of the mapping files; the project's own when not given. */
  readonly configDir?: string;
  /** For Node itself, e.g. `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
}

export function startLeadloop(settings: LeadloopSettings): LeadloopProcess {
  const { dataDir, port, environment, nodeArguments = [] } = settings;
  const child = spawn(process.execPath, [...nodeArguments, 'bin/leadloop.js', 'start', '--json'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      ...environment,
      PORT: String(port),
      LEADLOOP_DATA: dataDir,
      LEADLOOP_CONFIG: settings.configDir ?? join(ROOT, 'mappings'),
      INTAKE_WEB_FORM_KEY: 'form-key-for-tests',
    },
  });
  const gone = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const firstLine = once(createInterface(child.stdout), 'line');
  const ready = Promise.race([
    firstLine.then(() => undefined),
    gone.then(([code]) => {
      throw new Error(`leadloop ended with ${String(code)} before it was ready: ${said}`);
    }),
  ]);
  // A process that is killed while it starts is never ready.
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    async operations() {
      const note = await findServer(dataDir);
      if (note === null) throw new Error(`leadloop does not answer: ${said}`);
      return remoteOperations(note);
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async terminate() {
      const asked = Date.now();
      child.kill('SIGTERM');
      const [code] = (await gone) as [number | null];
      return { code, seconds: (Date.now() - asked) / 1000 };
    },
  };
}
