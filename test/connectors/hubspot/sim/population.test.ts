import { expect } from 'chai';
import { startTestSim } from './support.ts';
import { seededRandom } from '../../../../src/connector/sim/random.ts';

interface Raw {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly archived: boolean;
}

describe('the people of the HubSpot simulator', () => {
  it('are the same for the same seed, at made-up domains, mostly with a company', async () => {
    const [one, two, other] = [
      await startTestSim({ population: 60 }),
      await startTestSim({ population: 60 }),
      await startTestSim({ population: 60, seed: 8 }),
    ];
    const people = async (hub: typeof one): Promise<readonly Raw[]> =>
      (
        (await hub.control('GET', '/records/contacts?fields=email,associatedcompanyid'))
          .body as unknown as Raw[]
      ).map(({ id, properties, archived }) => ({ id, properties, archived }));
    const first = await people(one);
    expect(first).to.have.length(60);
    expect(await people(two)).to.deep.equal(first);
    expect(await people(other)).not.to.deep.equal(first);
    expect(first.every(({ properties }) => properties.email?.endsWith('.example'))).to.equal(true);
    expect(
      first.filter(({ properties }) => properties.associatedcompanyid !== null).length,
    ).to.be.greaterThan(45);
    await one.control('POST', '/reset', { seed: 8, population: 60 });
    expect(await people(one)).to.deep.equal(await people(other));
    await Promise.all([one, two, other].map((hub) => hub.sim.close()));
  });

  it('are gone after a reset, and so are properties, unless the schema is kept', async () => {
    const hub = await startTestSim({ population: 5 });
    const key = {
      name: 'key',
      label: 'Key',
      type: 'string',
      fieldType: 'text',
      groupName: 'contactinformation',
      hasUniqueValue: true,
    };
    expect((await hub.call('POST', '/crm/v3/properties/contacts', key)).status).to.equal(201);
    const make = async (): Promise<number> =>
      (await hub.call('POST', '/crm/v3/objects/contacts', { properties: { lastname: 'Doe', key: 'k' } }))
        .status;
    expect([await make(), await make()]).to.deep.equal([201, 400]);
    await hub.control('POST', '/reset', { seed: 7, population: 0, schema: 'kept' });
    expect([await make(), await make()]).to.deep.equal([201, 400]);
    await hub.control('POST', '/reset', { seed: 7, population: 0 });
    expect((await hub.call('GET', '/crm/v3/properties/contacts/key')).status).to.equal(404);
    await hub.sim.close();
  });

  it('do one thing at a time when told to act, through the same rules as the API', async () => {
    const hub = await startTestSim({ population: 60 });
    const random = seededRandom(3);
    const deeds = Array.from({ length: 200 }, () => hub.sim.act(random));
    for (const kind of [
      /^edited contact/,
      /^added contact/,
      /^edited company/,
      /^deleted contact/,
      /^merged contacts/,
    ]) {
      expect(
        deeds.some((deed) => kind.test(deed)),
        String(kind),
      ).to.equal(true);
    }
    const all = (await hub.control('GET', '/records/contacts')).body as unknown as Raw[];
    const emails = all.filter(({ archived }) => !archived).map(({ properties }) => properties.email);
    expect(new Set(emails).size).to.equal(emails.length);
    await hub.sim.close();
  });

  it('can be 20,000, listed and searched in windows without reading them all each time', async function () {
    this.timeout(60_000);
    const hub = await startTestSim({ population: 20_000 });
    const filters = [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: '0' }];
    const times: number[] = [];
    let last = '0';
    for (let page = 0; page < 20; page += 1) {
      const body = {
        filterGroups: [
          { filters: [...filters, { propertyName: 'hs_object_id', operator: 'GT', value: last }] },
        ],
        limit: 200,
      };
      const started = process.cpuUsage();
      const { results } = (await hub.call('POST', '/crm/v3/objects/contacts/search', body)).body;
      const { user, system } = process.cpuUsage(started);
      times.push((user + system) / 1_000);
      expect(results).to.have.length(200);
      last = results.at(-1)?.id ?? '';
    }
    const median = times.toSorted((a, b) => a - b)[10] ?? Infinity;
    expect(median, `CPU ms a page: ${times.map(Math.round).join(' ')}`).to.be.lessThan(25);
    await hub.sim.close();
  });
});
