import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { campaignFinder } from '../../../src/domain/campaign.ts';
import { membersOf } from '../../../src/decide/members.ts';
import { sha256 } from '../../../src/platform/sha256.ts';
import { membersJsonSchema } from '../../../src/rules/members/document.ts';
import { memberStatus } from '../../../src/rules/members/members.ts';
import { parseMembers } from '../../../src/rules/members/parse.ts';
import { campaign } from '../../support/campaign.ts';
import { expectSchema } from '../../support/docs.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'campaigns.md'), 'utf8');
const [, EXAMPLE = ''] = /```yaml members\n(.*?)```/su.exec(page) ?? [];

const rulesOf = (text: string) => {
  const parsed = parseMembers(text, 'members.yaml');
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
};

describe('what makes members of campaigns', () => {
  const rules = rulesOf(EXAMPLE);
  const status = (...touches: readonly { readonly kind: string; readonly state?: string }[]) =>
    memberStatus(
      rules,
      touches.map(({ kind, state = null }) => rules.reads.map((name) => (name === 'kind' ? kind : state))),
    );

  it('is the first status that fits anything that was done, whatever was done since', () => {
    const [attended, registered, form] = [
      { kind: 'marketing_event', state: 'attended' },
      { kind: 'marketing_event', state: 'registered' },
      { kind: 'form_submit' },
    ];
    expect(status(registered)).to.equal('Registered');
    expect(status(registered, form)).to.equal('Responded');
    expect(status(attended, form, registered)).to.equal('Attended');
    expect(status({ kind: 'email_sent' })).to.equal(null);
    expect(status()).to.equal(null);
  });

  it('is one member of each campaign, in whatever words it was named, with an id that stays', () => {
    const fair = campaign('01a2082c-b01a-7267-8dab-000000000001', { name: 'Fair', utm: 'fair-26' });
    const person = '01a2082c-b01a-7267-8dab-000000000009';
    const told = [
      { person, campaign: 'fair', touches: [['form_submit', null]] },
      { person, campaign: 'fair-26', touches: [['marketing_event', 'attended']] },
      { person, campaign: 'autumn', touches: [['form_submit', null]] },
    ];
    const members = membersOf(told, rules, campaignFinder([fair]), sha256);
    expect(members).to.deep.equal([{ id: members[0]?.id, campaign: fair.id, person, status: 'Attended' }]);
    expect(members[0]?.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(membersOf(told.slice(1), rules, campaignFinder([fair]), sha256)[0]?.id).to.equal(members[0]?.id);
  });

  it('is told with its place where it asks for what there is not', () => {
    const parsed = parseMembers('statuses:\n  - { status: A, when: knd == "call" }\n', 'members.yaml');
    expect(parsed.kind === 'invalid' ? parsed.problems[0] : null).to.include({ line: 2, column: 24 });
  });

  it('has a schema for editors that is the code, and a shipped file that stands', () => {
    expect(rulesOf(readFileSync(join(ROOT, 'mappings', 'rules', 'members.yaml'), 'utf8')).reads).to.include(
      'kind',
    );
    return expectSchema(join(ROOT, 'docs', 'schema', 'members.schema.json'), membersJsonSchema());
  });
});
