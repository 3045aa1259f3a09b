import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import opportunity from '../../../connectors/salesforce/sim/schema/Opportunity.json' with { type: 'json' };
import { PIPELINES } from '../../../connectors/hubspot/sim/state/pipelines.ts';
import { fromCanonical, mustWait, toCanonical } from '../../../src/mapping/canonical.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { parsed, problemsOf, record, resolver, withRows } from './build.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', 'mappings', 'opportunity.yaml');

const SIZE =
  'size: { type: option, salesforce: Size__c, hubspot: { field: size, on-create: wait, values: { Small: s, Large: l }, write-as: { Huge: l } } }';

const written = (mapping: Mapping, name: string, value: string, object: string): unknown =>
  Object.values(
    fromCanonical(mapping, 'hubspot', object, new Map([[name, value]]), resolver, 'update').fields,
  )[0];
const reads = (mapping: Mapping, name: string, field: string, value: string, object: string): unknown =>
  toCanonical(mapping, record('hubspot', object, { [field]: value }), resolver).get(name);

describe('values that the other system does not tell apart', () => {
  const { mapping } = parsed(withRows(SIZE));

  it('are written as another one, which reads as what `values` says', () => {
    expect(written(mapping, 'size', 'Huge', 'contacts')).to.equal('l');
    expect(written(mapping, 'size', 'Large', 'contacts')).to.equal('l');
    expect(reads(mapping, 'size', 'size', 'l', 'contacts')).to.deep.equal({ kind: 'value', value: 'Large' });
  });

  it('are left out of the write when nothing says what they are there', () => {
    expect(written(mapping, 'size', 'Tiny', 'contacts')).to.equal(undefined);
  });

  for (const [what, from, to, told] of [
    [
      'is written by `values` already',
      'Huge: l',
      'Small: l',
      '"values" says already what is written for "Small"',
    ],
    [
      'would read as nothing',
      'Huge: l',
      'Huge: h',
      '"h" would be written, and "values" does not say what it means',
    ],
  ] as const) {
    it(`are refused where one ${what}`, () => {
      const [problem] = problemsOf(withRows(SIZE.replace(from, to)));
      expect(problem?.cause).to.include(told);
    });
  }
});

describe('a field without which no record is made', () => {
  const { mapping } = parsed(
    withRows(
      'born: { type: date, hubspot: born, salesforce: { Lead: { field: Born__c, on-create: wait } } }',
    ),
  );
  const fieldsFor = (values: ReadonlyMap<string, string>) =>
    fromCanonical(mapping, 'salesforce', 'Lead', values, resolver, 'create').fields;

  it('lets the record wait while it is blank, whatever its type, and is never made up', () => {
    const blank = fieldsFor(new Map());
    expect(blank).to.deep.equal({});
    expect(mustWait(mapping, 'salesforce', 'Lead', blank)).to.equal(true);
    const given = fieldsFor(new Map([['born', '2000-01-01']]));
    expect(mustWait(mapping, 'salesforce', 'Lead', given)).to.equal(false);
    expect(mustWait(mapping, 'salesforce', 'Contact', {})).to.equal(false);
  });
});

describe('fields that identify together', () => {
  it('are named in one item, and each must be a field', () => {
    const text = withRows('a: { type: text, hubspot: a }', 'b: { type: text, hubspot: b }');
    const matching = (by: string): string => text.replace('fields:', `match: [${by}]\nfields:`);
    expect(parsed(matching('a + b')).mapping.matchBy).to.deep.equal(['a + b']);
    expect(problemsOf(matching('a + c')).map(({ cause }) => cause)).to.deep.equal(['no field is named "c"']);
  });
});

describe('the stages of the shipped opportunity.yaml', () => {
  const { mapping } = parsed(readFileSync(FILE, 'utf8'), 'opportunity.yaml');
  const stages = opportunity.fields.find(({ name }) => name === 'StageName')!.picklistValues as string[];
  const theirs = PIPELINES['deals']![0]!.stages.map(({ id }) => id);

  it('have a stage of HubSpot each, and HubSpot’s read back as the one that is written for', () => {
    for (const stage of stages) expect(theirs, stage).to.include(written(mapping, 'stage', stage, 'deals'));
    for (const id of theirs) {
      const reading = reads(mapping, 'stage', 'dealstage', id, 'deals') as { readonly value: string };
      expect(stages, id).to.include(reading.value);
      expect(written(mapping, 'stage', reading.value, 'deals')).to.equal(id);
    }
  });
});
