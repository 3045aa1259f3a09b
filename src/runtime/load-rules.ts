import type { ConfigFiles } from '../domain/file-change.ts';
import type { ExpressionSchema } from '../expression/types.ts';
import { isOfRules } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Problem } from '../mapping/problem.ts';
import { fieldsOf } from '../rules/facts.ts';
import { parseRules } from '../rules/files/parse.ts';
import type { HandOffRules } from '../rules/handoff/hand-off.ts';
import { HAND_OFF_FILE, parseHandOff } from '../rules/handoff/parse.ts';
import type { DigestRules } from '../rules/digest/digest.ts';
import { DIGEST_FILE, parseDigest } from '../rules/digest/parse.ts';
import type { MemberRules } from '../rules/members/members.ts';
import { MEMBERS_FILE, parseMembers } from '../rules/members/parse.ts';
import { checkOutcomes } from '../rules/outcomes/check.ts';
import type { Outcomes } from '../rules/outcomes/outcomes.ts';
import { OUTCOMES_FILE, parseOutcomes } from '../rules/outcomes/parse.ts';
import type { ParsedFile, ParseResult } from '../rules/read-file.ts';
import { parseRoles, ROLES_FILE } from '../rules/roles/parse.ts';
import type { Roles } from '../rules/roles/roles.ts';
import { parseRouting, ROUTING_FILE } from '../rules/routing/parse.ts';
import type { Routing } from '../rules/routing/routing.ts';
import type { Rules } from '../rules/rules.ts';

/** What the rules files say. */
export interface RuleFiles {
  /** Scoring and qualification; each is null in it when the folder has no file for it. */
  readonly rules: Rules;
  /** Who gets a person; null when the folder has no such file. */
  readonly routing: ParsedFile<Routing> | null;
  /** Who does what; null when the folder has no such file. */
  readonly roles: ParsedFile<Roles> | null;
  /** What a hand-off is; null when the folder has no such file. */
  readonly handOff: ParsedFile<HandOffRules> | null;
  /** What sales answers, and where it leads; null when the folder has no such file. */
  readonly outcomes: ParsedFile<Outcomes> | null;
  /** What makes people members of campaigns; null when the folder has no such file. */
  readonly members: ParsedFile<MemberRules> | null;
  /** What sales is told of what people do; null when the folder has no such file. */
  readonly digest: ParsedFile<DigestRules> | null;
  /** What the files say that does nothing. */
  readonly ruleWarnings: readonly Problem[];
}

export type LoadedRules =
  | { readonly kind: 'ok'; readonly files: RuleFiles }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Reads the rules files, of which each may be missing. `nameOf` says how a file is called in problems. */
export function loadRules(
  sources: ConfigFiles,
  mappings: { readonly person: Mapping | undefined; readonly company: Mapping | undefined },
  nameOf: (file: string) => string,
): LoadedRules {
  const person = readableOf(mappings.person);
  const company = readableOf(mappings.company);
  const fields = fieldsOf(person, company);
  const errors: Problem[] = [];
  const read = <T>(file: string, parse: (text: string, name: string) => ParseResult<T>) => {
    const text = sources.get(file);
    if (text === undefined) return null;
    const parsed = parse(text, nameOf(file));
    if (parsed.kind === 'ok') return parsed;
    errors.push(...parsed.problems);
    return null;
  };
  const { rules, problems: told } = parseRules(sources, { person, company }, nameOf);
  const routing = read(ROUTING_FILE, (text, name) => parseRouting(text, name, fields));
  const roles = read(ROLES_FILE, parseRoles);
  const members = read(MEMBERS_FILE, parseMembers);
  // Which stages there are is not known of a qualification that does not stand.
  const outcomes =
    rules === null
      ? null
      : read(OUTCOMES_FILE, (text, name) => parseOutcomes(text, name, fields, rules.qualification));
  const beside = rules === null ? null : { fields: { person, company }, rules };
  const handOff =
    beside === null ? null : read(HAND_OFF_FILE, (text, name) => parseHandOff(text, name, beside));
  const digest = beside === null ? null : read(DIGEST_FILE, (text, name) => parseDigest(text, name, beside));
  if (rules === null || errors.length > 0) return { kind: 'invalid', problems: [...told, ...errors] };
  return {
    kind: 'ok',
    files: {
      rules,
      routing,
      roles,
      handOff,
      outcomes,
      members,
      digest,
      ruleWarnings: [...told, ...(outcomes === null ? [] : checkOutcomes(outcomes))],
    },
  };
}

/** What rules can ask for: the fields that records give. What the rules alone give is no reason for a rule. */
const readableOf = (mapping: Mapping | undefined): ExpressionSchema =>
  new Map(
    mapping?.fields
      .filter((field) => !mapping.computed.has(field.name) && !isOfRules(field))
      .map(({ name, type }) => [name, { type }] as const),
  );
