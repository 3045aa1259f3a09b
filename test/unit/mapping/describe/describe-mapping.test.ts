import { expect } from 'chai';
import { describeMapping } from '../../../../src/mapping/describe/describe-mapping.ts';
import { parsed, withRows } from '../build.ts';
import { SYSTEMS } from './systems.ts';

const told = (before: string, after: string): readonly string[] =>
  describeMapping(parsed(before).mapping, parsed(after).mapping, SYSTEMS);

const OPTION = (column: string): string => `industry: { type: option, hubspot: ${column} }`;
const EMAIL = 'email: { type: email, hubspot: email, salesforce: Email, lead-intake: email }';
const PHONE = 'phone: { type: phone, hubspot: phone, salesforce: Phone }';
const file = (over: Readonly<Record<string, string>>): string => {
  const parts = {
    entity: 'person',
    hubspot: '{ object: contacts, create: true }',
    salesforce: '{ objects: [Lead, Contact] }',
    match: '[email]',
    'on-delete': 'unlink',
    ...over,
  };
  const { entity, hubspot, salesforce, match } = parts;
  return `entity: ${entity}\nsystems:\n  hubspot: ${hubspot}\n  salesforce: ${salesforce}\nmatch: ${match}\non-delete: ${parts['on-delete']}\nfields:\n  email: { type: email, hubspot: email, salesforce: Email }\n  phone: ${over['phone'] ?? '{ type: text, hubspot: phone }'}\n`;
};

