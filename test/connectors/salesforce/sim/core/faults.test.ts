/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument -- answers of many shapes are looked into */
import { expect } from 'chai';
import { DATA, startRunning, type Running } from './start.ts';

describe('Salesforce simulator: rules and faults', () => {
  let sim: Running;
  beforeEach(async () => {
    sim = await startRunning();
  });
  afterEach(() => sim.simulator.close());

  const fault = (name: string, args: object = {}, more: object = {}) =>
    sim.control('POST', '/_sim/faults', { effect: { kind: 'vendor', name, args }, ...more });
  const lead = { LastName: 'Doe', Company: 'Acme', Email: 'doe@acme.example' };
  const leads = (count: number): object => ({
    records: Array.from({ length: count }, (_, n) => ({
      attributes: { type: 'Lead' },
      ...lead,
      Email: `doe${n}@acme.example`,
    })),
  });
  const codes = (rows: readonly { errors: { statusCode: string }[] }[]) =>
    rows.map((row) => row.errors[0]?.statusCode ?? 'ok');

  for (const spelling of ['duplicateResut', 'duplicateResult']) {
    it(`names the match of a blocked duplicate under ${spelling}`, async () => {
      const first = await sim.call('POST', `${DATA}/sobjects/Lead`, lead);
      await sim.control('POST', '/_sim/rules', { duplicateRule: 'block', spelling });
      const { status, body } = await sim.call('POST', `${DATA}/sobjects/Contact`, {
        LastName: 'Doe',
        Email: 'DOE@acme.example',
      });
      expect(status).to.equal(400);
      expect(body[0].errorCode).to.equal('DUPLICATES_DETECTED');
      expect(body[0][spelling].matchResults[0].matchRecords[0].record.Id).to.equal(first.body.id);
    });
  }

  it('lets a duplicate pass an alert with allowSave, never a block', async () => {
    await sim.call('POST', `${DATA}/sobjects/Lead`, lead);
    const save = async (): Promise<number> =>
      (
        await sim.call('POST', `${DATA}/sobjects/Lead`, lead, {
          'sforce-duplicate-rule-header': 'allowSave=true; includeRecordDetails=false',
        })
      ).status;
    await sim.control('POST', '/_sim/rules', { duplicateRule: 'alert' });
    expect((await sim.call('POST', `${DATA}/sobjects/Lead`, lead)).status).to.equal(400);
    expect(await save()).to.equal(201);
    await sim.control('POST', '/_sim/rules', { duplicateRule: 'block' });
    expect(await save()).to.equal(400);
  });

  it('tells all validation rules that a record breaks', async () => {
    await sim.control('POST', '/_sim/rules', {
      validation: [
        { type: 'Lead', field: 'Company', pattern: 'ACME', message: "no 'ACME'" },
        { type: 'Lead', field: 'Phone', pattern: '^$', message: 'a phone please' },
      ],
    });
    const { body } = await sim.call('POST', `${DATA}/sobjects/Lead`, { ...lead, Company: 'ACME' });
    expect(body).to.deep.equal([
      { message: "no 'ACME'", errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: [] },
      { message: 'a phone please', errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: [] },
    ]);
  });

  it('runs the assignment rule unless the header says FALSE', async () => {
    const users = await sim.connection.query("SELECT Id FROM User WHERE Email = 'sam.rep@example.com'");
    const sam = users.records[0]?.Id ?? '';
    await sim.control('POST', '/_sim/rules', { assignLeadsTo: sam });
    const owner = async (headers: Record<string, string>): Promise<unknown> => {
      const { body } = await sim.call('POST', `${DATA}/sobjects/Lead`, lead, headers);
      return (await sim.call('GET', `${DATA}/sobjects/Lead/${body.id as string}`)).body.OwnerId;
    };
    expect(await owner({})).to.equal(sam);
    expect(await owner({ 'sforce-auto-assign': 'FALSE' })).not.to.equal(sam);
  });

  it('expires the session in the middle', async () => {
    await fault('expire-session');
    const { status, body } = await sim.call('GET', `${DATA}/limits`);
    expect([status, body[0].errorCode]).to.deep.equal([401, 'INVALID_SESSION_ID']);
  });

  it('locks chosen rows of a collection, for as many calls as told', async () => {
    await fault('lock-row', { rows: [1] }, { times: 1 });
    const first = await sim.call('POST', `${DATA}/composite/sobjects`, leads(3));
    expect(codes(first.body)).to.deep.equal(['ok', 'UNABLE_TO_LOCK_ROW', 'ok']);
    expect(first.body[1].errors[0].message).to.match(/^unable to obtain exclusive access to this record/);
    expect(codes((await sim.call('POST', `${DATA}/composite/sobjects`, leads(1))).body)).to.deep.equal([
      'ok',
    ]);
  });

  it('fails chosen rows with a chosen code and carries out the rest', async () => {
    await fault('partial', { rows: [0], statusCode: 'APEX_ERROR', message: 'trigger failed' });
    const { body } = await sim.call('POST', `${DATA}/composite/sobjects`, leads(2));
    expect(codes(body)).to.deep.equal(['APEX_ERROR', 'ok']);
    expect((await sim.connection.query('SELECT Id FROM Lead')).totalSize).to.equal(1);
  });

  it('says both texts of REQUEST_LIMIT_EXCEEDED', async () => {
    await fault('request-limit');
    await fault('request-limit', { text: 'concurrent' });
    const daily = await sim.call('GET', `${DATA}/limits`);
    const concurrent = await sim.call('GET', `${DATA}/limits`);
    expect(daily.status).to.equal(403);
    expect([daily.body[0].message, concurrent.body[0].message]).to.deep.equal([
      'TotalRequests Limit exceeded.',
      'ConcurrentPerOrgLongTxn Limit exceeded.',
    ]);
  });

  it('answers HTML from the edge', async () => {
    await fault('html-503');
    const { status, headers } = await sim.call('GET', `${DATA}/limits`);
    expect([status, headers.get('content-type')]).to.deep.equal([503, 'text/html']);
  });

  it('forgets a query locator', async () => {
    const seeds = Array.from({ length: 2001 }, (_, n) => ({ LastName: `L${n}`, Company: 'C' }));
    await sim.control('POST', '/_sim/records/Lead', seeds);
    const { body } = await sim.call('GET', `${DATA}/query?q=SELECT+Id+FROM+Lead`);
    await fault('locator-expired');
    const next = await sim.call('GET', body.nextRecordsUrl);
    expect([next.status, next.body[0].errorCode]).to.deep.equal([400, 'INVALID_QUERY_LOCATOR']);
  });

  it('shows a row later than its SystemModstamp when the commit is slow', async () => {
    await fault('slow-commit', { ms: 1500 }, { method: 'POST' });
    const saving = sim.call('POST', `${DATA}/sobjects/Lead`, lead);
    const count = async (): Promise<number> => (await sim.connection.query('SELECT Id FROM Lead')).totalSize;
    expect(await count()).to.equal(0);
    const { body } = await saving;
    const seenAt = Date.now();
    const row = await sim.call('GET', `${DATA}/sobjects/Lead/${body.id as string}`);
    expect(await count()).to.equal(1);
    expect(Date.parse(String(row.body.SystemModstamp))).to.be.below(seenAt - 1000);
  });

  it('enforces the daily limit when limits are on', async () => {
    const strict = await startRunning({ limits: true });
    try {
      await strict.control('POST', '/_sim/usage', { used: 99_999 });
      expect((await strict.call('GET', `${DATA}/limits`)).body.DailyApiRequests).to.deep.equal({
        Max: 100_000,
        Remaining: 0,
      });
      const refused = await strict.call('GET', `${DATA}/limits`);
      expect([refused.status, refused.body[0].errorCode]).to.deep.equal([403, 'REQUEST_LIMIT_EXCEEDED']);
      expect(refused.headers.get('sforce-limit-info')).to.equal('api-usage=100000/100000');
    } finally {
      await strict.simulator.close();
    }
  });

  it('makes the same people from the same seed and lets reps act on them', async () => {
    const emails = async (seed: number): Promise<unknown> => {
      await sim.control('POST', '/_sim/reset', { seed, population: 40 });
      return (await sim.control('GET', '/_sim/records/Lead?fields=Email,SystemModstamp')).body.map(
        (row: { Id: string; Email: string }) => [row.Id, row.Email],
      );
    };
    const first = await emails(7);
    expect(first).to.have.length(20);
    expect(await emails(7)).to.deep.equal(first);
    expect(await emails(8)).not.to.deep.equal(first);
    let state = 0;
    const random = (): number => (state = (state + 0.38196601125) % 1);
    const words = Array.from({ length: 60 }, () => sim.simulator.act(random));
    expect(words.some((each) => each.startsWith('changed'))).to.equal(true);
    expect(words.filter((each) => each.startsWith('was refused'))).to.deep.equal([]);
  });
});
