import { expect } from 'chai';
import { toCanonical } from '../../../src/mapping/canonical.ts';
import { compute } from '../../../src/mapping/computed.ts';
import { mappedFields } from '../../../src/mapping/fields.ts';
import { createdObjects, objectToCreate } from '../../../src/mapping/create-as.ts';
import { isInScope, whyOutOfScope } from '../../../src/mapping/scope.ts';
import type { Value } from '../../../src/domain/value.ts';
import { checkMappings } from '../../../src/mapping/check/check-mappings.ts';
import { live } from './live.ts';
import { withVariants } from '../../../src/mapping/variants.ts';
import { parsed, problemsOf, record, resolver, withRows } from './build.ts';

const ROWS = [
  'email: { type: email, hubspot: email, salesforce: Email }',
  'stage: { type: option, hubspot: lifecyclestage }',
  'score: { type: number, hubspot: hubspotscore }',
] as const;

/** Three rows and this scope; the expression begins in line 11, column 18. */
const scoped = (text: string): string => `${withRows(...ROWS)}scope:\n  to salesforce: ${text}\n`;

const values = (given: Readonly<Record<string, Value | undefined>>) => new Map(Object.entries(given));

describe('the scope of a mapping', () => {
  const { mapping } = parsed(scoped(`email != null && stage in ["lead", "customer"]`));

  it('lets in whom its condition holds for, and nobody else', () => {
    const cases: readonly (readonly [boolean, Readonly<Record<string, Value | undefined>>])[] = [
      [true, { email: 'a@x.com', stage: 'lead' }],
      [false, { email: 'a@x.com', stage: 'subscriber' }],
      [false, { email: null, stage: 'lead' }],
      [false, { email: 'a@x.com', stage: null }],
      [false, { email: 'a@x.com', stage: undefined }],
      [false, {}],
    ];
    for (const [expected, given] of cases)
      expect(isInScope(mapping, 'salesforce', values(given)), JSON.stringify(given)).to.equal(expected);
  });

  it('lets everybody into a system that it does not name', () => {
    expect(isInScope(mapping, 'hubspot', values({}))).to.equal(true);
    expect(whyOutOfScope(mapping, 'hubspot', values({}))).to.equal(null);
  });

  it('says in plain words why somebody is out of it', () => {
    const why = (given: Readonly<Record<string, Value | undefined>>) =>
      whyOutOfScope(mapping, 'salesforce', values(given));
    expect(why({ email: 'a@x.com', stage: 'lead' })).to.equal(null);
    expect(why({ email: 'a@x.com', stage: 'other' })).to.equal(
      'stage in ["lead", "customer"] does not hold (stage is "other")',
    );
    expect(why({ email: null, stage: 'lead' })).to.equal('email != null does not hold (email is blank)');
    expect(why({ email: 'a@x.com', stage: null })).to.equal('stage is blank');
    expect(why({ email: 'a@x.com' })).to.equal('stage could not be read');
  });

  it('tells every part of an "or" that fails, and no more than the part of an "and"', () => {
    const { mapping: other } = parsed(scoped('(score > 50 || stage == "customer") && email != null'));
    expect(
      whyOutOfScope(other, 'salesforce', values({ email: 'a@x.com', stage: 'lead', score: 3 })),
    ).to.equal('score > 50 does not hold (score is 3); stage == "customer" does not hold (stage is "lead")');
  });

  const problems = {
    'a system that the file does not have': {
      text: withRows(...ROWS) + `scope:\n  to salesfroce: 'email != null'\n`,
      at: [11, 3],
      says: '"to salesfroce" is no direction of this file. Did you mean "to salesforce"?',
    },
    'a field that there is not, in plain text': {
      text: scoped('email != null && stagge == "lead"'),
      at: [11, 35],
      says: 'there is no field "stagge". Did you mean "stage"?',
    },
    'the same in single quotes, behind a doubled quote': {
      text: scoped(`'email == ''x'' || stagge == "lead"'`),
      at: [11, 37],
      says: 'there is no field "stagge". Did you mean "stage"?',
    },
    'the same in double quotes, behind escaped ones': {
      text: scoped(`"email == \\"x\\" || stagge == 'lead'"`),
      at: [11, 37],
      says: 'there is no field "stagge". Did you mean "stage"?',
    },
    'the same over several lines, where only the scalar can be told': {
      text: scoped(`>\n    email != null &&\n    stagge == "lead"`),
      at: [11, 18],
      says: 'there is no field "stagge". Did you mean "stage"?',
    },
    'what is no condition': { text: scoped('email'), at: [11, 18], says: null },
    'what hangs on the time': {
      text: scoped('email != null && string(now) != "x"'),
      at: [11, 42],
      says: 'an expression in a mapping cannot ask for the time: nothing looks at a record again when time passes. Compare with a fixed date, or with a date field of the record.',
    },
    'what counts activities': {
      text: scoped('count("page_view") > 3'),
      at: [11, 18],
      says: 'an expression in a mapping cannot count activities: nothing looks at a record again for one of them. Read a field in which a system counts them.',
    },
  } as const;
  for (const [name, { text, at, says }] of Object.entries(problems)) {
    it(`refuses ${name}`, () => {
      const [problem, ...more] = problemsOf(text);
      expect(more).to.deep.equal([]);
      expect([problem?.line, problem?.column]).to.deep.equal(at);
      if (says !== null) expect(`${problem!.cause}. ${problem!.fix}`).to.equal(says);
    });
  }
});

