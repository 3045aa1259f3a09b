import { expect } from 'chai';
import type { HandOffInput } from '../../../src/rules/handoff/input.ts';
import { makeHandOff, type MadeHandOff } from '../../../src/rules/handoff/make.ts';
import { noticesFor, type Occasion } from '../../../src/rules/handoff/tell.ts';
import { did, NOW } from './build.ts';
import { BESIDE, handed, handOffOf, HANDED, shippedHandOff, touch, type Told } from './handoff-build.ts';

const SHIPPED = shippedHandOff();
const made = (told: Told = {}): MadeHandOff => makeHandOff(SHIPPED, handed(told));
const KNOWN: Told = { person: { account: 'e-acme' } };

/** What one text of a file says. */
const says = (text: string, told: Told = {}): unknown =>
  makeHandOff(handOffOf(`${LEAD}texts:\n  said: ${text}\n`), handed(told)).person['textSaid'];
const LEAD = 'at: mql\nmake: [{ name: Lead, record: lead }]\n';

describe('what is made of a person who is handed to sales, by the shipped file', () => {
  it('is a lead, of somebody whose company is not known', () => {
    const { kind, record, opportunity, contactRole, person } = made();
    expect({ kind, record, opportunity, contactRole }).to.deep.equal({
      kind: 'Lead',
      record: 'lead',
      opportunity: null,
      contactRole: null,
    });
    expect(person).to.include({
      handOffAs: 'lead',
      convertOnAcceptance: false,
      leadStatus: 'Open - Not Contacted',
      owner: 'alex.rep@example.com',
    });
  });

  it('is a contact with an opportunity and a role in it, of somebody of a known company who asked for sales', () => {
    const { kind, record, opportunity, contactRole } = made(KNOWN);
    expect({ kind, record }).to.deep.equal({ kind: 'Opportunity with a known company', record: 'contact' });
    expect(opportunity).to.deep.equal({
      handOff: 'h-1',
      person: 'p-1',
      opportunity: 'h-1',
      owner: 'alex.rep@example.com',
      account: 'e-acme',
      name: 'Acme',
      stage: 'Prospecting',
      closeDate: '2027-02-19',
      amount: null,
      recordType: null,
    });
    expect(contactRole).to.deep.equal({
      handOff: 'h-1',
      person: 'p-1',
      opportunity: 'h-1',
      owner: 'alex.rep@example.com',
      role: 'Evaluator',
      primary: true,
    });
  });

  it('is a contact alone, of somebody of a known company who has not asked for anything', () => {
    const input = { ...HANDED, touchpoints: [], person: { ...HANDED.person, account: 'e-acme' } };
    const calm = { ...handed(KNOWN), input, decision: { ...handed().decision, score: null } };
    const { kind, opportunity } = makeHandOff(SHIPPED, calm);
    expect({ kind, opportunity }).to.deep.equal({ kind: 'Contact of a known company', opportunity: null });
  });

  it('is an opportunity with a customer, of somebody who was one', () => {
    const { kind, opportunity } = made({ ...KNOWN, more: { previousStage: 'customer' } });
    expect(kind).to.equal('Opportunity with a customer');
    expect(opportunity).to.include({ name: 'Acme: We would like to see it.' });
  });

  it('comes with a task whose time is that of the clock, in the working hours of the owner', () => {
    const { task } = made();
    expect(task).to.deep.include({
      subject: 'Ada Lovelace, Acme: Asked for a demo; Head of IT, 400 employees, Germany',
      owner: 'alex.rep@example.com',
      // Warm: two hours from Monday at 9 in Berlin.
      dueAt: '2026-11-23T10:00:00.000Z',
      dueDate: '2026-11-23',
      priority: 'Normal',
    });
    expect(task!['body']).to.equal(
      [
        'Asked for a demo; Head of IT, 400 employees, Germany',
        'Call +49 30 1234567',
        '',
        'Wrote:',
        'We would like to see it.',
        '',
        'Questions to ask:',
        'Which machines is it for?',
        'Which systems must it work with?',
        '',
        'Last seen:',
        '2026-11-21 Form: demo of the CRM (Spring Fair)',
        '2026-11-20 Page: /pricing',
        '2026-11-12 Mail clicked: Newsletter (News)',
        '2026-11-09 Campaign: Spring Fair',
        '',
        'Campaigns:',
        '2026-11-21 Spring Fair (2 touches)',
        '2026-11-12 News',
        '',
        'Score:',
        'warm: grade A (90 for fit), level 3 (18.5 for engagement)',
        '+30 Decides',
        '+25 250 employees or more',
        '+15 Industry we serve',
        '+10 Address of a company',
        '+10 Country we sell to',
        '',
        'All of it: https://leadloop.example.com/people/p-1',
      ].join('\n'),
    );
  });

  it('leaves out of the task what is blank, with its heading', () => {
    const { task } = made({
      person: { message: null, phone: null },
      more: { touches: [], link: null, decision: { ...handed().decision, score: null } },
    });
    expect(task!['body']).to.equal(
      [
        'Asked for a demo; Head of IT, 400 employees, Germany',
        'Write to ada@acme.example',
        '',
        'Questions to ask:',
        'Which machines is it for?',
        'Which systems must it work with?',
      ].join('\n'),
    );
  });

  it('goes to a queue without an owner, and those are told who work with the queue', () => {
    const { person, notices } = made({
      more: {
        routed: {
          to: { kind: 'queue', name: 'New Leads' },
          rule: null,
          why: { kind: 'fallback' },
          tell: null,
        },
        calendar: null,
      },
    });
    expect(person).to.include({ owner: 'New Leads', queue: 'New Leads' });
    expect(notices.map(({ to }) => to)).to.deep.equal([
      { kind: 'mail', address: 'alex.rep@example.com' },
      { kind: 'mail', address: 'sam.rep@example.com' },
      { kind: 'channel' },
    ]);
    expect(notices[0]!.body).to.include('First touch due: 2026-11-21 14:00 UTC');
  });
});

