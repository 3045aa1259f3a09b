import { expect } from 'chai';
import { startTestSim, type TestSim } from './support.ts';

const EMAIL = 'ada@example.com';
const STATUSES = '/communication-preferences/v4/statuses';

describe('the subscriptions of the simulated HubSpot', () => {
  let hub: TestSim;
  let contact: string;
  beforeEach(async () => {
    hub = await startTestSim();
    const made = await hub.call('POST', '/crm/v3/objects/contacts', { properties: { email: EMAIL } });
    contact = made.body.id;
  });
  afterEach(() => hub.sim.close());

  const shown = async (property = 'hs_email_optout'): Promise<string | null | undefined> =>
    (await hub.call('GET', `/crm/v3/objects/contacts/${contact}?properties=${property}`)).body.properties[
      property
    ];
  const answered = (body: unknown) => (body as { results: readonly Record<string, unknown>[] }).results;

  it('answer as the recorded bodies do, and show in the contact at once', async () => {
    const { body } = await hub.call('POST', `${STATUSES}/batch/write`, {
      inputs: [
        {
          subscriberIdString: EMAIL,
          subscriptionId: 39644612,
          statusState: 'UNSUBSCRIBED',
          channel: 'EMAIL',
        },
      ],
    });
    expect(body).to.have.all.keys('status', 'results', 'startedAt', 'completedAt');
    expect(answered(body)[0]).to.include({
      businessUnitId: 0,
      channel: 'EMAIL',
      subscriberIdString: EMAIL,
      subscriptionId: 39644612,
      status: 'UNSUBSCRIBED',
      source: 'Public status API',
      legalBasis: null,
      setStatusSuccessReason: 'REQUESTED_CHANGE_OCCURRED',
    });
    expect(await shown('hs_email_optout_39644612')).to.equal('true');
    expect(await shown()).to.equal(null);
  });

  it('of everything end by address, for whoever gets that address later, too', async () => {
    await hub.call('POST', `${STATUSES}/batch/unsubscribe-all?channel=EMAIL`, {
      inputs: [EMAIL, 'later@example.com'],
    });
    expect(await shown()).to.equal('true');
    const later = await hub.call('POST', '/crm/v3/objects/contacts', {
      properties: { email: 'later@example.com' },
    });
    contact = later.body.id;
    expect(await shown()).to.equal('true');
  });

  it('cannot be set as properties', async () => {
    const { status, body } = await hub.call('PATCH', `/crm/v3/objects/contacts/${contact}`, {
      properties: { hs_email_optout: 'true' },
    });
    expect([status, body.errors[0]?.code]).to.deep.equal([400, 'READ_ONLY_VALUE']);
  });

  it('refuse what the service refuses', async () => {
    for (const path of [
      `${STATUSES}/${EMAIL}/unsubscribe-all`,
      `${STATUSES}/nobody/unsubscribe-all?channel=EMAIL`,
    ])
      expect((await hub.call('POST', path)).status).to.equal(400);
    const unknown = { subscriptionId: 1, statusState: 'UNSUBSCRIBED', channel: 'EMAIL' };
    expect((await hub.call('POST', `${STATUSES}/${EMAIL}`, unknown)).status).to.equal(400);
  });

  it('are left and taken up by people', async () => {
    await hub.control('POST', '/people', { does: 'unsubscribe', email: EMAIL });
    expect(await shown()).to.equal('true');
    await hub.control('POST', '/people', { does: 'resubscribe', email: EMAIL });
    expect(await shown()).to.equal('false');
  });
});