const SUMMARY = `summary: { type: text, direction: to salesforce, salesforce: { field: Description, value: '"Score " + string(score)' } }`;

it('a row of the wrong form brings no problems of the expressions that read it', () => {
  const text = scoped('score > 5').replace('type: number', 'type: numbr');
  expect(problemsOf(text).map(({ path }) => path)).to.deep.equal(['fields.score.type']);
});

describe('what is created', () => {
  const HEAD = /salesforce: \{ objects: \[Lead, Contact\], create: true \}/u;
  const createAs = (text: string, create = 'create: true, '): string =>
    withRows(...ROWS).replace(HEAD, `salesforce: { objects: [Lead, Contact], ${create}create-as: ${text} }`);

  it('is the first object whose condition is known to hold, or the first of all', () => {
    const { mapping } = parsed(createAs(`{ Contact: 'stage == "customer"' }`));
    const object = (stage: string | null | undefined) =>
      objectToCreate(mapping, 'salesforce', values({ stage }));
    expect([object('customer'), object('lead'), object(null), object(undefined)]).to.deep.equal([
      'Contact',
      'Lead',
      'Lead',
      'Lead',
    ]);
    expect(objectToCreate(mapping, 'hubspot', values({}))).to.equal('contacts');
    expect(createdObjects(mapping, 'salesforce')).to.deep.equal(['Lead', 'Contact']);
  });

  const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
    'an object that the system does not have': [`{ Contct: 'score > 1' }`, /no object "Contct" here/u],
    'the first object, which is created anyway': [`{ Lead: 'score > 1' }`, /created anyway/u],
    'a field that there is not': [`{ Contact: 'scor > 1' }`, /no field "scor"/u],
    'the time': [`{ Contact: 'string(now) == "x"' }`, /cannot ask for the time/u],
  };
  for (const [name, [text, cause]] of Object.entries(refused)) {
    it(`cannot be said with ${name}`, () => {
      const [problem, ...more] = problemsOf(createAs(text));
      expect(more).to.deep.equal([]);
      expect(problem!.cause).to.match(cause);
    });
  }

  it('cannot be said where nothing is created', () => {
    const [problem] = problemsOf(createAs(`{ Contact: 'score > 1' }`, ''));
    expect(problem!.cause).to.equal('nothing is created in salesforce');
  });

  it('needs what is required of every object that may be created', () => {
    const both = createAs(`{ Contact: 'email != null' }`);
    const required = (text: string) =>
      checkMappings([parsed(text)], live)
        .filter(({ code }) => code === 'required-unmapped')
        .map(({ cause }) => cause);
    expect(required(both).join()).to.contain('salesforce Contact.LastName');
    expect(required(withRows(...ROWS)).join()).to.not.contain('salesforce Contact.LastName');
  });
});