describe('a contact', () => {
  it('keeps its owner when there is nobody but a queue', () => {
    const { person, opportunity } = made({
      person: { account: 'a-1' },
      more: {
        routed: {
          to: { kind: 'queue', name: 'New Leads' },
          rule: null,
          why: { kind: 'fallback' },
          tell: null,
        },
        calendar: null,
      },
    });
    expect(person).to.include({ handOffAs: 'contact', owner: null, queue: 'New Leads' });
    expect(opportunity).to.include({ owner: null });
  });
});

describe('a text', () => {
  it('is the first that can be filled', () => {
    expect(says("{ first: ['{mobilePhone}', '{phone}'] }")).to.equal('+49 30 1234567');
    expect(says("{ first: ['{mobilePhone}', 'none'] }")).to.equal('none');
    expect(says("{ first: ['{mobilePhone}'] }")).to.equal(null);
  });

  it('goes by the value of a field, in large or small letters, and by each of several values', () => {
    const text =
      "{ by: productInterest, of: { Robots: [How many arms?, Where?], Drives: 'Which torque?' }, otherwise: 'What for?' }";
    expect(says(text, { person: { productInterest: ['robots'] } })).to.equal('How many arms?\nWhere?');
    expect(says(text, { person: { productInterest: ['Drives', 'Robots'] } })).to.equal(
      'Which torque?\nHow many arms?\nWhere?',
    );
    expect(says(text, { person: { productInterest: ['Pumps'] } })).to.equal('What for?');
    expect(says(text)).to.equal('What for?');
  });

  it('goes by yes and no', () => {
    const text = "{ by: consentToSales, of: { 'true': May be called, 'false': 'Must not: {email}' } }";
    expect(says(text, { person: { consentToSales: true } })).to.equal('May be called');
    expect(says(text, { person: { consentToSales: false } })).to.equal('Must not: ada@acme.example');
    expect(says(text)).to.equal(null);
  });

  it('of touches shows each once, the newest first, in the words of the file', () => {
    const touches = [...Array.from({ length: 9 }, () => touch('page_view', 2, '/a', null))];
    const more = {
      touches: [...touches, touch('form_submit', 1, 'demo', null), touch('tour', 3, null, 'X')],
    };
    expect(says('{ touches: 5, words: { form_submit: Formular } }', { more })).to.equal(
      '2026-11-20 Formular: demo\n2026-11-19 Page: /a\n2026-11-18 tour (X)',
    );
    expect(says('{ touches: 1 }', { more })).to.equal('2026-11-20 Form: demo');
    expect(says('{ touches: 5, kinds: [meeting] }', { more })).to.equal(null);
  });

  it('shows days by the clock of whoever gets the person', () => {
    const late = { ...touch('call', 0, null, null), at: Date.parse('2026-11-20T23:30:00Z') };
    expect(says('{ touches: 1 }', { more: { touches: [late] } })).to.equal('2026-11-21 Call');
    expect(says('{ touches: 1 }', { more: { touches: [late], calendar: null } })).to.equal('2026-11-20 Call');
  });

  it('is cut where no field would take it, and never in half a character', () => {
    const long = says("'{message}'", { person: { message: '😀'.repeat(20_000) } });
    expect(long).to.have.length.at.most(32_000);
    expect(String(long).isWellFormed()).to.equal(true);
    expect(String(long).endsWith('😀…')).to.equal(true);
    const name = makeHandOff(
      handOffOf(
        "at: mql\nmake: [{ name: A, record: contact, opportunity: { name: '{message}', stage: New, close-in: 1d } }]\n",
      ),
      handed({ person: { message: 'a\n b'.repeat(99) } }),
    ).opportunity!['name'];
    expect(name).to.have.length(120).and.not.include('\n');
  });
});

