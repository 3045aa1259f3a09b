import type { Report } from '../../mapping/problem.ts';
import { readFile, type ParseResult } from '../read-file.ts';
import { readsOf } from '../touch-columns.ts';
import { compileTouchRule } from '../touch-rule.ts';
import { keysAt, membersDocument, type MembersDocument } from './document.ts';
import type { MemberRules } from './members.ts';

/** Below the folder of the mappings. */
export const MEMBERS_FILE = 'rules/members.yaml';

const GUIDE = { whole: 'what makes members of campaigns', page: 'docs/campaigns.md', keysAt };

/** Reads `members.yaml`. Every problem is told with its place, its cause and its fix. `file` is only a name. */
export const parseMembers = (text: string, file: string): ParseResult<MemberRules> =>
  readFile(text, file, membersDocument, GUIDE, compile);

function compile(source: MembersDocument, report: Report): MemberRules {
  const statuses = source.statuses.flatMap(({ status, when: text }, index) => {
    const when = compileTouchRule(text, ['statuses', index, 'when'], report);
    return when === null ? [] : [{ status, when }];
  });
  return { statuses, reads: readsOf(statuses) };
}