describe('a computed column', () => {
  const { mapping } = parsed(withRows(...ROWS, SUMMARY));
  const field = mapping.fields.find(({ name }) => name === 'summary')!;
  const computed = (given: Readonly<Record<string, Value | undefined>>) =>
    compute(mapping, field, 'salesforce', 'Lead', values(given), resolver);

  it('says what comes out of its expression, blank when nothing does', () => {
    expect(computed({ score: 7 })).to.deep.equal({ kind: 'value', value: 'Score 7', reads: 'Score 7' });
    expect(computed({ score: null })).to.deep.equal({ kind: 'value', value: null, reads: null });
  });

  it('says nothing while a field it needs cannot be read', () => {
    expect(computed({})).to.deep.equal({ kind: 'unreadable', reason: 'score could not be read' });
  });

  it('knows how what it writes will read there', () => {
    const { mapping: cut } = parsed(
      withRows(...ROWS, SUMMARY.replace('value:', 'write: [{ truncate: 4 }], value:')),
    );
    const row = cut.fields.find(({ name }) => name === 'summary')!;
    const out = compute(cut, row, 'salesforce', 'Lead', values({ score: 7 }), resolver);
    expect(out).to.deep.equal({ kind: 'value', value: 'Score 7', reads: 'Scor' });
  });

  it('can differ by object', () => {
    const { mapping: two } = parsed(
      withRows(
        ...ROWS,
        `s: { type: text, direction: to salesforce, salesforce: { Lead: { field: A, value: '"L"' }, Contact: { field: B, value: '"C"' } } }`,
      ),
    );
    const row = two.fields.find(({ name }) => name === 's')!;
    for (const [object, value] of [
      ['Lead', 'L'],
      ['Contact', 'C'],
    ] as const)
      expect(compute(two, row, 'salesforce', object, new Map(), resolver)).to.include({ value });
  });

  it('has what it reads fetched, though that flows nowhere', () => {
    expect(mappedFields(mapping, 'hubspot', 'contacts')).to.include('hubspotscore');
    expect(mappedFields(mapping, 'salesforce', 'Lead')).to.include('Description');
    const read = toCanonical(
      mapping,
      record('hubspot', 'contacts', { email: null, lifecyclestage: null, hubspotscore: 7 }),
      resolver,
    );
    expect(read.get('score')).to.deep.equal({ kind: 'value', value: 7 });
  });

  const problems = {
    'without a direction': [
      SUMMARY.replace('direction: to salesforce, ', ''),
      'what is computed can only be written, not read',
    ],
    'with the direction away': [
      SUMMARY.replace('to salesforce', 'to hubspot'),
      '"to hubspot" is no direction of this row',
    ],
    'beside another column': [
      SUMMARY.replace('type: text,', 'type: text, hubspot: summary,'),
      'summary has columns beside the one that is computed',
    ],
    'of another type': [SUMMARY.replace('type: text', 'type: number'), null],
    'that reads a computed field': [
      SUMMARY.replace(/'.*'/u, "'summary'"),
      'summary is computed itself, so there is nothing to read',
    ],
    'that is a reference': [
      `r: { type: reference, entity: company, direction: to salesforce, salesforce: { field: A, object: Account, value: email } }`,
      'a reference cannot be computed',
    ],
  } as const;
  for (const [name, [row, says]] of Object.entries(problems)) {
    it(`is refused ${name}`, () => {
      const [problem] = problemsOf(withRows(...ROWS, row));
      expect(problem?.line).to.equal(10);
      expect(problem!.column).to.be.greaterThan(30);
      if (says !== null)
        expect(problemsOf(withRows(...ROWS, row)).map(({ cause }) => cause)).to.include(says);
    });
  }
});