describe('conditions of kinds', () => {
  const kinds = (when: string): MadeHandOff['kind'] =>
    makeHandOff(
      handOffOf(
        `at: mql\nmake: [{ name: Yes, when: '${when}', record: lead }, { name: No, record: lead }]\n`,
      ),
      handed(),
    ).kind;
  const asked: Readonly<Record<string, string>> = {
    'account == null': 'Yes',
    'company.employees > 300': 'Yes',
    'stage == "mql" && previousStage == "engaged"': 'Yes',
    'openOpportunities > 0': 'No',
    'intent("asked-for-a-demo") && !intent("asked-for-sales")': 'Yes',
    'count("page_view", 7d, "/pricing") == 1': 'Yes',
    'grade == "A" && completeness > 50': 'Yes',
    'path == null && partner == null': 'Yes',
    'company.revenue > 1': 'No',
  };
  for (const [when, kind] of Object.entries(asked))
    it(`may ask for ${when}`, () => expect(kinds(when)).to.equal(kind));
});

describe('an amount', () => {
  const amount = (written: string, told: Told = {}) =>
    makeHandOff(
      handOffOf(
        `at: mql\nmake: [{ name: A, record: contact, opportunity: { name: N, stage: New, close-in: 1d, amount: ${written} } }]\n`,
      ),
      handed(told),
    ).opportunity!['amount'];

  it('stands in the file or in a field', () => {
    expect(amount('5000')).to.equal(5000);
    expect(amount('company.employees')).to.equal(400);
    expect(amount('company.revenue')).to.equal(null);
  });

  it('of a field is not given to a partner who may not be told of the field', () => {
    expect(amount('company.employees', { tell: { fields: ['company'], texts: [] } })).to.equal(null);
    expect(amount('company.employees', { tell: { fields: ['company.employees'], texts: [] } })).to.equal(400);
  });
});

describe('what a partner may be told', () => {
  it('are the fields and texts that routing names, and nothing else of the person', () => {
    const { person, task, notices } = made({
      tell: { fields: ['company', 'country'], texts: ['reason', 'channel'] },
    });
    expect(person).to.include({
      partner: 'Iberia',
      textReason: 'Asked for a demo; Germany',
      textChannel: null,
    });
    expect(person).to.include({
      textQuestions: null,
      textLastTouches: null,
      textTopSignals: null,
      textScoreInWords: null,
    });
    expect(task).to.include({
      subject: 'Acme',
      body: 'Asked for a demo; Germany\n\nAll of it: https://leadloop.example.com/people/p-1',
    });
    expect(JSON.stringify(notices)).to.not.match(/Ada|Lovelace|ada@|Head of IT|400|1234567/u);
  });

  it('leaves out of the sentence the reasons that hold other fields', () => {
    const { base } = SHIPPED;
    const [intent] = base.scoring!.intents.filter(({ name }) => name === 'asked-for-a-demo');
    const told = {
      ...intent!,
      reason: { text: '', pieces: [{ kind: 'name' as const, name: 'jobTitle', offset: 0 }] },
    };
    const rules = { ...SHIPPED, base: { ...base, scoring: { ...base.scoring!, intents: [told] } } };
    const partner = handed({ tell: { fields: ['country'], texts: ['reason'] } });
    expect(makeHandOff(rules, partner).person['textReason']).to.equal('Germany');
  });
});

