import type { Log } from '../../src/connector/contract.ts';

/** A log that says nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A log that keeps its last lines, so that a failing test can tell what went on behind it. */
export interface KeptLog extends Log {
  readonly lines: () => readonly string[];
  forget(): void;
}

const MOST_LINES = 200;

export function keptLog(): KeptLog {
  let lines: string[] = [];
  const keep =
    (level: string): Log['info'] =>
    (message, facts) => {
      lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`);
      if (lines.length > MOST_LINES) lines.shift();
    };
  return {
    debug: () => undefined,
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    lines: () => lines,
    forget: () => void (lines = []),
  };
}
