import { expect } from 'chai';
import { countLines } from '../../../../src/mapping/describe/count-lines.ts';
import { describeChange, type DescribeOther } from '../../../../src/mapping/describe/describe-change.ts';
import { withRows } from '../build.ts';
import { SYSTEMS } from './systems.ts';

const PERSON = withRows('phone: { type: phone, hubspot: phone }');

/** Name → files before, files after, and what is told. */
const CASES: Readonly<
  Record<
    string,
    readonly [
      Readonly<Record<string, string>>,
      Readonly<Record<string, string>>,
      Readonly<Record<string, readonly string[]>>,
    ]
  >
> = {
  'nothing of the same files': [
    { 'person.yaml': PERSON, 'a/b.yaml': 'x' },
    { 'a/b.yaml': 'x', 'person.yaml': PERSON },
    {},
  ],
  'a new mapping and a new file': [
    {},
    { 'person.yaml': PERSON, 'intake/form.yaml': 'a: 1\nb: 2\n' },
    { 'intake/form.yaml': ['new file: 2 lines'], 'person.yaml': ['new file: mapping of person, 1 field'] },
  ],
  'files removed': [
    { 'person.yaml': PERSON, 'intake/form.yaml': 'a: 1' },
    {},
    {
      'intake/form.yaml': ['file removed: 1 line'],
      'person.yaml': ['file removed: mapping of person, 1 field'],
    },
  ],
  'a mapping by what it means': [
    { 'person.yaml': PERSON },
    { 'person.yaml': PERSON.replace('hubspot: phone', 'hubspot: mobile') },
    { 'person.yaml': ['Phone: its field in HubSpot is now mobile, was phone'] },
  ],
  'comments alone': [
    { 'person.yaml': PERSON },
    { 'person.yaml': `# Hello\n${PERSON}` },
    { 'person.yaml': ['comments or layout only: +1 −0'] },
  ],
  'the same said otherwise': [
    { 'person.yaml': PERSON },
    { 'person.yaml': PERSON.replace('hubspot: phone', 'hubspot: phone, nulls: clear') },
    { 'person.yaml': ['changed lines: +1 −1'] },
  ],
  'a file that is no mapping by its lines': [
    { 'rules/scoring.yaml': 'a: 1\nb: 2\nc: 3\n' },
    { 'rules/scoring.yaml': 'a: 1\nc: 4\nd: 5\n' },
    { 'rules/scoring.yaml': ['changed lines: +2 −2'] },
  ],
  'a mapping that does not stand by its lines': [
    { 'person.yaml': PERSON },
    { 'person.yaml': PERSON.replace('entity: person', 'entity: persn') },
    { 'person.yaml': ['changed lines: +1 −1; it does not stand as a mapping'] },
  ],
  'a mapping that stands again by its lines': [
    { 'person.yaml': PERSON.replace('entity: person', 'entity: persn') },
    { 'person.yaml': PERSON },
    { 'person.yaml': ['changed lines: +1 −1'] },
  ],
  'a mapping under another name, with what it means now': [
    { 'person.yaml': PERSON },
    { 'people.yaml': PERSON.replace('hubspot: phone', 'hubspot: mobile') },
    { 'people.yaml': ['is the former person.yaml', 'Phone: its field in HubSpot is now mobile, was phone'] },
  ],
  'a file under another name': [
    { 'intake/a.yaml': 'a: 1\n', 'intake/c.yaml': 'c: 1\n' },
    { 'intake/b.yaml': 'a: 1\n' },
    { 'intake/b.yaml': ['is the former intake/a.yaml'], 'intake/c.yaml': ['file removed: 1 line'] },
  ],
};

describe('a change of the configuration in plain words', () => {
  for (const [name, [before, after, told]] of Object.entries(CASES)) {
    it(`tells ${name}`, () => {
      const changes = describeChange(
        new Map(Object.entries(before)),
        new Map(Object.entries(after)),
        SYSTEMS,
      );
      expect(Object.fromEntries(changes.map(({ file, lines }) => [file, lines]))).to.deep.equal(told);
    });
  }
});

describe('changed lines', () => {
  const counts: readonly (readonly [string, string, number, number])[] = [
    ['', '', 0, 0],
    ['', 'a\nb', 2, 0],
    ['a\nb\n', '', 0, 2],
    ['a\nb\nc\n', 'a\nX\nc\n', 1, 1],
    ['a\nb\nc\nd\n', 'b\na\nd\nc\n', 2, 2],
    ['a\n', 'a', 1, 1],
    ['a\r\nb\n', 'a\nb\n', 1, 1],
    ['a\na\na\n', 'a\na\n', 0, 1],
  ];
  for (const [before, after, added, removed] of counts) {
    it(`from ${JSON.stringify(before)} to ${JSON.stringify(after)} are +${added} −${removed}`, () => {
      expect(countLines(before, after)).to.deep.equal({ added, removed });
    });
  }
});

describe('the change of a file that is no mapping', () => {
  const told = (describeOther: DescribeOther) =>
    describeChange(
      new Map([['rules/a.yaml', 'a: 1\n']]),
      new Map([['rules/a.yaml', '# b\na: 1\n']]),
      SYSTEMS,
      describeOther,
    );

  it('is told by what it means where somebody knows the file', () => {
    expect(told((file, was, is) => [`${file} was ${was.length} long, is ${is.length}`])).to.deep.equal([
      { file: 'rules/a.yaml', lines: ['rules/a.yaml was 5 long, is 9'] },
    ]);
    expect(told(() => [])).to.deep.equal([
      { file: 'rules/a.yaml', lines: ['comments or layout only: +1 −0'] },
    ]);
    expect(told(() => null)).to.deep.equal([{ file: 'rules/a.yaml', lines: ['changed lines: +1 −0'] }]);
  });
});
