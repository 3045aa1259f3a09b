import {
  IDENTITY_KINDS,
  type EntityRules,
  type IdentityKind,
  type IdentityRules,
} from '../../identity/rules.ts';
import type { Problem, Report } from '../problem.ts';
import { readShape } from '../read-shape.ts';
import type { Guide } from '../tell.ts';
import { compileBlock } from './compile-block.ts';
import { compileComparison } from './compile-comparison.ts';
import { compileRule } from './compile-rule.ts';
import { identityDocument, keysAt, type EntityDocument, type IdentityDocument } from './document.ts';
import { repair } from './repair.ts';

/** The file of the mappings folder that is no mapping of an entity. */
export const IDENTITY_FILE = 'identity.yaml';

export type ParseIdentityResult =
  | { readonly kind: 'ok'; readonly rules: IdentityRules }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const GUIDE: Guide = {
  whole: 'the list of identity rules',
  page: 'docs/identity.md',
  keysAt: (path) => keysAt(path),
};
const LARGEST_BLOCK = 200;

/**
 * Reads `identity.yaml`. Every problem is told at once, with its place, its cause and its fix. `file` is only a name.
 */
export function parseIdentity(text: string, file: string): ParseIdentityResult {
  const read = readShape(text, file, identityDocument, GUIDE);
  if (read.kind === 'ok') {
    const rules = compileAll(read.value, read.report);
    if (read.problems().length === 0) return { kind: 'ok', rules };
  } else if (read.kind === 'other-shape') {
    const { content, report } = repair(read.content, read.issues, read.report);
    const rest = identityDocument.safeParse(content);
    if (rest.success) compileAll(rest.data, report);
  }
  return { kind: 'invalid', problems: read.problems() };
}

const compileAll = (source: IdentityDocument, report: Report): IdentityRules =>
  new Map(
    IDENTITY_KINDS.flatMap((kind): readonly (readonly [IdentityKind, EntityRules])[] => {
      const entity = source[kind];
      return entity === undefined ? [] : [[kind, compileEntity(kind, entity, report)]];
    }),
  );

function compileEntity(kind: IdentityKind, source: EntityDocument, report: Report): EntityRules {
  const names = Object.keys(source.compare);
  const comparisons = Object.entries(source.compare)
    .map(([name, row]) => compileComparison(name, row, names, [kind, 'compare', name], report))
    .filter((comparison) => comparison !== null);
  const rules = source.rules
    .map((rule, index) => compileRule(rule, comparisons, [kind, 'rules', index], report))
    .filter((rule) => rule !== null);
  for (const [index, { name, score }] of source.rules.entries()) {
    const before = source.rules.slice(0, index);
    if (before.some((rule) => rule.name === name))
      report([kind, 'rules', index, 'name'], `another rule is named "${name}"`, 'Give each its own name.');
    if (score !== undefined && before.some((rule) => rule.score !== undefined))
      report(
        [kind, 'rules', index, 'score'],
        'there is another rule with a score',
        'Keep one of them.',
        'key',
      );
  }
  const blocks = source.block
    .map((text, index) => compileBlock(text, comparisons, [kind, 'block', index], report))
    .filter((block) => block !== null);
  return {
    kind,
    comparisons: new Map(comparisons.map((one) => [one.name, one])),
    rules,
    blocks,
    largestBlock: source['largest-block'] ?? LARGEST_BLOCK,
  };
}
