import type { SystemName } from '../domain/record.ts';
import { didYouMean } from '../domain/suggest.ts';
import type { Expression } from '../expression/expression.ts';
import { compileOver, type Readable } from './compile-expression.ts';
import type { Report } from './problem.ts';

/** The conditions of `scope`, by the system they let records into. */
export function compileScope(
  source: Readonly<Record<string, string>> | undefined,
  systems: readonly SystemName[],
  readable: Readable,
  report: Report,
): ReadonlyMap<SystemName, Expression> {
  const scope = new Map<SystemName, Expression>();
  for (const [key, text] of Object.entries(source ?? {})) {
    const path = ['scope', key];
    const system = /^to (\S+)$/u.exec(key)?.[1] ?? '';
    if (!systems.includes(system)) {
      const choices = systems.map((name) => `to ${name}`);
      const fix = didYouMean(key, choices, 'Write "to" and a system of this file.');
      report(path, `"${key}" is no direction of this file`, fix, 'key');
    }
    const expression = compileOver(readable, text, 'boolean', path, report);
    if (expression !== null) scope.set(system, expression);
  }
  return scope;
}
