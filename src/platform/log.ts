import winston from 'winston';
import type { Log } from '../connector/contract.ts';
import { maskFacts, maskText } from './mask.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level: LogLevel;
  /** Where lines go: people's colours on a terminal, one JSON object a line elsewhere. Standard error by default. */
  readonly destination?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Writes lines with time, level, message and facts. Secrets, e-mail addresses and phone numbers are masked in messages
 * and facts, whoever logs them. Standard output stays free for what commands answer.
 */
export function createLog({ level, destination = process.stderr }: LogOptions): Log {
  const logger = winston.createLogger({
    level,
    format: destination.isTTY === true ? forPeople : forMachines,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types disagree
    transports: [new winston.transports.Stream({ stream: destination })],
  });
  const write =
    (at: LogLevel) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}): void => {
      if (!logger.isLevelEnabled(at)) return;
      logger.log({ level: at, message: maskText(message), facts: maskFacts(facts) });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const forMachines = winston.format.printf(({ level, message, facts }) =>
  // First, so that a fact named like one of them cannot take its place.
  JSON.stringify({ ...(facts as object), time: new Date().toISOString(), level, message }),
);

const COLOURS: Readonly<Record<string, string>> = { debug: '90', info: '36', warn: '33', error: '31' };

const forPeople = winston.format.printf(({ level, message, facts }) => {
  const time = new Date().toLocaleTimeString('en-GB');
  const details = Object.entries(facts as object).map(
    ([name, value]) =>
      `\u001b[90m${name}=\u001b[0m${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [
    `\u001b[90m${time}\u001b[0m`,
    `\u001b[${COLOURS[level] ?? '0'}m${level.padEnd(5)}\u001b[0m`,
    String(message),
    ...details,
  ].join(' ');
});
