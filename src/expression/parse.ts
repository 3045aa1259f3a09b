import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { LIMITS } from './limits.ts';
import { problemAt, quoted, type ExpressionProblem } from './problem.ts';
import { scan } from './scan.ts';

export type Parsed =
  | { readonly kind: 'ok'; readonly tree: ASTNode }
  | { readonly kind: 'problem'; readonly problem: ExpressionProblem };

const grammar = new Environment({
  unlistedVariablesAreDyn: true,
  limits: {
    maxAstNodes: LIMITS.nodes,
    maxDepth: LIMITS.depth,
    maxListElements: LIMITS.list,
    maxMapEntries: LIMITS.list,
    maxCallArguments: LIMITS.args,
  },
});

/** The syntax tree of an expression, or the first thing that keeps it from having one. Positions are those of `text`. */
export function parseExpression(text: string): Parsed {
  const refuse = (offset: number, cause: string, fix: string): Parsed => ({
    kind: 'problem',
    problem: problemAt(text, offset, cause, fix),
  });
  if (text.length > LIMITS.text) {
    const cause = `longer than ${LIMITS.text} characters`;
    return {
      kind: 'problem',
      problem: { offset: 0, line: 1, column: 1, cause, fix: 'Split it into several.' },
    };
  }
  if (text.trim() === '') return refuse(0, 'the expression is empty', 'Write a condition or a value.');
  const scanned = scan(text);
  if (scanned.kind === 'problem') return scanned;
  try {
    return { kind: 'ok', tree: grammar.parse(scanned.text).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const offset = Math.min(error.range?.start ?? 0, text.length);
    const [cause, fix] = explainSyntax(error, text, offset);
    return refuse(offset, cause, fix);
  }
}

const UNEXPECTED = new Set(['unexpected_character', 'unexpected_token', 'expected_token']);

function explainSyntax(
  error: ParseError,
  text: string,
  offset: number,
): readonly [cause: string, fix: string] {
  const rest = text.slice(offset);
  if (UNEXPECTED.has(error.code)) return explainUnexpected(error.summary, rest);
  switch (error.code) {
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return ['the text does not end', 'Put the same quote at its end.'];
    case 'newline_in_string':
      return ['the text goes on over the end of the line', 'Write \\n for a new line, or close the quote.'];
    case 'limit_exceeded':
      return ['the expression is too large or too deeply nested', 'Split it into several.'];
    case 'reserved_identifier':
      return [`there is no field ${quoted(wordAt(rest))}`, 'This name is kept for the language.'];
    case 'invalid_macro_argument':
      return [
        'the first argument must be a name for the item',
        'As in: interests.exists(item, item == "CRM").',
      ];
    case 'invalid_integer':
    case 'invalid_hex_integer':
    case 'invalid_number':
    case 'invalid_exponent':
      return ['this is not a number that can be calculated with', 'Write a smaller one, as 1200 or 0.5.'];
    default:
      return [
        `the text holds an unknown escape: ${error.summary}`,
        'Write \\\\ for a backslash, or r"…" for a pattern.',
      ];
  }
}

const wordAt = (rest: string): string => /^[A-Za-z0-9_]+|^[^\s]/u.exec(rest)?.[0] ?? '';

/** What people write who know other languages. */
const HINTS: readonly (readonly [form: RegExp, fix: string])[] = [
  [/^and\b/i, 'Write && for "and".'],
  [/^or\b/i, 'Write || for "or".'],
  [/^not\b/i, 'Write !(…) for "not".'],
  [/^(is|equals)\b/i, 'Write == for "is".'],
  [/^(like|contains)\b/i, 'Write field.contains("text").'],
  [/^=/, 'Write == to compare.'],
  [/^&/, 'Write && for "and".'],
  [/^\|/, 'Write || for "or".'],
  [/^>/, 'Write != for "is not".'],
  [/^[“”„‘’«»]/u, 'Use straight quotes: "text".'],
  [/^;/, 'Leave the semicolon out.'],
  [/^\d*[A-Za-z]/, 'Join two parts with &&, ||, + or a comma, and put text in quotes.'],
];

function explainUnexpected(summary: string, rest: string): readonly [cause: string, fix: string] {
  const wanted = /^Expected R(PAREN|BRACKET|BRACE)/.exec(summary)?.[1];
  const bracket = wanted === undefined ? null : { PAREN: ')', BRACKET: ']', BRACE: '}' }[wanted];
  if (rest.trim() === '') {
    return bracket === null || bracket === undefined
      ? ['the expression ends where something should follow', 'Complete it, or leave out the last sign.']
      : [`a closing ${bracket} is missing`, `Add ${bracket} at the end.`];
  }
  const word = wordAt(rest.trimStart());
  const hint = HINTS.find(([form]) => form.test(rest.trimStart()))?.[1];
  const fallback =
    bracket === null || bracket === undefined
      ? 'Leave it out, or complete what is before it.'
      : `Put ${bracket} before it.`;
  return [`${quoted(word)} cannot stand here`, hint ?? fallback];
}
