import type { SystemName } from '../domain/record.ts';
import type { FieldType } from '../domain/schema.ts';
import type { Value } from '../domain/value.ts';
import { coerce } from './coerce.ts';
import { WAIT, type Authority, type Direction } from './mapping.ts';
import type { Path, Report } from './problem.ts';
import { didYouMean } from '../domain/suggest.ts';

const POLICIES = ['latest', 'fill-blank', 'union', 'max', 'min', 'manual', 'stricter'] as const;
type Policy = (typeof POLICIES)[number];

/** The field types a policy can combine; absent: any. */
const FITTING: Partial<Record<Policy, readonly FieldType[]>> = {
  union: ['options'],
  max: ['number', 'date', 'datetime'],
  min: ['number', 'date', 'datetime'],
  stricter: ['boolean'],
};

/** `latest` when the row names none. */
export function compileAuthority(
  word: string | undefined,
  type: FieldType,
  systems: readonly SystemName[],
  row: Path,
  report: Report,
): Authority {
  const path = [...row, 'authority'];
  if (word === undefined) return { kind: 'latest' };
  const policy = POLICIES.find((candidate) => candidate === word);
  if (policy !== undefined) {
    const fitting = FITTING[policy];
    if (fitting !== undefined && !fitting.includes(type)) {
      report(
        path,
        `"${policy}" cannot be taken of a field of type ${type}`,
        `Use it with the types ${fitting.join(', ')}.`,
      );
    }
    return policy === 'stricter' ? { kind: policy, optIn: null } : { kind: policy };
  }
  const unlessBlank = word.endsWith('-unless-blank');
  const system = unlessBlank ? word.slice(0, -'-unless-blank'.length) : word;
  if (!systems.includes(system)) {
    const choices = [...POLICIES, ...systems, ...systems.map((name) => `${name}-unless-blank`)];
    report(
      path,
      `"${word}" is neither a policy nor a system of this row`,
      didYouMean(word, choices, `Choose one of: ${choices.join(', ')}.`),
    );
  }
  return { kind: unlessBlank ? 'system-unless-blank' : 'system', system };
}

/** `both` when the row names none. */
export function compileDirection(
  word: string | undefined,
  systems: readonly SystemName[],
  row: Path,
  report: Report,
): Direction {
  if (word === undefined || word === 'both') return { kind: 'both' };
  const [, kind, system = ''] = /^(to|from) (\S+)$/u.exec(word) ?? [];
  if (!systems.includes(system)) {
    const choices = ['both', ...['to', 'from'].flatMap((way) => systems.map((name) => `${way} ${name}`))];
    report(
      [...row, 'direction'],
      `"${word}" is no direction of this row`,
      didYouMean(word, choices, `Choose one of: ${choices.join(', ')}.`),
    );
  }
  return { kind: kind === 'from' ? 'from' : 'to', system };
}

export function compileOnCreate(
  given: Value | undefined,
  type: FieldType,
  path: Path,
  report: Report,
): Value | null {
  if (given === undefined) return null;
  if (given === WAIT) return WAIT;
  if (type === 'reference') {
    report(path, 'a reference cannot be made up', `Write "${WAIT}", or remove it.`);
    return WAIT;
  }
  const value = coerce(type, given);
  if (value.kind === 'value') return value.value;
  report(path, `this value ${value.reason}`, `Write a value of type ${type}.`);
  return null;
}
