import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkMappings } from '../../../src/mapping/check/check-mappings.ts';
import type { LiveSystem } from '../../../src/mapping/check/live-system.ts';
import { PROBLEM_KINDS, type ProblemCode } from '../../../src/mapping/problem-kinds.ts';
import type { FieldSchema, FieldType, Refused } from '../../../src/domain/schema.ts';
import { parsed } from './build.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'mistakes');
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

const field = (name: string, type: FieldType, more: Partial<FieldSchema> = {}): FieldSchema => ({
  name,
  label: name,
  type,
  creatable: true,
  updatable: true,
  required: false,
  unique: false,
  maxLength: null,
  options: [],
  restricted: false,
  references: [],
  calculated: false,
  ...more,
});
const CALCULATED: Partial<FieldSchema> = { creatable: false, updatable: false, calculated: true };
const choice = (name: string, options: string, type: FieldType = 'option'): FieldSchema =>
  field(name, type, {
    restricted: true,
    options: options.split(' ').map((value) => ({ value, label: value, active: true })),
  });

const system = (objects: Readonly<Record<string, readonly FieldSchema[]>>): LiveSystem => ({
  writable: true,
  ownFields: null,
  objects: new Map(
    Object.entries(objects).map(([object, fields]) => [
      object,
      {
        object,
        label: object,
        fields: new Map(fields.map((one) => [one.name, one])),
      },
    ]),
  ),
});

const LIVE = new Map([
  [
    'hubspot',
    system({
      contacts: [
        ...['free', 'lastname', 'city', 'origin', 'cut', 'wish', 'note'].map((name) => field(name, 'text')),
        field('email', 'email'),
        field('phone', 'phone'),
        field('company_id', 'reference', { references: ['companies'] }),
        field('number', 'number'),
        field('out', 'boolean', { optOut: true }),
        field('silent', 'boolean'),
        field('score', 'number', CALCULATED),
        field('moment', 'datetime'),
        field('money', 'number', { decimals: 2 }),
        choice('interests', 'a b', 'options'),
        choice('tier', 'gold silver'),
        choice('rating', 'hot warm cold'),
        choice('size', 'l'),
        choice('color', 'red blue'),
        choice('season', 'summer'),
      ],
      companies: [field('name', 'text', { maxLength: 255 })],
    }),
  ],
  [
    'salesforce',
    system({
      Lead: [
        field('Email', 'email'),
        field('Phone', 'phone'),
        field('Text80', 'text', { maxLength: 80 }),
        field('Text80b', 'text', { maxLength: 80 }),
        field('Tick', 'boolean'),
        field('Out', 'boolean'),
        field('Formula', 'number', CALCULATED),
        field('Score', 'number'),
        field('Origin', 'text', { maxLength: 40, updatable: false }),
        field('LastName', 'text', { maxLength: 80, required: true }),
        field('Company', 'text', { required: true }),
        field('City', 'text', { maxLength: 40 }),
        field('Short', 'text', { maxLength: 5 }),
        field('Day', 'date'),
        field('Whole', 'number', { decimals: 0 }),
        choice('Interest', 'A B'),
        choice('Tier', 'Gold Silver'),
        choice('Rating', 'hot warm cold frozen'),
        choice('Wish', 'Demo Call'),
        choice('Size', 'Large Small'),
        choice('Color', 'Red'),
        choice('Season', 'Summer'),
      ],
      Contact: [field('Email', 'email'), field('AccountId', 'reference', { references: ['Account'] })],
      Account: [field('Name', 'text', { maxLength: 255 })],
    }),
  ],
]);

const REFUSED: ReadonlyMap<string, Refused> = new Map([
  ['contacts', { what: 'everything', why: 'contacts are not for us', fix: 'Grant the scope.' }],
  ['Lead', { what: 'creation', why: 'nobody may create a Lead', fix: 'Tick the box.' }],
]);

/** The same to a user who is let do less. */
const REFUSING = new Map(
  [...LIVE].map(([name, { objects, ...rest }]): [string, LiveSystem] => [
    name,
    {
      ...rest,
      objects: new Map(
        [...objects].map(([object, schema]) => {
          const refuses = REFUSED.get(object);
          return [object, refuses === undefined ? schema : { ...schema, refuses }];
        }),
      ),
    },
  ]),
);

