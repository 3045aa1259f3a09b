/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call -- answers of many shapes are looked into */
import { expect } from 'chai';
import { DATA, startRunning, type Running } from './start.ts';

describe('Salesforce simulator: composite, schema and search', () => {
  let sim: Running;
  beforeEach(async () => {
    sim = await startRunning();
  });
  afterEach(() => sim.simulator.close());

  it('lists versions without a session and the resources of one, also with doubled and trailing slashes', async () => {
    const versions = await sim.control('GET', '//services/data/');
    expect(versions.body.at(-1)).to.deep.equal({
      label: "Winter '27",
      url: '/services/data/v68.0',
      version: '68.0',
    });
    expect(versions.headers.get('sforce-limit-info')).to.equal(null);
    const resources = await sim.call('GET', '//services/data/v51.0/');
    expect(resources.body).to.include({ query: '/services/data/v51.0/query' });
    expect(resources.headers.get('sforce-limit-info')).to.match(/^api-usage=\d+\/100000$/);
    expect((await sim.call('GET', '/services/data/v99.0/limits')).status).to.equal(404);
  });

  it('runs a composite request with references between its parts', async () => {
    const { body } = await sim.call('POST', `${DATA}/composite`, {
      compositeRequest: [
        { method: 'POST', url: `${DATA}/sobjects/Account`, referenceId: 'acc', body: { Name: 'Acme' } },
        {
          method: 'POST',
          url: `${DATA}/sobjects/Contact`,
          referenceId: 'con',
          body: { LastName: 'Doe', AccountId: '@{acc.id}' },
        },
        { method: 'GET', url: `${DATA}/query/?q=SELECT Account.Name FROM Contact`, referenceId: 'q' },
        { method: 'GET', url: `${DATA}/sobjects/Lead/00Q000000000001AAA`, referenceId: 'none' },
      ],
    });
    const [account, , query, none] = body.compositeResponse;
    expect(account.httpHeaders.Location).to.equal(`${DATA}/sobjects/Account/${account.body.id as string}`);
    expect(query.body.records[0].Account.Name).to.equal('Acme');
    expect(none).to.deep.equal({
      body: [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }],
      httpHeaders: {},
      httpStatusCode: 404,
      referenceId: 'none',
    });
  });

  it('halts and undoes the other parts with allOrNone, also for a collection with one bad row', async () => {
    const { status, body } = await sim.call('POST', `${DATA}/composite`, {
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: `${DATA}/sobjects/Account`, referenceId: 'a', body: { Name: 'Acme' } },
        {
          method: 'POST',
          url: `${DATA}/composite/sobjects`,
          referenceId: 'b',
          body: { records: [{ attributes: { type: 'Lead' }, LastName: 'x' }] },
        },
      ],
    });
    expect(status).to.equal(200);
    expect(body.compositeResponse[0]).to.deep.include({ httpStatusCode: 400 });
    expect(body.compositeResponse[0].body[0].errorCode).to.equal('PROCESSING_HALTED');
    expect((await sim.connection.query('SELECT Id FROM Account')).totalSize).to.equal(0);
  });

  it('runs batches apart and graphs all-or-none each', async () => {
    const batch = await sim.call('POST', `${DATA}/composite/batch`, {
      haltOnError: true,
      batchRequests: [
        { method: 'POST', url: 'v68.0/sobjects/Account', richInput: { Name: 'Acme' } },
        { method: 'GET', url: 'v68.0/sobjects/Account/001000000000001AAA' },
        { method: 'GET', url: 'v68.0/limits' },
      ],
    });
    expect(batch.body.hasErrors).to.equal(true);
    expect(batch.body.results.map((each: { statusCode: number }) => each.statusCode)).to.deep.equal([
      201, 404, 412,
    ]);
    const node = (referenceId: string, body: object): object => ({
      method: 'POST',
      url: `${DATA}/sobjects/Account`,
      referenceId,
      body,
    });
    const graph = await sim.call('POST', `${DATA}/composite/graph`, {
      graphs: [
        { graphId: '1', compositeRequest: [node('a', { Name: 'Good' })] },
        { graphId: '2', compositeRequest: [node('a', { Name: 'Undone' }), node('b', {})] },
      ],
    });
    expect(graph.body.graphs.map((each: { isSuccessful: boolean }) => each.isSuccessful)).to.deep.equal([
      true,
      false,
    ]);
    const names = await sim.connection.query('SELECT Name FROM Account ORDER BY Name');
    expect(names.records.map((row) => row['Name'] as string)).to.deep.equal(['Acme', 'Good']);
  });

  it('plants a tree of an account with its contacts', async () => {
    const { status, body } = await sim.call('POST', `${DATA}/composite/tree/Account`, {
      records: [
        {
          attributes: { type: 'Account', referenceId: 'r1' },
          Name: 'Acme',
          Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'r2' }, LastName: 'Doe' }] },
        },
      ],
    });
    expect(status).to.equal(201);
    expect(body.results.map((each: { referenceId: string }) => each.referenceId)).to.deep.equal(['r1', 'r2']);
    const contacts = await sim.connection.query("SELECT Id FROM Contact WHERE Account.Name = 'Acme'");
    expect(contacts.totalSize).to.equal(1);
  });

  it('describes leads with the keys and required fields of a recorded describe', async () => {
    const lead = await sim.connection.sobject('Lead').describe();
    const required = lead.fields.filter(
      (field) => field.createable && !field.nillable && !field.defaultedOnCreate,
    );
    expect(required.map((field) => field.name)).to.deep.equal(['LastName', 'Company']);
    const email = lead.fields.find((field) => field.name === 'Email');
    expect(email).to.include({ type: 'email', length: 80, byteLength: 240, soapType: 'xsd:string' });
    // As recorded from an API v59.0 org.
    expect(Object.keys(email ?? {})).to.have.length(57);
    expect(Object.keys(lead)).to.have.length(45);
    const all = await sim.connection.describeGlobal();
    expect(all.sobjects.map((each) => each.name)).to.include.members([
      'Lead',
      'Contact',
      'CampaignMember',
      'Task',
    ]);
  });

  it('creates a custom field by the Tooling API and refuses it a second time', async () => {
    const field = {
      FullName: 'Opportunity.Leadloop_Id__c',
      Metadata: { type: 'Text', label: 'Leadloop Id', length: 36, externalId: true, unique: true },
    };
    const made = await sim.call('POST', `${DATA}/tooling/sobjects/CustomField`, field);
    expect([made.status, made.body.success]).to.deep.equal([201, true]);
    const again = await sim.call('POST', `${DATA}/tooling/sobjects/CustomField`, field);
    expect(again.body[0].errorCode).to.equal('DUPLICATE_DEVELOPER_NAME');
    const upserted = await sim.call('PATCH', `${DATA}/sobjects/Opportunity/Leadloop_Id__c/k`, {
      Name: 'D',
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
    });
    expect(upserted.status).to.equal(201);
  });

  it('begins anew with or without the fields that were made', async () => {
    const upsert = async (): Promise<number> =>
      (
        await sim.call('PATCH', `${DATA}/sobjects/Lead/Leadloop_Id__c/k`, {
          LastName: 'Doe',
          Company: 'Acme',
        })
      ).status;
    expect(await upsert()).to.equal(201);
    await sim.control('POST', '/_sim/fls', { hidden: { Lead: ['Phone'] } });
    await sim.control('POST', '/_sim/reset', { seed: 1, population: 0, schema: 'kept' });
    expect((await sim.connection.query('select Id, Phone from Lead')).totalSize).to.equal(0);
    expect(await upsert()).to.equal(201);
    await sim.control('POST', '/_sim/reset', { seed: 1, population: 0 });
    expect(await upsert()).to.be.above(399);
  });

  it('hides fields from the API user as field-level security does', async () => {
    await sim.control('POST', '/_sim/fls', { hidden: { Lead: ['Phone'] } });
    const { body } = await sim.call('GET', `${DATA}/sobjects/Lead/describe`);
    expect(body.fields.map((field: { name: string }) => field.name)).not.to.include('Phone');
    const asked = await sim.call('GET', `${DATA}/query?q=SELECT+Phone+FROM+Lead`);
    expect(asked.body[0].errorCode).to.equal('INVALID_FIELD');
    const written = await sim.call('POST', `${DATA}/sobjects/Lead`, {
      LastName: 'x',
      Company: 'c',
      Phone: '1',
    });
    expect(written.body[0].message).to.equal("No such column 'Phone' on sobject of type Lead");
  });

  it('searches e-mail fields by SOSL and users by a parameterised search', async () => {
    await sim.connection.sobject('Lead').create({ LastName: 'x', Company: 'c', Email: 'smith@x.example' });
    await sim.connection.sobject('Lead').create({ LastName: 'smith@x.example', Company: 'c' });
    const found = await sim.connection.search(
      'FIND {smith\\@x.example} IN EMAIL FIELDS RETURNING Lead(Id, Email), Contact(Id)',
    );
    expect(found.searchRecords.map((row) => row['Email'] as string)).to.deep.equal(['smith@x.example']);
    const users = await sim.call(
      'GET',
      `${DATA}/parameterizedSearch/?q=alex&sobject=User&User.fields=Id,Email`,
    );
    expect(users.body.searchRecords[0]).to.include({ Email: 'alex.rep@example.com' });
    const none = await sim.call('GET', `${DATA}/search?q=smith`);
    expect(none.body).to.deep.equal([
      {
        message: 'No search term found. The search term must be enclosed in braces.',
        errorCode: 'MALFORMED_SEARCH',
      },
    ]);
  });

  it('answers columns, explain, recordCount, picklist values and updated', async () => {
    await sim.connection.sobject('Lead').create({ LastName: 'x', Company: 'c' });
    const columns = await sim.call('GET', `${DATA}/query?q=SELECT+Id,Owner.Name+FROM+Lead&columns=true`);
    expect(columns.body).to.include({ entityName: 'Lead', idSelected: true, keyPrefix: '00Q' });
    expect(columns.body.columnMetadata[1].joinColumns[0].columnName).to.equal('Name');
    const plan = await sim.call(
      'GET',
      `${DATA}/query?explain=${encodeURIComponent("SELECT Id FROM Lead WHERE Email = 'a@b.co'")}`,
    );
    expect(plan.body.plans[0]).to.include({ leadingOperationType: 'Index', sobjectType: 'Lead' });
    const count = await sim.call('GET', `${DATA}/limits/recordCount?sObjects=Lead`);
    expect(count.body).to.deep.equal({ sObjects: [{ count: 1, name: 'Lead' }] });
    const values = await sim.call(
      'GET',
      `${DATA}/ui-api/object-info/Lead/picklist-values/012000000000000AAA`,
    );
    expect(values.body.picklistFieldValues.Status.values).to.have.length(4);
    const updated = await sim.connection
      .sobject('Lead')
      .updated(new Date(Date.now() - 3_600_000), new Date(Date.now() + 120_000));
    expect(updated.ids).to.have.length(1);
  });

  it('names what it does not know with 501 and refuses wrong methods with 405', async () => {
    const gap = await sim.call('GET', `${DATA}/analytics/reports`);
    expect([gap.status, gap.body.gap]).to.deep.equal([501, 'no route GET analytics/reports']);
    expect((await sim.call('PUT', `${DATA}/sobjects/Lead`)).status).to.equal(405);
  });
});
