import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { startWire, type Wire } from './start.ts';

type Rows = readonly Readonly<Record<string, string>>[];

const LEADS = 'LastName,Company,Leadloop_Id__c\n"Ng","Acme, Inc.",k1\n"Ode ""Bee""",Bolt,k2\n,Nameless,k3\n';

describe('salesforce simulator: Bulk API 2.0', () => {
  let wire: Wire;
  beforeEach(async () => {
    wire = await startWire();
  });
  afterEach(() => wire.close());

  const fetchJob = (
    path: string,
    init: { readonly method?: string; readonly body?: string } = {},
  ): Promise<Response> =>
    fetch(`${wire.url}/services/data/v68.0/jobs/${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${wire.token}` },
    });

  const postJob = async (kind: 'ingest' | 'query', body: object): Promise<Record<string, unknown>> => {
    const response = await fetchJob(kind, { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).to.equal(200);
    return (await response.json()) as Record<string, unknown>;
  };

  /** Runs one ingest job to its end and gives the job and its result files. */
  const ingest = async (
    job: object,
    csv: string,
  ): Promise<{ job: Record<string, unknown>; ok: Rows; failed: Rows; unprocessed: string }> => {
    const { id } = await postJob('ingest', job);
    const path = `ingest/${String(id)}`;
    await fetchJob(`${path}/batches`, { method: 'PUT', body: csv });
    await fetchJob(path, { method: 'PATCH', body: '{"state":"UploadComplete"}' });
    const done = (await (await fetchJob(path)).json()) as Record<string, unknown>;
    const file = async (name: string): Promise<string> => (await fetchJob(`${path}/${name}`)).text();
    const rows = (text: string): Rows => parse(text, { columns: true });
    return {
      job: done,
      ok: rows(await file('successfulResults/')),
      failed: rows(await file('failedResults')),
      unprocessed: await file('unprocessedRecords'),
    };
  };

  const oneLead = (): Readonly<Record<string, unknown>> =>
    wire.org.byField('Lead', 'Leadloop_Id__c', 'k1')[0]?.values ?? {};

  describe('with jsforce', () => {
    it('loads rows and reports each as done or failed', async () => {
      const result = await wire.connection.bulk2.loadAndWaitForResults({
        object: 'Lead',
        operation: 'upsert',
        externalIdFieldName: 'Leadloop_Id__c',
        input: LEADS,
        pollInterval: 10,
        pollTimeout: 5_000,
      });
      const keys = (result.successfulResults as unknown as Rows).map((row) => row['Leadloop_Id__c']);
      expect(keys).to.have.members(['k1', 'k2']);
      expect(result.successfulResults[0]?.sf__Id).to.match(/^00Q\w{15}$/);
      expect(result.failedResults).to.have.length(1);
      expect(result.failedResults[0]?.sf__Error).to.match(
        /^REQUIRED_FIELD_MISSING:.*\[LastName\]:LastName --$/,
      );
      expect(result.unprocessedRecords).to.deep.equal([]);
      expect(oneLead()).to.include({ LastName: 'Ng', Company: 'Acme, Inc.' });
    });

    it('clears a field with null and leaves a blank one alone', async () => {
      const { id } = wire.org.insert('Lead', {
        LastName: 'Ng',
        Company: 'Acme',
        Title: 'CEO',
        Phone: '1',
        Leadloop_Id__c: 'k1',
      }) as { id: string };
      const job = wire.connection.bulk2.createJob({ object: 'Lead', operation: 'update' });
      await job.open();
      await job.uploadData([{ Id: id, Title: null, Phone: '', HasOptedOutOfEmail: true }]);
      await job.close();
      await job.poll(10, 5_000);
      expect((await job.getAllResults()).failedResults).to.deep.equal([]);
      expect(oneLead()).to.include({ Phone: '1', HasOptedOutOfEmail: true });
      expect(oneLead()['Title'] ?? null).to.equal(null);
    });
  });

  it('shows an open job as the vendor documents it', async () => {
    const job = await postJob('ingest', { object: 'account', operation: 'insert' });
    expect(job).to.have.all.keys(
      'id operation object createdById createdDate systemModstamp state concurrencyMode contentType apiVersion jobType contentUrl lineEnding columnDelimiter retries totalProcessingTime apiActiveProcessingTime apexProcessingTime'.split(
        ' ',
      ),
    );
    expect(job).to.include({ state: 'Open', object: 'Account', apiVersion: 68, jobType: 'V2Ingest' });
    expect(job['contentUrl']).to.equal(`services/data/v68.0/jobs/ingest/${String(job['id'])}/batches`);
  });

  it('quotes every cell of a result file and does not keep the order of the upload', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `Ng,Acme,k${index}`).join('\n');
    const { id } = await postJob('ingest', { object: 'Lead', operation: 'insert' });
    const path = `ingest/${String(id)}`;
    await fetchJob(`${path}/batches`, { method: 'PUT', body: `LastName,Company,Leadloop_Id__c\n${rows}\n` });
    await fetchJob(path, { method: 'PATCH', body: '{"state":"UploadComplete"}' });
    const text = await (await fetchJob(`${path}/successfulResults`)).text();
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).to.equal('"sf__Id","sf__Created","LastName","Company","Leadloop_Id__c"');
    expect(lines).to.have.length(51);
    for (const line of lines) expect(line).to.match(/^"[^"]*"(,"[^"]*"){4}$/);
    const keys = lines.slice(1).map((line) => Number(/k(\d+)"$/.exec(line)?.[1]));
    expect([...keys].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 50 }, (_, index) => index));
    expect(keys).not.to.deep.equal([...keys].sort((a, b) => a - b));
  });

  it('links a row to its parent by external id', async () => {
    const account = wire.org.insert('Account', { Name: 'Acme', Leadloop_Id__c: 'a1' }) as { id: string };
    const { ok, failed } = await ingest(
      { object: 'Contact', operation: 'insert' },
      'LastName,Account.Leadloop_Id__c\nNg,a1\nOde,nobody\n',
    );
    expect(ok).to.have.length(1);
    expect(wire.org.get('Contact', ok[0]?.['sf__Id'] ?? '')?.values['AccountId']).to.equal(account.id);
    expect(failed[0]?.['sf__Error']).to.match(/^INVALID_FIELD:Foreign key external ID: nobody not found/);
  });

  it('fails a whole job whose file names an unknown field', async () => {
    const { job, unprocessed } = await ingest(
      { object: 'Lead', operation: 'insert' },
      'LastName,Company,Nope\nNg,Acme,1\n',
    );
    expect(job).to.include({ state: 'Failed', errorMessage: 'InvalidBatch : Field name not found : Nope' });
    expect(unprocessed).to.equal('"LastName","Company","Nope"\n"Ng","Acme","1"\n');
  });

  it('fails a whole job whose line endings are not the ones it announced', async () => {
    const { job } = await ingest({ object: 'Lead', operation: 'insert' }, 'LastName,Company\r\nNg,Acme\r\n');
    expect(job['errorMessage']).to.match(/^ClientInputError : LineEnding is invalid/);
  });

  it('refuses the second of two rows with one external id', async () => {
    const { ok, failed } = await ingest(
      { object: 'Lead', operation: 'upsert', externalIdFieldName: 'Leadloop_Id__c' },
      'LastName,Company,Leadloop_Id__c\nNg,Acme,k1\nOde,Acme,k1\n',
    );
    expect(ok).to.have.length(1);
    expect(failed[0]?.['sf__Error']).to.equal('DUPLICATE_VALUE:Duplicate external id specified: k1:--');
  });

  it('deletes by id, and names the id of a row it could not delete', async () => {
    const lead = wire.org.insert('Lead', { LastName: 'Ng', Company: 'Acme' }) as { id: string };
    const { ok, failed } = await ingest(
      { object: 'Lead', operation: 'delete' },
      `Id\n${lead.id}\n00Q5g0000099999EAA\n`,
    );
    expect(ok.map((row) => row['Id'])).to.deep.equal([lead.id]);
    expect(failed[0]).to.include({ sf__Id: '00Q5g0000099999EAA', Id: '00Q5g0000099999EAA' });
    expect(wire.org.get('Lead', lead.id)?.IsDeleted).to.equal(true);
  });

  it('takes one upload per job, and only while it is open', async () => {
    const { id } = await postJob('ingest', { object: 'Lead', operation: 'insert' });
    const path = `ingest/${String(id)}`;
    expect((await fetchJob(`${path}/batches`, { method: 'PUT', body: LEADS })).status).to.equal(201);
    const second = await fetchJob(`${path}/batches`, { method: 'PUT', body: LEADS });
    expect(second.status).to.equal(400);
    expect(await second.text()).to.contain('Found multiple contents for job');
    expect((await fetchJob(path, { method: 'DELETE' })).status).to.equal(400);
    await fetchJob(path, { method: 'PATCH', body: '{"state":"Aborted"}' });
    expect((await fetchJob(`${path}/batches`, { method: 'PUT', body: LEADS })).status).to.equal(400);
    expect((await fetchJob(path, { method: 'DELETE' })).status).to.equal(204);
    expect((await fetchJob(path)).status).to.equal(404);
  });

  it('is in progress for as long as it was told to be', async () => {
    await wire.control('/_sim/bulk', { processingMs: 60_000 });
    const { job } = await ingest({ object: 'Lead', operation: 'insert' }, LEADS);
    expect(job).to.include({ state: 'InProgress', numberRecordsProcessed: 0 });
    const aborted = await fetchJob(`ingest/${String(job['id'])}`, {
      method: 'PATCH',
      body: '{"state":"Aborted"}',
    });
    expect(await aborted.json()).to.include({ state: 'Aborted' });
  });

  it('fails after some rows when scripted, and tells which were not reached', async () => {
    await wire.control('/_sim/faults', {
      method: 'PATCH',
      effect: {
        kind: 'vendor',
        name: 'bulk-fail',
        args: { after: 1, message: 'InternalServerError : boom' },
      },
    });
    const { job, ok, unprocessed } = await ingest({ object: 'Lead', operation: 'insert' }, LEADS);
    expect(job).to.include({ state: 'Failed', errorMessage: 'InternalServerError : boom' });
    expect(ok.map((row) => row['Leadloop_Id__c'])).to.deep.equal(['k1']);
    expect(parse(unprocessed, { columns: true })).to.have.length(2);
  });

  it('locks the first rows when scripted, and saves the rest', async () => {
    await wire.control('/_sim/faults', {
      method: 'PATCH',
      effect: { kind: 'vendor', name: 'bulk-partial', args: { rows: 1 } },
    });
    const { job, ok, failed } = await ingest({ object: 'Lead', operation: 'insert' }, LEADS);
    expect(job).to.include({ state: 'JobComplete', numberRecordsFailed: 2 });
    expect(ok.map((row) => row['Leadloop_Id__c'])).to.deep.equal(['k2']);
    expect(failed.find((row) => row['Leadloop_Id__c'] === 'k1')?.['sf__Error']).to.match(
      /^UNABLE_TO_LOCK_ROW:/,
    );
  });

  it('refuses a job for an unknown object, operation or key, or with a broken body', async () => {
    const bodies = [
      '{"object":"Nope","operation":"insert"}',
      '{"object":"Lead","operation":"replace"}',
      '{"object":"Lead","operation":"upsert","externalIdFieldName":"Title"}',
      '{',
    ];
    const codes = await Promise.all(
      bodies.map(async (body) => {
        const response = await fetchJob('ingest', { method: 'POST', body });
        expect(response.status).to.equal(400);
        return ((await response.json()) as readonly [{ readonly errorCode: string }])[0].errorCode;
      }),
    );
    expect(codes).to.deep.equal(['INVALIDENTITY', 'INVALIDOPERATION', 'INVALIDJOB', 'JSON_PARSER_ERROR']);
  });

  it('answers an expired session with 401', async () => {
    wire.org.expireSessions();
    const response = await fetchJob('ingest', { method: 'POST', body: '{}' });
    expect(response.status).to.equal(401);
    expect(await response.text()).to.contain('INVALID_SESSION_ID');
  });

  it('pages the results of a query, with the header on every page', async () => {
    for (let index = 0; index < 5; index += 1) {
      wire.org.insert('Lead', { LastName: `L${index}`, Company: 'Acme' });
    }
    const { id } = await postJob('query', {
      operation: 'query',
      query: "SELECT Id, LastName FROM Lead WHERE Company = 'Acme' ORDER BY LastName",
    });
    expect(await (await fetchJob(`query/${String(id)}`)).json()).to.include({ state: 'JobComplete' });
    const names: string[] = [];
    let pages = 0;
    let locator: string | null = '';
    while (locator !== 'null') {
      const next: string = locator === '' ? '' : `&locator=${locator ?? ''}`;
      const page = await fetchJob(`query/${String(id)}/results?maxRecords=2${next}`);
      const rows: Rows = parse(await page.text(), { columns: true });
      expect(page.headers.get('sforce-numberofrecords')).to.equal(String(rows.length));
      expect(Object.keys(rows[0] ?? {})).to.deep.equal(['Id', 'LastName']);
      names.push(...rows.map((row) => row['LastName'] ?? ''));
      locator = page.headers.get('sforce-locator');
      pages += 1;
    }
    expect(pages).to.equal(3);
    expect(names).to.deep.equal(['L0', 'L1', 'L2', 'L3', 'L4']);
  });

  it('reads query results only in the version of the job', async () => {
    const { id } = await postJob('query', { operation: 'query', query: 'SELECT Id FROM Lead' });
    const response = await fetch(`${wire.url}/services/data/v67.0/jobs/query/${String(id)}/results`, {
      headers: { Authorization: `Bearer ${wire.token}` },
    });
    expect(response.status).to.equal(409);
  });

  it('refuses functions in a bulk query', async () => {
    const response = await fetchJob('query', {
      method: 'POST',
      body: JSON.stringify({ operation: 'query', query: 'SELECT COUNT(Id) FROM Lead' }),
    });
    expect(response.status).to.equal(400);
  });

  it('takes no longer for each of 50,000 rows than for each of 5,000', async () => {
    async function secondsFor(count: number): Promise<number> {
      const rows = Array.from({ length: count }, (_, row) => `Ng,Acme,Ann,${row}@x.test,big-${count}-${row}`);
      const begun = performance.now();
      const { id } = await postJob('ingest', { object: 'Lead', operation: 'insert' });
      const path = `ingest/${String(id)}`;
      await fetchJob(`${path}/batches`, {
        method: 'PUT',
        body: `LastName,Company,FirstName,Email,Leadloop_Id__c\n${rows.join('\n')}\n`,
      });
      await fetchJob(path, { method: 'PATCH', body: '{"state":"UploadComplete"}' });
      const job = (await (await fetchJob(path)).json()) as Record<string, unknown>;
      expect(job).to.include({
        state: 'JobComplete',
        numberRecordsProcessed: count,
        numberRecordsFailed: 0,
      });
      return (performance.now() - begun) / 1000;
    }
    const few = await secondsFor(5_000);
    // Were it to grow with the square, it would be 100 times.
    expect(await secondsFor(50_000)).to.be.below(few * 40);
  }).timeout(120_000);
});