/** Name of the kind of change → the row before, the row after, and what is told. A null row: there is none. */
const ROWS: Readonly<Record<string, readonly [string | null, string | null, readonly string[]]>> = {
  'another winner': [
    'jobTitle: { type: text, hubspot: jobtitle, salesforce: Title }',
    'jobTitle: { type: text, hubspot: jobtitle, salesforce: Title, authority: salesforce }',
    ['Job title: Salesforce now wins, was latest'],
  ],
  'a winner unless blank': [
    'jobTitle: { type: text, hubspot: jobtitle, salesforce: Title, authority: hubspot }',
    'jobTitle: { type: text, hubspot: jobtitle, salesforce: Title, authority: hubspot-unless-blank }',
    ['Job title: HubSpot now wins unless it is blank, was HubSpot'],
  ],
  'no winner but blanks filled': [
    'jobTitle: { type: text, hubspot: jobtitle, salesforce: Title, authority: hubspot-unless-blank }',
    'jobTitle: { type: text, hubspot: jobtitle, salesforce: Title, authority: fill-blank }',
    ['Job title: a blank is now filled and nothing overwritten, was HubSpot unless blank'],
  ],
  'options joined': [
    'tags: { type: options, hubspot: tags, salesforce: Tags__c, authority: manual }',
    'tags: { type: options, hubspot: tags, salesforce: Tags__c, authority: union }',
    ['Tags: the options of all sides are now joined, was manual'],
  ],
  'the larger, was the smaller': [
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: min }',
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: max }',
    ['Size: the larger value now wins, was min'],
  ],
  'the smaller, was fill-blank': [
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: fill-blank }',
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: min }',
    ['Size: the smaller value now wins, was fill-blank'],
  ],
  'a person decides': [
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: max }',
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: manual }',
    ['Size: a person now decides, was max'],
  ],
  'the latest wins': [
    'size: { type: number, hubspot: size, salesforce: Size__c, authority: union }'.replace(
      'number',
      'options',
    ),
    'size: { type: options, hubspot: size, salesforce: Size__c }',
    ['Size: the latest change now wins, was union'],
  ],
  'one way only': [
    PHONE,
    PHONE.replace(' }', ', direction: to salesforce }'),
    ['Phone: is no longer sent to HubSpot'],
  ],
  'both ways again': [
    PHONE.replace(' }', ', direction: to salesforce }'),
    PHONE,
    ['Phone: is now sent to HubSpot, too'],
  ],
  'the other way': [
    PHONE.replace(' }', ', direction: to salesforce }'),
    PHONE.replace(' }', ', direction: to hubspot }'),
    ['Phone: is now sent to HubSpot, too', 'Phone: is no longer sent to Salesforce'],
  ],
  'a direction from one system': [
    PHONE,
    PHONE.replace(' }', ', direction: from salesforce }'),
    ['Phone: is no longer sent to Salesforce'],
  ],
  'a direction that makes no difference': [
    'note: { type: text, hubspot: note, lead-intake: note }',
    'note: { type: text, hubspot: note, lead-intake: note, direction: to hubspot }',
    ['Note: now flows only to HubSpot, was both ways'],
  ],
  'blanks that clear': [
    'company: { type: text, hubspot: company, nulls: keep }',
    'company: { type: text, hubspot: company }',
    ['Company: a blank now clears, was kept'],
  ],
  'blanks that are kept': [
    'company: { type: text, hubspot: company }',
    'company: { type: text, hubspot: company, nulls: keep }',
    ['Company: a blank no longer clears'],
  ],
  'a new field': [
    null,
    'industry: { type: text, hubspot: industry, salesforce: Industry, authority: hubspot }',
    ['New field: industry (HubSpot industry ↔ Salesforce Industry), HubSpot wins'],
  ],
  'a new field of forms with other names by object': [
    null,
    'city: { type: text, lead-intake: city, hubspot: city, salesforce: { Lead: City, Contact: MailingCity } }',
    [
      'New field: city (Forms and lists city → HubSpot city ↔ Salesforce Lead City, Contact MailingCity), the latest change wins',
    ],
  ],
  'a new field of one direction': [
    null,
    'score: { type: number, hubspot: score, salesforce: Score__c, direction: to salesforce }',
    ['New field: score (HubSpot score → Salesforce Score__c), the latest change wins'],
  ],
  'a field removed': [
    'industry: { type: text, hubspot: industry, salesforce: Industry }',
    null,
    ['Field removed: industry (HubSpot industry ↔ Salesforce Industry)'],
  ],
  'another type': [
    'size: { type: text, hubspot: size }',
    'size: { type: number, hubspot: size }',
    ['Size: is now of type number, was text'],
  ],
  'another entity and target': [
    'account: { type: reference, entity: company, hubspot: { field: a, object: companies } }',
    'account: { type: reference, entity: campaign, hubspot: { field: a, object: campaigns } }',
    [
      'Account: now points at campaign, was company',
      'Account: its ids in HubSpot now belong to campaigns, was companies',
    ],
  ],
  'another region': [
    PHONE,
    PHONE.replace(' }', ', region: AT }'),
    ['Phone: numbers without a country prefix are now of AT, was no country'],
  ],
  'a value on create in one system': [
    'company: { type: text, hubspot: company, salesforce: Company }',
    "company: { type: text, hubspot: company, salesforce: { field: Company, on-create: '[unknown]' } }",
    ["Company: on create in Salesforce it is now '[unknown]', was blank"],
  ],
  'a value on create in one object': [
    'company: { type: text, salesforce: { Lead: { field: Company, on-create: a }, Contact: Company } }',
    'company: { type: text, salesforce: { Lead: { field: Company, on-create: b }, Contact: Company } }',
    ["Company: on create in Salesforce Lead it is now 'b', was 'a'"],
  ],
  'a value on create everywhere': [
    'vip: { type: boolean, hubspot: vip, salesforce: Vip__c, on-create: false }',
    'vip: { type: boolean, hubspot: vip, salesforce: Vip__c, on-create: true }',
    ['Vip: on create in every system it is now yes, was no'],
  ],
  'a value on create that every system replaces': [
    'size: { type: number, hubspot: { field: size, on-create: 1 }, on-create: 2 }',
    'size: { type: number, hubspot: { field: size, on-create: 1 }, on-create: 3 }',
    ["Size: the row's value on create is now 3, which each system replaces"],
  ],
  'another field of a system': [
    'phone: { type: phone, hubspot: phone, salesforce: Phone }',
    'phone: { type: phone, hubspot: phone, salesforce: OtherPhone }',
    ['Phone: its field in Salesforce is now OtherPhone, was Phone'],
  ],
  'a further system': [
    'phone: { type: phone, hubspot: phone }',
    PHONE,
    ['Phone: is now in Salesforce, too (Phone)'],
  ],
  'a further object': [
    'phone: { type: phone, hubspot: phone, salesforce: { Lead: Phone } }',
    'phone: { type: phone, hubspot: phone, salesforce: { Lead: Phone, Contact: Mobile } }',
    ['Phone: is now in Salesforce Contact, too (Mobile)'],
  ],
  'a system less': [PHONE, 'phone: { type: phone, hubspot: phone }', ['Phone: is no longer in Salesforce']],
  'an object less': [
    PHONE,
    'phone: { type: phone, hubspot: phone, salesforce: { Contact: Phone } }',
    ['Phone: is no longer in Salesforce Lead'],
  ],
  'another object instead': [
    'phone: { type: phone, hubspot: phone, salesforce: { Lead: Phone } }',
    'phone: { type: phone, hubspot: phone, salesforce: { Contact: Phone } }',
    ['Phone: is now in Salesforce Contact, too (Phone)', 'Phone: is no longer in Salesforce Lead'],
  ],
  'another order of systems': [
    PHONE,
    'phone: { type: phone, salesforce: Phone, hubspot: phone }',
    ['Phone: its systems are now in the order Salesforce, HubSpot'],
  ],
  'transforms of what is read': [
    'domain: { type: text, hubspot: { field: domain, read: [trim, domain] } }',
    'domain: { type: text, hubspot: { field: domain, read: [domain, trim] } }',
    ['Domain: is now read from HubSpot with domain, then trim, was trim, then domain'],
  ],
  'the argument of a transform': [
    'title: { type: text, hubspot: { field: title, write: [{ truncate: 40 }] } }',
    'title: { type: text, hubspot: { field: title, write: [{ truncate: 80 }] } }',
    ['Title: is now written to HubSpot with truncate 80, was truncate 40'],
  ],
  'no transform any more': [
    'title: { type: text, hubspot: { field: title, read: [trim] } }',
    'title: { type: text, hubspot: title }',
    ['Title: is now read from HubSpot with nothing done to it, was trim'],
  ],
  'a value of another meaning, a new one and one less': [
    OPTION('{ field: i, values: { Finance: BANK, Retail: SHOP } }'),
    OPTION('{ field: i, values: { Banking: BANK, Trade: TRADE } }'),
    [
      "Industry: 'BANK' of HubSpot now means 'Banking', was 'Finance'",
      "Industry: 'TRADE' of HubSpot now means 'Trade'",
      "Industry: 'SHOP' of HubSpot no longer means 'Retail'",
    ],
  ],
  'another value written': [
    OPTION('{ field: i, values: { Finance: [BANK, FUND] } }'),
    OPTION('{ field: i, values: { Finance: [FUND, BANK] } }'),
    ["Industry: 'Finance' is now written to HubSpot as 'FUND', was 'BANK'"],
  ],
  'values listed at last': [
    OPTION('i'),
    OPTION('{ field: i, values: { Finance: BANK } }'),
    [
      'Industry: only the listed values of HubSpot are understood now',
      "Industry: 'BANK' of HubSpot now means 'Finance'",
    ],
  ],
  'values no longer listed': [
    OPTION('{ field: i, values: { Finance: BANK } }'),
    OPTION('i'),
    [
      "Industry: 'BANK' of HubSpot no longer means 'Finance'",
      'Industry: values of HubSpot are taken as they are now, were listed',
    ].toReversed(),
  ],
  'more values than anybody reads': [
    OPTION('i'),
    OPTION(`{ field: i, values: { ${Array.from({ length: 20 }, (_, n) => `o${n}: t${n}`).join(', ')} } }`),
    [
      'Industry: only the listed values of HubSpot are understood now',
      ...Array.from({ length: 8 }, (_, n) => `Industry: 't${n}' of HubSpot now means 'o${n}'`),
      'Industry: 12 more values of HubSpot changed',
    ],
  ],
  'what other values mean': [
    OPTION('{ field: i, values: { Finance: BANK } }'),
    OPTION('{ field: i, values: { Finance: BANK }, otherwise: Other }'),
    ["Industry: values of HubSpot that are not listed mean 'Other' now, were unreadable before"],
  ],
};