/** What the comments of the fixture say is wrong, as `line code`. */
const planted = text('person.yaml')
  .split('\n')
  .flatMap((line, index) =>
    (/# ! (.*)$/u.exec(line)?.[1] ?? '')
      .split(', ')
      .filter((code) => code !== '')
      .map((code) => `${String(index + 1)} ${code}`),
  );

/** A part of each cause, and of each fix. */
const WORDS: Partial<Record<ProblemCode, readonly [cause: string, fix: string]>> = {
  'not-offered': ['contacts are not for us', 'Grant the scope.'],
  'not-creatable': ['nobody may create a Lead', 'Tick the box.'],
  'unknown-object': ['salesforce has no object "Custommer"', 'may not see it'],
  'required-unmapped': ['salesforce Lead.Company is required', 'Add a row for it with "on-create"'],
  'unknown-field': ['contacts.phon does not exist, or is hidden', 'Did you mean "phone"?'],
  'wrong-reference': ['Contact.AccountId never points at "Acount"', 'Choose one of: Account.'],
  'wrong-type': ['Lead.Tick is of type boolean, not text', 'read and write transforms'],
  'read-only': ['Lead.Formula cannot be written: the system calculates it', 'direction away'],
  'calculated-source': ['contacts.score is calculated', 'leadloop sync --full'],
  'create-only': ['Lead.Origin can be set only when the record is created', 'direction away'],
  'required-blank': ['Lead.LastName is required, but may be blank', 'Add "on-create"'],
  'too-long': ['Lead.City takes 40 characters, hubspot any number', 'write: [{ truncate: 40 }]'],
  'default-too-long': ['"far too long" is longer than the 5 characters of Short', 'Shorten it'],
  'loses-time': ['Lead.Day keeps the day alone, hubspot the time too', 'direction: to salesforce'],
  'loses-decimals': ['Lead.Whole keeps whole numbers, hubspot more', 'decimals'],
  'several-to-one': ['Lead.Interest holds one value, hubspot may hold several', 'type options'],
  'lossy-read': ['contacts.cut is cut when it is read', 'move "truncate" to "write"'],
  'missing-option': ['contacts.tier has no option "bronce"', 'Choose one of: gold, silver.'],
  'options-differ': ['contacts.rating lacks 1 option ("frozen") of salesforce', 'Add the options there'],
  'text-into-options': ['Lead.Wish takes its own options alone, hubspot any text', 'Use a picklist'],
  'unlisted-value': ['contacts.size has nothing to write for 1 value ("Small") of salesforce', 'Add a line'],
  'unread-value': ['leaves out 1 option ("blue") of hubspot contacts.color', '"otherwise"'],
  'unused-value': ['no option of hubspot contacts.season is "sumer"', 'Did you mean "summer"?'],
  'wrong-expression': ['tepid', 'warm'],
  'hidden-opt-out': ['Lead.Hidden does not exist, or is hidden', 'see and edit Hidden'],
  'loose-opt-out': ['contacts.out is an opt-out, and another system can take it back', 'authority: stricter'],
  'two-writers': ['hubspot contacts.city is written by "city" already', 'Remove one of the two'],
};

describe('a mapping with one mistake of each kind', () => {
  const problems = checkMappings([parsed(text('person.yaml'))], REFUSING);

  it('has 27 mistakes, among them each kind that live systems can show', () => {
    const codes = Object.keys(PROBLEM_KINDS);
    const rules = codes.slice(codes.indexOf('overlapping-thresholds'));
    const before = [
      ...['not-yaml', 'not-a-mapping', 'not-a-recipe'],
      ...['entity-twice', 'ambiguous-value', 'unknown-system'],
    ];
    const live = codes.filter((code) => ![...before, ...rules].includes(code));
    expect(planted).to.have.length(27);
    expect(planted.map((mistake) => mistake.split(' ')[1]).sort()).to.deep.equal(live.sort());
  });

  it('shows all of them on their lines, and nothing else', () => {
    expect(problems.map(({ line, code }) => `${String(line)} ${code}`).sort()).to.deep.equal(
      [...planted].sort(),
    );
  });

  for (const { code, cause, fix, severity, consequence } of problems) {
    it(`says of ${code} what, what then, and what to do`, () => {
      const [what = code, todo = code] = WORDS[code] ?? [];
      expect(cause).to.include(what);
      expect(fix).to.include(todo);
      expect({ severity, consequence }).to.deep.include({
        severity: PROBLEM_KINDS[code].severity,
        consequence: PROBLEM_KINDS[code].consequence,
      });
    });
  }

  it('clashes with a second file that writes the same field', () => {
    const both = [parsed(text('person.yaml')), parsed(text('company.yaml'), 'company.yaml')];
    const told = checkMappings(both, LIVE).filter((problem) => problem.file === 'company.yaml');
    expect(told.map(({ line, code, cause }) => [line, code, cause])).to.deep.equal([
      [8, 'two-writers', 'salesforce Contact.Email is written by "email" in person.yaml already'],
    ]);
  });

  it('points at the word that is wrong, not only at its line', () => {
    const lines = text('person.yaml').split('\n');
    const pointedAt = (code: ProblemCode): string => {
      const { line, column } = problems.find((problem) => problem.code === code)!;
      return lines[line - 1]!.slice(column - 1);
    };
    expect(pointedAt('unknown-object')).to.match(/^Custommer\]/u);
    expect(pointedAt('unknown-field')).to.match(/^phon,/u);
    expect(pointedAt('wrong-reference')).to.match(/^Acount /u);
    expect(pointedAt('missing-option')).to.match(/^bronce /u);
    expect(pointedAt('default-too-long')).to.match(/^'far too long'/u);
    expect(pointedAt('too-long')).to.match(/^City /u);
  });
});

