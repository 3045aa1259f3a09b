import type { ExpressionSchema } from '../../expression/types.ts';
import type { Report } from '../../mapping/problem.ts';
import { readFile, type ParseResult } from '../read-file.ts';
import { compilePeople } from './compile-people.ts';
import { checkField, compileRule, type Known } from './compile-rule.ts';
import { keysAt, routingDocument, type RoutingDocument } from './document.ts';
import type { Partner, Routing } from './routing.ts';

/** Below the folder of the mappings. */
export const ROUTING_FILE = 'rules/routing.yaml';

const GUIDE = { whole: 'the routing', page: 'docs/routing.md', keysAt };

/**
 * Reads `routing.yaml`. `fields` are the canonical fields of a person and, as `company.<name>`, of a company. Every problem
 * is told with its place, its cause and its fix. `file` is only a name.
 */
export const parseRouting = (text: string, file: string, fields: ExpressionSchema): ParseResult<Routing> =>
  readFile(text, file, routingDocument, GUIDE, (source, report) => compile(source, fields, report));

function compile(source: RoutingDocument, fields: ExpressionSchema, report: Report): Routing {
  const known: Known = {
    fields,
    columns: source.columns ?? {},
    names: { team: Object.keys(source.teams ?? {}), partner: Object.keys(source.partners ?? {}) },
  };
  const rules = source.rules.map((rule, index) => compileRule(rule, known, ['rules', index], report));
  for (const [index, { name }] of source.rules.entries()) {
    if (source.rules.slice(0, index).some((rule) => rule.name === name))
      report(['rules', index, 'name'], `another rule is named "${name}"`, 'Give each its own name.');
  }
  return {
    ...compilePeople(source, report),
    rules: rules.filter((rule) => rule !== null),
    partners: compilePartners(source, known, report),
    fallback: source.fallback,
    fallbackOwner: source['fallback-owner']?.toLowerCase() ?? null,
  };
}

const compilePartners = (
  { partners = {} }: RoutingDocument,
  known: Known,
  report: Report,
): ReadonlyMap<string, Partner> =>
  new Map(
    Object.entries(partners).map(([name, { manager, tell }]) => {
      const path = ['partners', name, 'tell', 'fields'];
      tell.fields.forEach((field, index) => checkField(field, known, [...path, index], report));
      return [
        name,
        { manager: manager.toLowerCase(), tell: { fields: tell.fields, texts: tell.texts ?? [] } },
      ];
    }),
  );