const FILES: Readonly<Record<string, readonly [Readonly<Record<string, string>>, readonly string[]]>> = {
  'a file about something else': [{ entity: 'company' }, ['The file is now about company, was person']],
  'an object less': [{ salesforce: '{ object: Lead }' }, ['Salesforce Contact no longer takes part']],
  'a further object': [
    { salesforce: '{ objects: [Lead, Contact, Asset] }' },
    ['Salesforce Asset now takes part, with 1 field'],
  ],
  'another object created': [
    { salesforce: '{ objects: [Contact, Lead] }' },
    ['Salesforce Contact now comes first, was Lead'],
  ],
  'records created': [
    { salesforce: '{ objects: [Lead, Contact], create: true }' },
    ['A record is now created in Salesforce where there is none'],
  ],
  'records no longer created': [
    { hubspot: '{ object: contacts }' },
    ['No record is created in HubSpot any more'],
  ],
  'another object for some': [
    { salesforce: `{ objects: [Lead, Contact], create: true, create-as: { Contact: 'phone == "1"' } }` },
    [
      'A record is now created in Salesforce where there is none',
      'Salesforce Contact is now created when phone == "1"',
    ],
  ],
  'another key': [{ match: '[phone, email]' }, ['Records are now matched by phone, email, was email']],
  'no key': [{ match: '[]' }, ['Records are now matched by nothing, was email']],
  'another way with deletions': [
    { 'on-delete': 'park' },
    ['The twins of a deleted record now wait for a person, were unlinked before'],
  ],
};

