import { expect } from 'chai';
import { writeHint, type FormHint } from '../../../connectors/hubspot/touchpoints/form-hint.ts';
import { createForms } from '../../../connectors/hubspot/touchpoints/forms.ts';
import { formsNamed, formsOf } from '../../../connectors/hubspot/touchpoints/hinted-forms.ts';
import type { Session } from '../../../connectors/hubspot/session.ts';
import type { Request } from '../../../connectors/hubspot/transport.ts';
import { LIVE, NOW } from './fixtures/context.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = NOW.getTime();

interface Submitted {
  readonly id: string;
  readonly form: string;
  readonly at: number;
  /** When it can be seen. */
  readonly shownAt: number;
}

/** An account with so many forms, in which time passes as the test says, and what asks for its submissions. */
function accountWith(forms: number) {
  let now = START;
  let cursor: string | null = null;
  const ids = Array.from({ length: forms }, (_, index) => `form-${index}`);
  const submitted: Submitted[] = [];
  const conversions = new Map<string, string>();
  const calls: { readonly at: number; readonly path: string }[] = [];
  const told = new Map<string, number>();

  function answer({ path, query = {}, json }: Request): unknown {
    calls.push({ at: now, path });
    if (path.endsWith('/batch/read'))
      return {
        results: (json as { readonly inputs: readonly { readonly id: string }[] }).inputs.map(({ id }) => ({
          id,
          properties: { hs_calculated_form_submissions: conversions.get(id) ?? null },
        })),
      };
    const from = Number(query['after'] ?? 0);
    const all = path.endsWith('/forms')
      ? ids.map((id) => ({ id, name: `Name of ${id}` }))
      : submitted
          .filter(({ form, shownAt }) => path.endsWith(`/${form}`) && shownAt <= now)
          .toSorted((a, b) => b.at - a.at)
          .map(({ id, at }) => ({
            conversionId: id,
            submittedAt: at,
            values: [{ name: 'email', value: 'ada@acme.example' }],
          }));
    const end = from + Number(query['limit']);
    return {
      results: all.slice(from, end),
      ...(end < all.length ? { paging: { next: { after: String(end) } } } : {}),
    };
  }
  const read = createForms({
    context: { clock: { now: () => new Date(now) } },
    api: { call: (request: Request) => Promise.resolve(answer(request)) },
  } as unknown as Session);

  return {
    ids,
    calls,
    told,
    conversions,
    callsTo: (part: string): number => calls.filter(({ path }) => path.includes(part)).length,
    pass: (ms: number): void => void (now += ms),
    fillIn(form: string, shownLate = 0): void {
      const id = `${form}/${submitted.length}`;
      submitted.push({ id, form, at: now, shownAt: now + shownLate });
    },
    /** @returns how late each that was still untold is told, in ms, by id */
    lateness: (): readonly number[] =>
      submitted.map(({ id, at }) => (told.get(id) ?? expect.fail(`${id} was lost`)) - at),
    async ask(hints: readonly Partial<FormHint>[] = [], since = now): Promise<void> {
      let asking = hints.map((hint) => writeHint({ form: null, name: null, contact: null, ...hint }));
      for (;;) {
        const request = { source: 'forms', cursor, since: new Date(since) };
        const page = await read(asking.length > 0 ? { ...request, hints: asking } : request, LIVE);
        if (page.kind !== 'page') throw new Error('refused');
        for (const { source } of page.touchpoints) if (!told.has(source.id)) told.set(source.id, now);
        ({ cursor } = page);
        asking = [];
        if (!page.more) return;
      }
    },
  };
}

/** The most calls in any minute. */
const busiestMinute = (calls: readonly { readonly at: number }[]): number =>
  Math.max(...calls.map(({ at }) => calls.filter((one) => one.at >= at && one.at < at + MINUTE).length));