describe('expressions beside the live systems', () => {
  const stage = (options: readonly string[], restricted = true) => {
    const hubspot = live.get('hubspot')!;
    const contacts = hubspot.objects.get('contacts')!;
    const email = contacts.fields.get('email')!;
    const field = {
      ...email,
      name: 'lifecyclestage',
      type: 'option' as const,
      options: options.map((value) => ({ value, label: value.toUpperCase(), active: true })),
      restricted,
    };
    const fields = new Map([...contacts.fields, ['lifecyclestage', field]]);
    const objects = new Map([...hubspot.objects, ['contacts', { ...contacts, fields }]]);
    return new Map([...live, ['hubspot', { ...hubspot, objects }]]);
  };
  const ROW = 'stage: { type: option, hubspot: lifecyclestage }';
  const problems = (text: string, now: typeof live) =>
    checkMappings([parsed(text)], now)
      .filter(({ cause }) => cause.includes('option'))
      .map(({ line, column, cause, fix }) => `${line}:${column} ${cause}. ${fix}`);
  const text = `${withRows(ROW)}scope:\n  to salesforce: stage == "LEAD"\n`;

  it('are refused when they name an option that there is not', () => {
    expect(problems(text, stage(['lead', 'other']))).to.deep.equal([
      '9:27 "LEAD" is not an option of stage. Write "lead": "LEAD" is its label.',
    ]);
  });

  it('may name any where the system takes any', () => {
    expect(problems(text, stage(['lead'], false))).to.deep.equal([]);
    expect(problems(text.replace('"LEAD"', '"lead"'), stage(['lead']))).to.deep.equal([]);
  });

  it('are checked in computed columns too, once for all objects or by object', () => {
    const value = `value: 'stage == "LEAD" ? "yes" : "no"'`;
    const all = `s: { type: text, direction: to salesforce, salesforce: { field: Description, ${value} } }`;
    const each = all
      .replace('{ field: Description', '{ Lead: { field: Description')
      .replace(' } }', ' } } }');
    for (const row of [all, each])
      expect(problems(withRows(ROW, row), stage(['lead']))).to.deep.equal([
        `8:${3 + row.indexOf('"LEAD"')} "LEAD" is not an option of stage. Write "lead": "LEAD" is its label.`,
      ]);
  });
});

describe('the variants of a row', () => {
  const phone = (variants: string, more = '') =>
    `phone: { type: phone, hubspot: phone, salesforce: Phone, ${more}nulls: keep, variants: [${variants}] }`;
  const chosen = (row: string, stage: Value | undefined) => {
    const { mapping } = parsed(withRows(...ROWS, row));
    return withVariants(mapping, values({ stage })).fields.find(({ name }) => name === 'phone')!;
  };
  const TWO = phone(
    `{ when: 'stage == "lead"', authority: salesforce }, { when: stage != null, direction: to hubspot, nulls: clear }`,
  );

  it('are what holds for a record: the first whose condition does, or the row itself', () => {
    const latest = { kind: 'latest' };
    expect(chosen(TWO, 'lead')).to.deep.include({
      authority: { kind: 'system', system: 'salesforce' },
      direction: { kind: 'both' },
      nulls: 'keep',
    });
    expect(chosen(TWO, 'customer')).to.deep.include({
      authority: latest,
      direction: { kind: 'to', system: 'hubspot' },
      nulls: 'clear',
    });
    for (const unknown of [null, undefined])
      expect(chosen(TWO, unknown)).to.deep.include({ authority: latest, nulls: 'keep' });
  });

  it('leave a mapping without them as it is', () => {
    const { mapping } = parsed(withRows(...ROWS));
    expect(withVariants(mapping, values({}))).to.equal(mapping);
  });

  const problems = {
    'behind one that always holds': [
      phone(`{ when: 'true' }, { when: stage == "lead" }`),
      '"true" above leaves nothing to this variant',
    ],
    'behind one that says the same': [
      phone(`{ when: score > 5 }, { when: ' score > 5 ' }`),
      '"score > 5" above leaves nothing to this variant',
    ],
    'that never hold': [phone(`{ when: 1 > 2 }`), 'this condition never holds'],
    'that widen the direction': [
      phone(`{ when: score > 5, direction: both }`, 'direction: to hubspot, '),
      'a variant can only narrow the direction of its row',
    ],
    'with an authority that there is not': [
      phone(`{ when: score > 5, authority: sugar }`),
      '"sugar" is neither a policy nor a system of this row',
    ],
    'with an unknown key': [phone(`{ when: score > 5, autority: latest }`), 'unknown key "autority"'],
    'that name no field there is': [phone(`{ when: scoer > 5 }`), 'there is no field "scoer"'],
  } as const;
  for (const [name, [row, says]] of Object.entries(problems)) {
    it(`are refused ${name}`, () => {
      const found = problemsOf(withRows(...ROWS, row));
      expect(found.map(({ cause }) => cause)).to.deep.equal([says]);
      expect(found[0]?.line).to.equal(10);
      expect(found[0]!.column).to.be.greaterThan(70);
    });
  }
});