describe('a change of a mapping in plain words', () => {
  for (const [name, [before, after, lines]] of Object.entries(ROWS)) {
    it(`tells ${name}`, () => {
      const rows = (row: string | null): string => withRows(EMAIL, ...(row === null ? [] : [row]));
      expect(told(rows(before), rows(after))).to.deep.equal(lines);
    });
  }
  for (const [name, [after, lines]] of Object.entries(FILES)) {
    it(`tells ${name}`, () => {
      expect(told(file({}), file(after))).to.deep.equal(lines);
    });
  }

  it('tells several changes of several rows in the order of the file', () => {
    const before = withRows(EMAIL, PHONE, 'company: { type: text, hubspot: company, nulls: keep }');
    const after = withRows(
      'company: { type: text, hubspot: company }',
      EMAIL.replace(' }', ', authority: hubspot, nulls: keep }'),
    );
    expect(told(before, after)).to.deep.equal([
      'Company: a blank now clears, was kept',
      'Email: HubSpot now wins, was latest',
      'Email: a blank no longer clears',
      'Field removed: phone (HubSpot phone ↔ Salesforce Phone)',
    ]);
  });

  it('tells a change that is the same in two systems once', () => {
    const row = (steps: string): string =>
      `title: { type: text, hubspot: { field: t, read: [${steps}] }, salesforce: { field: T, read: [${steps}] }, lead-intake: t }`;
    expect(told(withRows(row('trim')), withRows(row('title')))).to.deep.equal([
      'Title: is now read from HubSpot and Salesforce with title, was trim',
    ]);
  });

  it('calls a system that nobody knows by its name', () => {
    const [before, after] = [PHONE, PHONE.replace(' }', ', authority: salesforce }')];
    expect(
      describeMapping(parsed(withRows(before)).mapping, parsed(withRows(after)).mapping, new Map()),
    ).to.deep.equal(['Phone: salesforce now wins, was latest']);
  });
});