describe('notices', () => {
  const tell = (occasion: Occasion, more: Partial<HandOffInput> = {}) =>
    noticesFor(SHIPPED, handed({ more }), occasion);

  it('of a hand-off go to the owner by mail and to the channel, each with a key of its own', () => {
    const { notices } = made();
    expect(notices.map(({ key }) => key)).to.deep.equal([
      'h-1/handed-off/1/0/alex.rep@example.com',
      'h-1/handed-off/1/1/channel',
    ]);
    expect(notices[0]).to.deep.include({
      subject: 'Ada Lovelace, Acme',
      body: [
        'Asked for a demo; Head of IT, 400 employees, Germany',
        'Call +49 30 1234567',
        'First touch due: 2026-11-23 11:00',
        '',
        'Which machines is it for?',
        'Which systems must it work with?',
        '',
        'https://leadloop.example.com/people/p-1',
      ].join('\n'),
    });
  });

  it('of a step that escalates go to the people of the function that the step names', () => {
    expect(tell({ kind: 'escalate', nth: 1, to: 'field' })).to.deep.equal([
      {
        key: 'h-1/escalate/1/3/kim.lead@example.com',
        to: { kind: 'mail', address: 'kim.lead@example.com' },
        subject: 'Nobody has touched Ada Lovelace, Acme',
        body: 'alex.rep@example.com has had the person since the hand-off.\nAsked for a demo; Head of IT, 400 employees, Germany\nhttps://leadloop.example.com/people/p-1',
      },
    ]);
    expect(tell({ kind: 'escalate', nth: 1, to: 'nobody' })).to.deep.equal([]);
  });

  it('of a person given back say to the function what sales said', () => {
    const [notice, ...more] = tell({ kind: 'rejected', nth: 1, said: 'No budget' });
    expect(more).to.deep.equal([]);
    expect(notice).to.deep.include({ to: { kind: 'mail', address: 'kim.lead@example.com' } });
    expect(notice!.body).to.equal('No budget\nhttps://leadloop.example.com/people/p-1');
  });

  it('of another time have another key', () => {
    const keys = [1, 2].map((nth) => tell({ kind: 'remind', nth })[0]!.key);
    expect(keys).to.deep.equal([
      'h-1/remind/1/2/alex.rep@example.com',
      'h-1/remind/2/2/alex.rep@example.com',
    ]);
  });

  it('name who had the person before', () => {
    const [notice, other] = tell({ kind: 'reassigned', nth: 1 }, { previousOwner: 'sam.rep@example.com' });
    expect(notice!.body).to.include('sam.rep@example.com had no time');
    expect(other).to.deep.include({ to: { kind: 'mail', address: 'sam.rep@example.com' } });
  });

  it('to who had the person before go to nobody where that was a queue', () => {
    expect(tell({ kind: 'reassigned', nth: 1 })).to.have.length(1);
  });
});

describe('what the hand-off reads', () => {
  it('is what its conditions and texts ask for', () => {
    expect(SHIPPED.reads).to.deep.equal({
      person: ['account', 'company', 'email', 'firstName', 'lastName', 'message', 'mobilePhone', 'phone'],
      company: ['industry', 'name'],
      activities: [],
      longestWindowMs: 0,
      totals: false,
    });
    const more = handOffOf(`at: mql
make:
  - { name: A, when: 'count("meeting", 30d) > 0 || count("call") > 3', record: lead }
  - { name: B, record: contact, opportunity: { name: '{jobTitle}', stage: New, close-in: 1d, amount: company.revenue } }
texts: { said: { by: productInterest, of: { Robots: '{city} {freeMail} {grade}' } } }
`);
    expect(more.reads).to.deep.equal({
      person: ['account', 'city', 'email', 'jobTitle', 'productInterest'],
      company: ['revenue'],
      activities: ['call', 'meeting'],
      longestWindowMs: 30 * 86_400_000,
      totals: true,
    });
    expect(BESIDE.rules.reads.person).to.not.include('city');
    expect(did('call', 1).at).to.equal(NOW - 86_400_000);
  });
});
