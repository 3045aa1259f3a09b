import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { prepareDataFolder } from '../../support/data-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'bin', 'leadloop.js');

/** A folder of its own with the shipped mappings, as somebody has it who has just unpacked Leadloop. */
export interface Workspace {
  readonly folder: string;
  /** Runs one command to its end. */
  run(args: readonly string[], environment?: Environment): Promise<Ended>;
  /** Starts `start --json` or `sandbox --json` and waits for the line that says it is ready. */
  start<T>(args: readonly string[], environment?: Environment): Promise<Running<T>>;
  /** Stops what still runs and removes the folder. */
  close(): Promise<void>;
}

export type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running<T> {
  /** The JSON line. */
  readonly ready: T;
  readonly readyAfterMs: number;
  /** For a command that ends by itself. */
  readonly ended: Promise<Ended>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Ended & { readonly afterMs: number }>;
}

export interface StartedLine {
  readonly url: string;
  readonly shape: string;
  readonly simulators: readonly { readonly system: string; readonly url: string }[];
}

/** @param databases those that are not left to the first start to make */
export async function openWorkspace(databases: readonly ('ledger' | 'sandbox')[]): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'leadloop-e2e-'));
  if (databases.length > 0) await prepareDataFolder(join(folder, 'data'), databases);
  await cp(join(ROOT, 'mappings'), join(folder, 'mappings'), { recursive: true });
  const children = new Set<ChildProcess>();
  const killAll = (): void => children.forEach(kill);
  process.once('exit', killAll);

  function begin(args: readonly string[], environment: Environment) {
    const child = spawn(PROGRAM, args, {
      cwd: folder,
      env: { ...FREE_PORTS, ...environment, PATH: usersPath(), HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the Node it may start in its place ends with it.
      detached: true,
    });
    children.add(child);
    const told = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (told[stream] += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        children.delete(child);
        resolve({ code, ...told });
      });
    });
    return { child, ended };
  }

  return {
    folder,
    run: (args, environment = {}) => begin(args, environment).ended,
    async start<T>(args: readonly string[], environment: Environment = {}): Promise<Running<T>> {
      const began = Date.now();
      const { child, ended } = begin(args, environment);
      const ready = await Promise.race([
        firstLine<T>(child),
        ended.then(({ code, stderr }) => {
          throw new Error(`leadloop ${args.join(' ')} ended with code ${code}: ${stderr}`);
        }),
      ]);
      return {
        ready,
        readyAfterMs: Date.now() - began,
        ended,
        async stop() {
          const asked = Date.now();
          child.kill('SIGTERM');
          return { ...(await ended), afterMs: Date.now() - asked };
        },
      };
    },
    async close() {
      killAll();
      process.off('exit', killAll);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What a run has logged or said that should not be; a warning, as of a slow answer, is no fault of a busy machine. */
export const errorsIn = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => line !== '' && !line.includes('"level":"warn"'));

const FREE_PORTS: Environment = { PORT: '0', SANDBOX_HUBSPOT_PORT: '0', SANDBOX_SALESFORCE_PORT: '0' };

/** The PATH of a user, whose Node may be too old: without the one this project brings along. */
const usersPath = (): string =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);

function firstLine<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end === -1) return;
      try {
        resolve(JSON.parse(text.slice(0, end)) as T);
      } catch (cause) {
        reject(new Error(`not one JSON line: ${text}`, { cause }));
      }
    });
  });
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
