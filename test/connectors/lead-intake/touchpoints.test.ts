import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import { NOW, openTestIntake, type Intake } from './support.ts';

const KEY = 'a-key-for-tests-only';
const SHIPPED = join(import.meta.dirname, '..', '..', '..', 'mappings', 'intake', 'web-form.yaml');

describe('touchpoints of forms and lists', () => {
  let intake: Intake;
  beforeEach(async () => {
    intake = await openTestIntake({ INTAKE_WEB_FORM_KEY: KEY });
    await intake.configure('web-form', await readFile(SHIPPED, 'utf8'));
  });
  afterEach(() => intake.close());

  async function form(fields: Record<string, string>): Promise<Touchpoint> {
    const received = await intake.post({
      headers: { 'content-type': 'application/json', 'x-leadloop-key': KEY },
      body: new TextEncoder().encode(JSON.stringify(fields)),
    });
    if (received.kind !== 'accepted') throw new Error(received.message);
    expect(received.touchpoints).to.have.length(1);
    expect(received.touchpoints![0]!.who).to.deep.equal({
      kind: 'record',
      object: 'web-form',
      id: received.events[0]!.ref.id,
    });
    return received.touchpoints![0]!;
  }
  const idOf = ({ source }: Touchpoint): string => source.id;

  it('makes of a form one touchpoint of its person, at the time it came', async () => {
    expect(await form({ email: 'ada@acme.test' })).to.include({
      kind: 'form_submit',
      at: NOW,
      about: 'web-form',
    });
  });

  it('takes the same form on the same day for one that was sent again, on the next day for another', async () => {
    const first = await form({ email: 'ada@acme.test' });
    expect(idOf(await form({ email: 'ada@acme.test' }))).to.equal(idOf(first));
    expect(idOf(await form({ email: 'ada@acme.test', message: 'Call me' }))).to.not.equal(idOf(first));
    intake.setNow(new Date(NOW.getTime() + 86_400_000));
    expect(idOf(await form({ email: 'ada@acme.test' }))).to.not.equal(idOf(first));
  });

  it('makes none of a form whose honeypot is filled', async () => {
    const received = await intake.post({
      headers: { 'content-type': 'application/json', 'x-leadloop-key': KEY },
      body: new TextEncoder().encode(JSON.stringify({ email: 'bot@spam.test', fax2: 'x' })),
    });
    expect(received).to.deep.include({ kind: 'accepted', events: [] });
    expect(received).to.not.have.property('touchpoints');
  });

  it('makes of each row of a list one touchpoint, with the campaign of the list and the day of the row', async () => {
    const { touchpoints, events } = await intake.importList(
      'email,date\nada@acme.test,2026-09-01\nbob@acme.test,\n',
      { campaign: 'Fair 2026' },
    );
    expect(touchpoints.map(({ kind, at, campaign }) => ({ kind, at, campaign }))).to.deep.equal([
      { kind: 'import', at: new Date('2026-09-01'), campaign: 'Fair 2026' },
      { kind: 'import', at: NOW, campaign: 'Fair 2026' },
    ]);
    expect(touchpoints.map(({ who }) => (who.kind === 'record' ? who.id : ''))).to.deep.equal(
      events.map(({ ref }) => ref.id),
    );
  });

  it('knows a row again when the list is imported twice, and not in another campaign', async () => {
    const list = 'email\nada@acme.test\n';
    const [first, again, other] = [
      await intake.importList(list, { campaign: 'Fair' }),
      await intake.importList(list, { campaign: 'Fair' }),
      await intake.importList(list, { campaign: 'Webinar' }),
    ].map(({ touchpoints }) => idOf(touchpoints[0]!));
    expect(again).to.equal(first);
    expect(other).to.not.equal(first);
  });
});
