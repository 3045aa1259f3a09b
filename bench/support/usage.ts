import { readFile } from 'node:fs/promises';

const SAMPLE_MS = 500;
/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Resident memory: the most, and at a quarter, a half, three quarters and the end of the time. */
  readonly peakMb: number;
  readonly overTimeMb: readonly number[];
}

export interface Watch {
  stop(): Promise<Usage>;
}

/** Watches what a process uses, from `/proc` (Linux). */
export async function watchProcess(pid: number): Promise<Watch> {
  const samples: number[] = [];
  const started = performance.now();
  const before = await cpuSeconds(pid);
  const timer = setInterval(() => void residentMb(pid).then((mb) => samples.push(mb)), SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      samples.push(await residentMb(pid));
      const at = (share: number): number =>
        Math.round(samples[Math.floor((samples.length - 1) * share)] ?? 0);
      return {
        seconds: (performance.now() - started) / 1000,
        cpuSeconds: (await cpuSeconds(pid)) - before,
        peakMb: Math.round(Math.max(...samples)),
        overTimeMb: [0.25, 0.5, 0.75, 1].map(at),
      };
    },
  };
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

/** User and system time, fields 14 and 15 of `stat`; the name before them may hold blanks. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
