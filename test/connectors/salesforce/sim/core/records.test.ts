/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument -- answers of many shapes are looked into */
import { expect } from 'chai';
import { DATA, startRunning, type Running } from './start.ts';

describe('Salesforce simulator: single records and collections', () => {
  let sim: Running;
  beforeEach(async () => {
    sim = await startRunning();
  });
  afterEach(() => sim.simulator.close());

  const lead = (key: string, more: object = {}): object => ({
    LastName: 'Doe',
    Company: 'Acme',
    Leadloop_Id__c: key,
    ...more,
  });
  const ofType = (type: string, record: object): object => ({ attributes: { type }, ...record });

  it('creates, reads, changes and deletes a lead by jsforce', async () => {
    const leads = sim.connection.sobject('Lead');
    const created = await leads.create({ LastName: 'Doe', Company: 'Acme', Email: 'Doe@Acme.example' });
    expect(created.success).to.equal(true);
    const id = created.id ?? '';
    await leads.update({ Id: id, Title: 'CEO', Email: null });
    const row = await leads.retrieve(id);
    expect(row).to.include({
      Title: 'CEO',
      Email: null,
      Name: 'Doe',
      Status: 'Open - Not Contacted',
      IsDeleted: false,
    });
    expect(row['SystemModstamp']).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
    await leads.destroy(id);
    const gone = await sim.call('GET', `${DATA}/sobjects/Lead/${id}`);
    expect(gone.status).to.equal(404);
    expect(gone.body).to.deep.equal([
      { message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] },
    ]);
  });

  const bad: Readonly<Record<string, readonly [object, object]>> = {
    'a missing field': [
      { Company: 'Acme' },
      {
        message: 'Required fields are missing: [LastName]',
        errorCode: 'REQUIRED_FIELD_MISSING',
        fields: ['LastName'],
      },
    ],
    'a long text': [
      { LastName: 'x', Company: 'c', FirstName: 'y'.repeat(41) },
      {
        message: `First Name: data value too large: ${'y'.repeat(41)} (max length=40)`,
        errorCode: 'STRING_TOO_LONG',
        fields: ['FirstName'],
      },
    ],
    'an unknown field': [
      { LastName: 'x', Company: 'c', foo: 1 },
      { message: "No such column 'foo' on sobject of type Lead", errorCode: 'INVALID_FIELD', fields: [] },
    ],
    'a bad address': [
      { LastName: 'x', Company: 'c', Email: 'nope' },
      {
        message: 'Email: invalid email address: nope',
        errorCode: 'INVALID_EMAIL_ADDRESS',
        fields: ['Email'],
      },
    ],
    'an owner who is not': [
      { LastName: 'x', Company: 'c', OwnerId: '005000000000001AAA' },
      {
        message: 'invalid cross reference id',
        errorCode: 'INVALID_CROSS_REFERENCE_KEY',
        fields: ['OwnerId'],
      },
    ],
    'a number in a checkbox': [
      { LastName: 'x', Company: 'c', DoNotCall: 7 },
      {
        message: 'Do Not Call: value not of required type: 7',
        errorCode: 'INVALID_TYPE_ON_FIELD_IN_RECORD',
        fields: ['DoNotCall'],
      },
    ],
  };
  for (const [name, [record, error]] of Object.entries(bad)) {
    it(`refuses ${name} with HTTP 400 and an array`, async () => {
      const { status, body } = await sim.call('POST', `${DATA}/sobjects/Lead`, record);
      expect(status).to.equal(400);
      expect(body).to.deep.equal([error]);
    });
  }

  it('lets a queue own leads, but no object that it is not for, and no contact, account or opportunity at all', async () => {
    const { body } = await sim.call('GET', `${DATA}/query?q=SELECT+Id+FROM+Group`);
    const OwnerId = String(body.records[0].Id);
    const make = async (type: string, fields: object): Promise<unknown> => {
      const made = await sim.call('POST', `${DATA}/sobjects/${type}`, { ...fields, OwnerId });
      return made.status === 201 ? 'made' : made.body[0];
    };
    expect(await make('Lead', { LastName: 'x', Company: 'c' })).to.equal('made');
    expect(await make('Task', { Subject: 'x' })).to.deep.equal({
      message: 'Queue not associated with this SObject type',
      errorCode: 'INVALID_OPERATION',
      fields: ['OwnerId'],
    });
    const deal = { Name: 'x', StageName: 'Prospecting', CloseDate: '2027-01-01' };
    for (const [type, fields] of [
      ['Contact', { LastName: 'x' }],
      ['Account', { Name: 'x' }],
      ['Opportunity', deal],
    ] as const)
      expect(await make(type, fields)).to.deep.equal({
        message: `Owner ID: id value of incorrect type: ${OwnerId}`,
        errorCode: 'FIELD_INTEGRITY_EXCEPTION',
        fields: ['OwnerId'],
      });
  });

  it('upserts by external id: 201, then 200 with created false, 404 for update only, and by odd keys', async () => {
    const path = `${DATA}/sobjects/Lead/Leadloop_Id__c`;
    const first = await sim.call('PATCH', `${path}/a%2Fb%3Fc`, { LastName: 'x', Company: 'c' });
    expect(first.status).to.equal(201);
    const second = await sim.call('PATCH', `${path}/a%2Fb%3Fc`, { Title: 't' });
    expect(second.status).to.equal(200);
    expect(second.body).to.deep.equal({ id: first.body.id, success: true, errors: [], created: false });
    expect((await sim.call('PATCH', `${path}/none?updateOnly=true`, { Title: 't' })).status).to.equal(404);
    expect((await sim.call('GET', `${path}/a%2Fb%3Fc`)).body.Title).to.equal('t');
    const unknown = await sim.call('PATCH', `${DATA}/sobjects/Lead/Rid__c/1`, {});
    expect(unknown.body).to.deep.equal([
      {
        message: 'Provided external ID field does not exist or is not accessible: Rid__c',
        errorCode: 'NOT_FOUND',
        fields: [],
      },
    ]);
  });

  it('answers 300 with the urls and changes nothing when an upsert key matches several', async () => {
    await sim.connection.sobject('Contact').create([
      { LastName: 'a', Email: 'same@x.example' },
      { LastName: 'b', Email: 'same@x.example' },
    ]);
    const { status, body } = await sim.call('PATCH', `${DATA}/sobjects/Contact/Email/same@x.example`, {
      Title: 't',
    });
    expect(status).to.equal(300);
    expect(body).to.have.length(2);
    expect(body[0]).to.match(/^\/services\/data\/v68.0\/sobjects\/Contact\/003\w{15}$/);
    const changed = await sim.connection.query("SELECT Id FROM Contact WHERE Title = 't'");
    expect(changed.totalSize).to.equal(0);
  });

  it('answers a collection with 200 and results in order, failed rows without id and with statusCode', async () => {
    const { status, body } = await sim.call('POST', `${DATA}/composite/sobjects`, {
      records: [
        ofType('Lead', lead('1')),
        ofType('Lead', { LastName: 'x' }),
        ofType('Contact', { LastName: 'c' }),
      ],
    });
    expect(status).to.equal(200);
    expect(body.map((row: { success: boolean }) => row.success)).to.deep.equal([true, false, true]);
    expect(body[1]).to.deep.equal({
      success: false,
      errors: [
        {
          statusCode: 'REQUIRED_FIELD_MISSING',
          message: 'Required fields are missing: [Company]',
          fields: ['Company'],
        },
      ],
    });
  });

  it('rolls everything back with allOrNone and says so of the good rows', async () => {
    const { body } = await sim.call('POST', `${DATA}/composite/sobjects`, {
      allOrNone: true,
      records: [ofType('Lead', lead('1')), ofType('Lead', { LastName: 'x' })],
    });
    expect(body[0].errors[0].statusCode).to.equal('ALL_OR_NONE_OPERATION_ROLLED_BACK');
    expect((await sim.connection.query('SELECT Id FROM Lead')).totalSize).to.equal(0);
  });

  it('upserts 200 by jsforce and refuses the same key twice in one call', async () => {
    const records = Array.from({ length: 200 }, (_, n) => lead(`k${n}`));
    const first = await sim.connection.sobject('Lead').upsert(records, 'Leadloop_Id__c');
    const again = await sim.connection.sobject('Lead').upsert(records, 'Leadloop_Id__c');
    const created = (rows: readonly unknown[]) =>
      rows.filter((row) => (row as { created?: boolean }).created).length;
    expect([created(first), created(again)]).to.deep.equal([200, 0]);
    const twice = await sim.call('PATCH', `${DATA}/composite/sobjects/Lead/Leadloop_Id__c`, {
      records: [ofType('Lead', lead('same')), ofType('Lead', lead('same'))],
    });
    expect(twice.body[0].errors[0].message).to.equal('Duplicate external id specified: same');
    const tooMany = await sim.call('POST', `${DATA}/composite/sobjects`, {
      records: Array.from({ length: 201 }, (_, n) => ofType('Lead', lead(`m${n}`))),
    });
    expect(tooMany.status).to.equal(400);
  });

  it('retrieves in request order with null for missing ones, and deletes many', async () => {
    const made = await sim.connection.sobject('Lead').create([lead('1'), lead('2')]);
    const ids = made.map((row) => row.id ?? '');
    const rows = await sim.call('POST', `${DATA}/composite/sobjects/Lead`, {
      ids: [ids[1], '00Q000000000001AAA', ids[0]],
      fields: ['Leadloop_Id__c'],
    });
    expect(rows.body.map((row: { Leadloop_Id__c: string } | null) => row?.Leadloop_Id__c)).to.deep.equal([
      '2',
      undefined,
      '1',
    ]);
    expect(rows.body[1]).to.equal(null);
    const gone = await sim.call('DELETE', `${DATA}/composite/sobjects?ids=${ids.join(',')}&allOrNone=false`);
    expect(gone.body.every((row: { success: boolean }) => row.success)).to.equal(true);
    const again = await sim.call('DELETE', `${DATA}/composite/sobjects?ids=${ids[0] ?? ''},bad`);
    expect(
      again.body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode),
    ).to.deep.equal(['ENTITY_IS_DELETED', 'MALFORMED_ID']);
  });

  it('names the holder of a unique key by its 15-character id', async () => {
    const made = await sim.connection.sobject('Lead').create(lead('taken'));
    const { body } = await sim.call('POST', `${DATA}/sobjects/Lead`, lead('TAKEN'));
    expect(body[0].errorCode).to.equal('DUPLICATE_VALUE');
    expect(body[0].message).to.equal(
      `duplicate value found: Leadloop_Id__c duplicates value on record with id: ${(made.id ?? '').slice(0, 15)}`,
    );
  });

  it('pages a big query by locator and keeps deleted rows for queryAll', async () => {
    const seeds = Array.from({ length: 2500 }, (_, n) => ({ LastName: `L${n}`, Company: 'C' }));
    await sim.control('POST', '/_sim/records/Lead', seeds);
    const first = await sim.call('GET', `${DATA}/query?q=SELECT+Id+FROM+Lead`);
    expect(first.body).to.include({ totalSize: 2500, done: false });
    expect(first.body.nextRecordsUrl).to.match(/^\/services\/data\/v68.0\/query\/01g\w{15}-2000$/);
    const second = await sim.call('GET', first.body.nextRecordsUrl);
    expect([second.body.done, second.body.records.length]).to.deep.equal([true, 500]);
    await sim.call('DELETE', `${DATA}/sobjects/Lead/${first.body.records[0].Id as string}`);
    expect((await sim.connection.query('SELECT COUNT() FROM Lead')).totalSize).to.equal(2499);
    const all = await sim.call('GET', `${DATA}/queryAll?q=SELECT+COUNT()+FROM+Lead`);
    expect(all.body.totalSize).to.equal(2500);
    const all2 = await sim.connection
      .sobject('Lead')
      .deleted(new Date(Date.now() - 3_600_000), new Date(Date.now() + 120_000));
    expect(all2.deletedRecords[0]?.id).to.equal(first.body.records[0].Id);
  });

  it('follows a converted lead and a merged contact', async () => {
    const made = await sim.connection.sobject('Lead').create(lead('1', { Email: 'doe@acme.example' }));
    const converted = await sim.control('POST', '/_sim/convert', { leadId: made.id });
    expect(converted.body.success).to.equal(true);
    const row = await sim.connection.sobject('Lead').retrieve(made.id ?? '');
    expect(row).to.include({ IsConverted: true, ConvertedContactId: converted.body.contactId });
    const locked = await sim.call('PATCH', `${DATA}/sobjects/Lead/${made.id ?? ''}`, { Title: 't' });
    expect(locked.body).to.deep.equal([
      { message: 'cannot reference converted lead', errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD', fields: [] },
    ]);
    const roles = await sim.connection.query('SELECT ContactId, IsPrimary FROM OpportunityContactRole');
    expect(roles.records[0]).to.include({ ContactId: converted.body.contactId, IsPrimary: true });
    const other = await sim.connection.sobject('Contact').create({ LastName: 'Doe' });
    await sim.control('POST', '/_sim/merge', {
      type: 'Contact',
      masterId: converted.body.contactId,
      loserIds: [other.id],
    });
    const losers = await sim.call(
      'GET',
      `${DATA}/queryAll?q=${encodeURIComponent('SELECT Id, MasterRecordId FROM Contact WHERE IsDeleted = true AND MasterRecordId != null')}`,
    );
    expect(losers.body.records[0]).to.include({ Id: other.id, MasterRecordId: converted.body.contactId });
  });

  it('takes no event that ends before it begins, or lasts longer than 14 days', async () => {
    const event = (EndDateTime: string) =>
      sim.call('POST', `${DATA}/sobjects/Event`, { StartDateTime: '2026-11-23T09:00:00Z', EndDateTime });
    for (const end of ['2026-11-23T08:59:00Z', '2026-12-07T09:01:00Z'])
      expect((await event(end)).body).to.deep.equal([
        {
          message: 'Duration must be between 0 and 20160 minutes: Duration',
          errorCode: 'FIELD_INTEGRITY_EXCEPTION',
          fields: ['DurationInMinutes'],
        },
      ]);
    expect((await event('2026-11-23T10:00:00Z')).body).to.include({ success: true });
  });

  it('derives an opportunity from its stage, keeps its history and makes one primary contact role', async () => {
    const contact = await sim.connection.sobject('Contact').create({ LastName: 'Doe' });
    const made = await sim.connection.sobject('Opportunity').create({
      Name: 'Deal',
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
      Amount: 200,
      ContactId: contact.id ?? '',
    });
    const id = made.id ?? '';
    await sim.connection.sobject('Opportunity').update({ Id: id, StageName: 'Closed Won' });
    expect(await sim.connection.sobject('Opportunity').retrieve(id)).to.include({
      IsClosed: true,
      IsWon: true,
      Probability: 100,
      ExpectedRevenue: 200,
      ForecastCategory: 'Closed',
      FiscalQuarter: 4,
    });
    const history = await sim.connection.query(
      `SELECT StageName FROM OpportunityHistory WHERE OpportunityId = '${id}'`,
    );
    expect(history.records.map((row) => row['StageName'] as string)).to.deep.equal([
      'Prospecting',
      'Closed Won',
    ]);
  });

  it('stores the default for an unknown member status and refuses a second membership', async () => {
    const campaign = await sim.connection.sobject('Campaign').create({ Name: 'Fair' });
    const made = await sim.connection.sobject('Lead').create(lead('1'));
    const member = { CampaignId: campaign.id ?? '', LeadId: made.id ?? '', Status: 'Nonsense' };
    const created = await sim.connection.sobject('CampaignMember').create(member);
    expect(await sim.connection.sobject('CampaignMember').retrieve(created.id ?? '')).to.include({
      Status: 'Sent',
      HasResponded: false,
    });
    await sim.connection.sobject('CampaignMember').update({ Id: created.id ?? '', Status: 'Responded' });
    const counts = await sim.connection.query('SELECT NumberOfLeads, NumberOfResponses FROM Campaign');
    expect(counts.records[0]).to.include({ NumberOfLeads: 1, NumberOfResponses: 1 });
    const again = await sim.call('POST', `${DATA}/sobjects/CampaignMember`, member);
    expect(again.body[0]).to.include({ errorCode: 'DUPLICATE_VALUE', message: 'Already a campaign member.' });
  });
});