describe('the forms of an account that has many', () => {
  it('by time alone: 100 forms take 17 calls a minute at most, and nothing is lost, however late it is shown', async () => {
    const account = accountWith(100);
    await account.ask();
    let random = 1;
    for (let round = 0; round < 240; round += 1) {
      random = (random * 48_271) % 2_147_483_647;
      if (round < 200 && random % 4 === 0) account.fillIn(`form-${random % 100}`, random % (50 * SECOND));
      account.pass(30 * SECOND);
      await account.ask();
    }
    expect(busiestMinute(account.calls)).to.be.within(16, 17);
    expect(account.lateness()).to.have.length.above(40);
    expect(Math.max(...account.lateness())).to.be.at.most(14 * MINUTE);
  });

  it('by time alone: a form that somebody is active on is asked every half minute, in the midst of 1,000', async () => {
    const account = accountWith(1_000);
    await account.ask();
    account.fillIn('form-700');
    while (account.told.size === 0) {
      account.pass(30 * SECOND);
      await account.ask();
    }
    for (let times = 0; times < 5; times += 1) {
      account.fillIn('form-700');
      account.pass(30 * SECOND);
      await account.ask();
    }
    expect(account.lateness().slice(1)).to.deep.equal(Array<number>(5).fill(30 * SECOND));
    expect(busiestMinute(account.calls.slice(10))).to.be.at.most(26);
  });

  it('by time alone: few forms that are quiet are asked every 2 minutes', async () => {
    const account = accountWith(6);
    await account.ask();
    for (let round = 0; round < 40; round += 1) {
      account.pass(30 * SECOND);
      await account.ask();
    }
    expect(account.callsTo('submissions')).to.be.within(60, 66);
  });

  it('asks the one form that a hint names by its id, its name or its contact, and tells it at once', async () => {
    const account = accountWith(100);
    await account.ask();
    account.pass(HOUR);
    const hints = [
      { form: 'form-7' },
      { name: 'Our page: with a colon: Name of form-8' },
      { contact: '51' },
    ] as const;
    account.conversions.set('51', `form-3::${START - HOUR};form-9::${START + HOUR}`);
    for (const [index, hint] of hints.entries()) {
      account.fillIn(`form-${7 + index}`);
      await account.ask([hint]);
    }
    expect(account.lateness()).to.deep.equal([0, 0, 0]);
    expect(account.callsTo('submissions')).to.equal(3);
    expect(account.callsTo('batch/read')).to.equal(1);
    expect(account.calls).to.have.length(5);
  });

  it('asks a form again for 2 minutes when a hint came before its submission could be seen', async () => {
    const account = accountWith(100);
    await account.ask();
    account.pass(HOUR);
    account.fillIn('form-50', 40 * SECOND);
    await account.ask([{ form: 'form-50' }]);
    expect(account.told.size).to.equal(0);
    account.pass(30 * SECOND);
    await account.ask();
    account.pass(30 * SECOND);
    await account.ask();
    expect(account.lateness()).to.deep.equal([MINUTE]);
  });

  it('asks by time only every 5 minutes while hints tell of all, and often again once one was missing', async () => {
    const account = accountWith(6);
    const rounds = async (count: number): Promise<number> => {
      const before = account.callsTo('submissions');
      for (let round = 0; round < count; round += 1) {
        account.pass(30 * SECOND);
        await account.ask();
      }
      return account.callsTo('submissions') - before;
    };
    await account.ask();
    await rounds(10);
    account.fillIn('form-1');
    await account.ask([{ form: 'form-1' }]);
    await rounds(10);
    expect(await rounds(40)).to.be.within(24, 30);
    account.fillIn('form-2');
    await rounds(11);
    expect(Math.max(...account.lateness())).to.be.at.most(5.5 * MINUTE);
    expect(await rounds(40)).to.be.above(60);
  });

  it('looks around once in half a minute when hints name no form, in 8 calls beside the list', async () => {
    const account = accountWith(100);
    await account.ask();
    account.pass(HOUR);
    for (let times = 0; times < 20; times += 1) {
      await account.ask([{ name: `Page: no form of ours ${times}`, contact: String(times) }]);
      account.pass(SECOND);
    }
    expect(account.callsTo('submissions')).to.equal(8);
    expect(account.calls.filter(({ path }) => path.endsWith('/forms'))).to.have.length(1);
  });

  it('finds a form that is new at once by a hint, and in a few minutes by time', async () => {
    const account = accountWith(100);
    await account.ask();
    account.pass(30 * SECOND);
    await account.ask();
    account.pass(2 * MINUTE);
    account.ids.push('new-form', 'another');
    account.fillIn('new-form');
    await account.ask([{ form: 'new-form', name: null }]);
    expect(account.lateness()).to.deep.equal([0]);
    account.fillIn('another');
    for (let round = 0; round < 22; round += 1) {
      account.pass(30 * SECOND);
      await account.ask();
    }
    expect(account.lateness()[1]).to.be.at.most(11 * MINUTE);
  });

  it('reads every form, all of it, when history is taken over', async () => {
    const account = accountWith(100);
    for (let index = 0; index < 300; index += 1) {
      account.fillIn(`form-${index % 3}`);
      account.pass(SECOND);
    }
    await account.ask([], START);
    expect(account.told.size).to.equal(300);
    expect(account.callsTo('submissions')).to.equal(97 + 3 * 2);
  });
});

describe('which form a contact filled in', () => {
  const forms = [
    { id: 'a', name: 'Demo' },
    { id: 'b', name: 'Book: Demo' },
    { id: 'c', name: 'Demo' },
    { id: 'd' },
  ];

  it('is told by the end of `Page: Form`, and may be one of several of that name', () => {
    expect(formsNamed('Home: Demo', forms)).to.deep.equal(['a', 'c']);
    expect(formsNamed('Home: Book: Demo', forms)).to.deep.equal(['a', 'b', 'c']);
    expect(formsNamed('Home: Book a Demo', forms)).to.deep.equal([]);
    expect(formsNamed('', forms)).to.deep.equal([]);
  });

  it('is told by the last of its submissions, and by its last conversion where that is no form of ours', () => {
    const submissions = (text: string) => ({
      hs_calculated_form_submissions: text,
      recent_conversion_event_name: 'Home: Demo',
    });
    expect(formsOf(submissions('a::1000000;b::9000000;d::9100000'), forms)).to.deep.equal(['b', 'd']);
    expect(formsOf(submissions('d'), forms)).to.deep.equal(['d']);
    expect(formsOf(submissions('elsewhere::9000000'), forms)).to.deep.equal(['a', 'c']);
    expect(formsOf({}, forms)).to.deep.equal([]);
  });
});
