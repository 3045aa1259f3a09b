import type { z } from 'zod';
import type { Report } from '../problem.ts';

/** What is left of a document when the parts of the wrong form stand in for themselves. */
export interface Repaired {
  readonly content: unknown;
  /** Tells only what is not a consequence of the wrong forms, which were told already. */
  readonly report: Report;
}

type Plain = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Puts something harmless in the place of comparisons and rules that have the wrong form, so that they do not keep the
 * problems of the others from being told. Other wrong forms stay, and nothing more can be told of such a document.
 */
export function repair(content: unknown, issues: readonly z.core.$ZodIssue[], report: Report): Repaired {
  const broken = new Set(issues.map(({ path }) => path.slice(0, 3).map(String).join('.')));
  const comparisons = new Set(
    issues.flatMap(({ path: [, section, name] }) => (section === 'compare' ? [String(name)] : [])),
  );
  const repaired = isMap(content)
    ? Object.fromEntries(
        Object.entries(content).map(([kind, entity]) => [kind, repairEntity(kind, entity, broken)]),
      )
    : content;
  return {
    content: repaired,
    report: (path, ...told) => {
      const consequence = comparisons.has(String(path.at(-1)));
      if (!consequence && !broken.has(path.slice(0, 3).map(String).join('.'))) report(path, ...told);
    },
  };
}

function repairEntity(kind: string, entity: unknown, broken: ReadonlySet<string>): unknown {
  if (!isMap(entity)) return entity;
  const { compare, rules } = entity;
  return {
    ...entity,
    ...(isMap(compare)
      ? {
          compare: Object.fromEntries(
            Object.entries(compare).map(([name, row]) => [
              name,
              broken.has(`${kind}.compare.${name}`) ? ROW : row,
            ]),
          ),
        }
      : {}),
    ...(Array.isArray(rules)
      ? {
          rules: rules.map((rule: unknown, index) =>
            broken.has(`${kind}.rules.${index}`) ? { name: `broken ${index}`, when: {} } : rule,
          ),
        }
      : {}),
  };
}

const ROW = { as: 'exact', levels: { same: { from: 1, m: 0.5, u: 0.1 } } };
