import { expect } from 'chai';
import type { Call } from '../../../connectors/salesforce/client.ts';
import { namedApart, nameMembers, refuseStatuses } from '../../../connectors/salesforce/members.ts';
import { failureOf } from '../../../connectors/salesforce/failures.ts';
import type { Write } from '../../../src/domain/write.ts';
import { LIVE } from './fixtures/context.ts';
import { fakeClient, soqlOf } from './fixtures/fake-client.ts';

const [FAIR, NEWS] = ['7015g0000000001AAA', '7015g0000000002AAA'] as const;
const [LEAD, CONTACT] = ['00Q5g0000000001AAA', '0035g0000000001AAA'] as const;
const MEMBER = '00v5g0000000001AAA';

const create = (CampaignId: string, LeadOrContactId: string, Status: string): Write => ({
  kind: 'create',
  system: 'salesforce',
  object: 'CampaignMember',
  key: 'key',
  fields: { CampaignId, LeadOrContactId, Status },
});
const update = (fields: Write['fields']): Write => ({
  kind: 'update',
  ref: { system: 'salesforce', object: 'CampaignMember', id: MEMBER },
  fields,
});

/** An org with these statuses, in which the member is one of the fair. */
const org = () =>
  fakeClient((call: Call) => {
    const soql = soqlOf(call);
    const statuses = [
      { CampaignId: FAIR, Label: 'Sent' },
      { CampaignId: FAIR, Label: 'Attended' },
      { CampaignId: NEWS, Label: 'Sent' },
    ];
    const member = { Id: MEMBER, CampaignId: FAIR, LeadOrContactId: LEAD };
    return { body: { records: soql.includes('CampaignMemberStatus') ? statuses : [member], done: true } };
  });

describe('campaign members, as they are written', () => {
  it('name a lead or a contact in the column for it', () => {
    expect(namedApart(create(FAIR, LEAD, 'Sent')).fields).to.deep.equal({
      CampaignId: FAIR,
      LeadId: LEAD,
      Status: 'Sent',
    });
    expect(namedApart(create(FAIR, CONTACT, 'Sent')).fields).to.have.property('ContactId', CONTACT);
    const lead: Write = {
      kind: 'create',
      system: 'salesforce',
      object: 'Lead',
      key: 'k',
      fields: { LastName: 'Lee' },
    };
    expect(namedApart(lead)).to.equal(lead);
  });

  it('are refused with a status that their campaign does not have, which is told with those that it has', async () => {
    const client = org();
    const writes = [
      create(FAIR, LEAD, 'Attended'),
      create(NEWS, LEAD, 'Attended'),
      update({ Status: 'Attended' }),
      update({ Status: 'Gone' }),
      update({ Leadloop_Id__c: 'k' }),
    ];
    const refused = await refuseStatuses(client, writes, LIVE);
    expect([...refused].map(([write]) => writes.indexOf(write))).to.deep.equal([1, 3]);
    const [first] = refused.values();
    expect(first).to.include({ kind: 'invalid-record', code: 'UNKNOWN_MEMBER_STATUS' });
    expect(first?.message).to.equal(`The campaign ${NEWS} has no member status "Attended". It has: Sent.`);
    expect(client.calls).to.have.length(2);
  });

  it('cost no call where no status is written', async () => {
    const client = org();
    await refuseStatuses(client, [update({ Leadloop_Id__c: 'k' })], LIVE);
    expect(client.calls).to.deep.equal([]);
  });

  it('that somebody else has made meanwhile are named', async () => {
    const failure = failureOf({ code: 'DUPLICATE_VALUE', message: 'Already a campaign member.' });
    const writes = [create(FAIR, LEAD, 'Sent'), create(NEWS, LEAD, 'Sent')].map(namedApart);
    const results = await nameMembers(
      org(),
      writes,
      writes.map(() => ({ kind: 'failed', failure })),
      LIVE,
    );
    expect(results.map((one) => (one.kind === 'failed' ? one.failure.candidates : null))).to.deep.equal([
      [{ system: 'salesforce', object: 'CampaignMember', id: MEMBER }],
      undefined,
    ]);
  });
});