describe('a mapping that fits picklists', () => {
  const check = (...rows: readonly string[]) =>
    checkMappings(
      [
        parsed(
          `entity: person\nsystems:\n  hubspot: { object: contacts }\n  salesforce: { object: Lead }\nfields:\n${rows.map((row) => `  ${row}\n`).join('')}`,
        ),
      ],
      LIVE,
    ).map(({ code }) => code);

  it('shows nothing when options that differ flow only where all are known', () => {
    const row = 'rating: { type: option, hubspot: rating, salesforce: Rating';
    expect(check(`${row} }`)).to.deep.equal(['options-differ']);
    expect(check(`${row}, direction: to salesforce }`)).to.deep.equal([]);
  });

  it('shows nothing when a value map with "otherwise" covers both sides', () => {
    const map = '{ field: color, values: { Red: red }, otherwise: Red }';
    expect(check(`color: { type: option, hubspot: ${map}, salesforce: Color }`)).to.deep.equal([]);
  });

  it('shows nothing for a day that is taken from a date and time one way', () => {
    const row = 'day: { type: date, hubspot: { field: moment, read: [date] }, salesforce: Day';
    expect(check(`${row}, direction: to salesforce }`)).to.deep.equal([]);
  });

  it('tells of an option that is switched off', () => {
    const off = new Map(LIVE);
    const { objects } = off.get('hubspot')!;
    const contacts = objects.get('contacts')!;
    const tier = contacts.fields.get('tier')!;
    const fields = new Map(contacts.fields).set('tier', {
      ...tier,
      options: tier.options.map((option) => ({ ...option, active: option.value !== 'gold' })),
    });
    off.set('hubspot', {
      writable: true,
      ownFields: null,
      objects: new Map([['contacts', { ...contacts, fields }]]),
    });
    const row = `entity: person\nsystems:\n  hubspot: { object: contacts }\nfields:\n  tier: { type: option, hubspot: { field: tier, values: { Gold: gold, Silver: silver } } }\n`;
    const [problem] = checkMappings([parsed(row)], off);
    expect([problem?.code, problem?.cause]).to.deep.equal([
      'missing-option',
      'hubspot contacts.tier no longer offers "gold"',
    ]);
  });
});
