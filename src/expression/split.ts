import type { ASTNode } from '@marcbachmann/cel-js';
import { parseExpression } from './parse.ts';
import { sourceOf } from './source.ts';

/** A condition as its parts: joined by "and" (`all`) or "or" (`any`), or one that is not joined. */
export type Joined =
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'all' | 'any'; readonly text: string; readonly parts: readonly Joined[] };

const KINDS = { '&&': 'all', '||': 'any' } as const;

/** The parts of an expression that compiles; one that does not is a single part. Chains of one sign are one join. */
export function splitCondition(text: string): Joined {
  const parsed = parseExpression(text);
  return parsed.kind === 'ok' ? split(text, parsed.tree) : { kind: 'one', text };
}

function split(text: string, node: ASTNode): Joined {
  const own = sourceOf(text, node.start, node.end);
  if (node.op !== '&&' && node.op !== '||') return { kind: 'one', text: own };
  const kind = KINDS[node.op];
  const parts = node.args.flatMap((operand): readonly Joined[] => {
    const part = split(text, operand);
    return part.kind === kind ? part.parts : [part];
  });
  return { kind, text: own, parts };
}
