import { expect } from 'chai';
import { openHarness, type Harness } from '../support/harness.ts';
import { eventually, only } from './views.ts';

const FORMS = 100;
const SUBMISSIONS = 'GET /form-integrations/v1/submissions/forms/{id}';

describe('a HubSpot account with 100 forms', function () {
  this.timeout(60_000);
  let world: Harness;

  before(async () => {
    world = await openHarness();
    for (let index = 0; index < FORMS; index += 1)
      await world.hub.control.post('people', { does: 'make-form', form: `Form ${index}` });
    await asksByTime();
    await asksByTime();
    await world.forgetCalls();
  });
  after(() => world.close());

  const asksByTime = (): Promise<void> => world.runtime.engine.touching.collectDue('hubspot');
  const fill = (email: string, form: string): Promise<void> =>
    world.hub.control.post('people', {
      does: 'fill-form',
      form,
      fields: { email, lastname: 'Byron', company: 'Acme' },
    });
  const forms = async (email: string): Promise<readonly (string | null)[]> =>
    (await world.runtime.operations.why(email)).flatMap(({ touches }) =>
      touches.filter(({ kind }) => kind === 'form_submit').map(({ about }) => about),
    );
  const asked = async (): Promise<number> => (await world.calls()).hub[SUBMISSIONS] ?? 0;

  it('given a form that somebody fills in, then it is known within a second, and no other form is asked', async () => {
    const email = 'ada@acme.example';
    await fill(email, 'Form 77');
    const began = Date.now();
    await eventually(async () => (await forms(email)).length === 1);
    expect(Date.now() - began).to.be.below(1_000);
    expect(await forms(email)).to.deep.equal(['Form 77']);
    await world.webhooksArrived();
    await world.runtime.engine.touching.settled();
    // Its webhooks may come in several messages.
    expect(await asked()).to.be.within(1, 3);
  });

  it('given 20 people who fill in 20 forms at once, then all are known, for a few calls each', async () => {
    await world.forgetCalls();
    const people = Array.from({ length: 20 }, (_, index) => `p${index}@acme.example`);
    await Promise.all(people.map((email, index) => fill(email, `Form ${index}`)));
    await eventually(async () => (await Promise.all(people.map(forms))).every((list) => list.length === 1));
    const all = await Promise.all(people.map(async (email) => only(await forms(email))));
    expect(all).to.deep.equal(people.map((_, index) => `Form ${index}`));
    expect(await asked()).to.be.within(20, 60);
  });
});
