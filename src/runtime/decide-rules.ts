import type { DecideContext } from '../decide/context.ts';
import { sha256 } from '../platform/sha256.ts';
import { handOverRules } from './hand-over-rules.ts';
import type { Mappings } from './mappings.ts';

/** The part of a decision's context that the company's files say. */
export type DecideRules = Pick<
  DecideContext,
  'mappings' | 'rules' | 'outcomes' | 'handOver' | 'members' | 'digest' | 'kindOf' | 'hash' | 'version'
>;

export const decideRules = (mappings: Mappings): DecideRules => ({
  mappings: mappings.byKind,
  rules: mappings.rules,
  outcomes: mappings.outcomes?.value ?? null,
  handOver: handOverRules(mappings),
  members: mappings.members?.value ?? null,
  digest: mappings.digest?.value ?? null,
  kindOf: mappings.kindOf.bind(mappings),
  hash: sha256,
  version: mappings.version,
});
