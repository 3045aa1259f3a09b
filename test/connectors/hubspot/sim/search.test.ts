import { expect } from 'chai';
import { someone, startTestSim, type Answer, type TestSim } from './support.ts';

describe('search in the HubSpot simulator', () => {
  let hub: TestSim;
  const contacts = '/crm/v3/objects/contacts';

  beforeEach(async () => {
    hub = await startTestSim();
  });
  afterEach(() => hub.sim.close());

  const seed = async (
    records: readonly Record<string, string>[],
    object = 'contacts',
  ): Promise<readonly string[]> =>
    (
      await hub.control(
        'POST',
        `/records/${object}`,
        records.map((properties) => ({ properties })),
      )
    ).body.ids;
  const search = (body: unknown, object = 'contacts'): Promise<Answer> =>
    hub.call('POST', `/crm/v3/objects/${object}/search`, body);
  const where = (...filters: unknown[]): unknown => ({ filterGroups: [{ filters }] });
  const totalOf = async (body: unknown): Promise<number> => (await search(body)).body.total;

  it('shows a change only after the index lag, with the older values until then', async () => {
    await hub.control('POST', '/search-lag', { ms: 60_000 });
    const [id] = await seed([someone({ city: 'Lyon' })]);
    await hub.call('PATCH', `${contacts}/${id ?? ''}`, { properties: { city: 'Porto' } });
    await hub.call('POST', contacts, { properties: someone({ city: 'Lyon' }) });
    const stale = await search({
      ...(where({ propertyName: 'city', operator: 'EQ', value: 'lyon' }) as object),
      properties: ['city'],
    });
    expect(stale.body.results.map((each) => each.id)).to.deep.equal([id]);
    expect(stale.body.results[0]?.properties.city).to.equal('Lyon');
  });

  it('shows it without lag when that is set to nothing', async () => {
    const [id] = await seed([someone({ city: 'Lyon' })]);
    await hub.call('PATCH', `${contacts}/${id ?? ''}`, { properties: { city: 'Porto' } });
    expect(await totalOf(where({ propertyName: 'city', operator: 'EQ', value: 'lyon' }))).to.equal(0);
    expect(await totalOf(where({ propertyName: 'city', operator: 'EQ', value: 'porto' }))).to.equal(1);
  });

  it('never shows archived records', async () => {
    const [id] = await seed([someone()]);
    expect(await totalOf({})).to.equal(1);
    await hub.call('DELETE', `${contacts}/${id ?? ''}`);
    expect(await totalOf({})).to.equal(0);
  });

  for (const [name, filter, expected] of [
    ['EQ', { operator: 'EQ', value: 'LYON' }, 1],
    ['IN with lower-case values', { operator: 'IN', values: ['lyon', 'leeds'] }, 2],
    ['IN with upper-case values, which never match', { operator: 'IN', values: ['Lyon', 'Leeds'] }, 0],
    ['NOT_HAS_PROPERTY', { operator: 'NOT_HAS_PROPERTY' }, 1],
    ['CONTAINS_TOKEN with a wildcard', { operator: 'CONTAINS_TOKEN', value: 'le*' }, 1],
    ['GTE of text', { operator: 'GTE', value: 'lf' }, 1],
  ] as const) {
    it(`filters text by ${name}`, async () => {
      await seed([someone({ city: 'Lyon' }), someone({ city: 'Leeds' }), someone()]);
      expect(await totalOf(where({ propertyName: 'city', ...filter }))).to.equal(expected);
    });
  }

  it('minds the case of options', async () => {
    await seed([someone({ hs_lead_status: 'NEW' })]);
    expect(await totalOf(where({ propertyName: 'hs_lead_status', operator: 'EQ', value: 'new' }))).to.equal(
      0,
    );
    expect(await totalOf(where({ propertyName: 'hs_lead_status', operator: 'EQ', value: 'NEW' }))).to.equal(
      1,
    );
  });

  it('finds companies by domain, values in lower case', async () => {
    const ids = await seed(
      [{ domain: 'A.example' }, { domain: 'b.example' }, { domain: 'a.example' }],
      'companies',
    );
    const filter = { propertyName: 'domain', operator: 'IN', values: ['a.example'] };
    const { body } = await search(where(filter), 'companies');
    expect(body.results.map((each) => each.id)).to.deep.equal([ids[0], ids[2]]);
  });

  it('windows by id cover everything that changed since, each record once, also while records change', async () => {
    const ids = await seed(Array.from({ length: 450 }, () => someone()));
    const since = { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(Date.now() - 60_000) };
    const seen: string[] = [];
    for (let last = '0', more = true; more;) {
      const body = {
        filterGroups: [{ filters: [since, { propertyName: 'hs_object_id', operator: 'GT', value: last }] }],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        limit: 200,
      };
      const page = (await search(body)).body;
      expect(page.total).to.equal(450 - seen.length);
      seen.push(...page.results.map(({ id }) => id));
      last = seen.at(-1) ?? '';
      more = page.results.length === 200;
      await hub.call('PATCH', `${contacts}/${ids[3] ?? ''}`, { properties: { city: last } });
    }
    expect(seen).to.deep.equal(ids);
  });

  it('sorts by the last change', async () => {
    const ids = await seed([someone(), someone(), someone()]);
    await new Promise((resolve) => setTimeout(resolve, 3));
    await hub.call('PATCH', `${contacts}/${ids[1] ?? ''}`, { properties: { city: 'Lyon' } });
    const { body } = await search({
      sorts: [{ propertyName: 'lastmodifieddate', direction: 'DESCENDING' }],
      limit: 1,
    });
    expect(body.results[0]?.id).to.equal(ids[1]);
  });

  it('searches by association, which no cached answer may hide', async () => {
    const [id = ''] = await seed([someone()]);
    const [company = ''] = await seed([{ name: 'Umbra' }], 'companies');
    const body = where({ propertyName: 'associations.company', operator: 'EQ', value: company });
    expect(await totalOf(body)).to.equal(0);
    await hub.call('PUT', `/crm/v4/objects/contacts/${id}/associations/default/companies/${company}`);
    expect(await totalOf(body)).to.equal(1);
  });

  it('looks for text in additional e-mail addresses', async () => {
    const [a = '', b = ''] = await seed([someone(), someone({ email: 'second.address@example.com' })]);
    await hub.call('POST', `${contacts}/merge`, { primaryObjectId: a, objectIdToMerge: b });
    expect(await totalOf({ query: 'second.address' })).to.equal(1);
  });

  for (const [what, body] of [
    ['paging beyond 10,000', { after: '9900', limit: 200 }],
    ['a list cursor', { after: '171000000022' }],
    ['a page of 201', { limit: 201 }],
    ['two sorts', { sorts: ['city', 'email'] }],
    ['six filter groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
    ['a body above 3,000 characters', { query: 'x'.repeat(3_000) }],
    ['an unknown property', where({ propertyName: 'no_such', operator: 'EQ', value: '1' })],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await search(body)).status).to.equal(400);
    });
  }

  it('has no rate-limit headers, and allows five a second', async () => {
    const limited = await startTestSim({ limits: true });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => limited.call('POST', `${contacts}/search`, {})),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 200, 200, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).to.include({
      policyName: 'SECONDLY',
      message: 'You have reached your secondly limit.',
    });
    expect([...(refused?.headers.keys() ?? [])].filter((name) => name.includes('ratelimit'))).to.deep.equal(
      [],
    );
    await limited.sim.close();
  });
});
