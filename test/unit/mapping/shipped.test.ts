import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { INTAKE_FIELD_NAMES } from '../../../connectors/lead-intake/fields.ts';
import { fromCanonical, toCanonical } from '../../../src/mapping/canonical.ts';
import { checkMappings } from '../../../src/mapping/check/check-mappings.ts';
import { mappedFields } from '../../../src/mapping/fields.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { record, resolver } from './build.ts';
import hubspot from './fixtures/hubspot.json' with { type: 'json' };
import salesforce from './fixtures/salesforce.json' with { type: 'json' };
import { live } from './live.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'mappings');

const shipped = (entity: string) => {
  const parsed = parseMapping(readFileSync(join(FOLDER, `${entity}.yaml`), 'utf8'), `${entity}.yaml`);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed;
};

describe('the shipped mappings', () => {
  for (const entity of ['person', 'company']) {
    it(`${entity}.yaml fits a new account of both systems, but for the fields that setup makes`, () => {
      const errors = checkMappings([shipped(entity)], live).filter(
        ({ severity, fix }) => severity === 'error' && !fix.includes('leadloop setup'),
      );
      expect(errors).to.deep.equal([]);
    });
  }

  it('take only what forms and lists can give', () => {
    expect(INTAKE_FIELD_NAMES).to.include.members([
      ...mappedFields(shipped('person').mapping, 'lead-intake', 'any'),
    ]);
  });

  it('make a Lead that Salesforce takes from a contact with nothing but an address', () => {
    const { mapping } = shipped('person');
    const { fields } = fromCanonical(
      mapping,
      'salesforce',
      'Lead',
      new Map([['email', 'a@x.com']]),
      resolver,
      'create',
    );
    expect(fields).to.deep.equal({ Email: 'a@x.com', LastName: '[not provided]', Company: '[not provided]' });
  });

  it('map every industry of HubSpot to one of Salesforce, and what is written reads back the same', () => {
    const { mapping } = shipped('company');
    const ours = salesforce.Account.Industry[3] as readonly string[];
    const theirs = hubspot.companies.industry[3] as readonly string[];
    expect(theirs).to.have.length(147);
    const readIndustry = (value: string | undefined) =>
      toCanonical(mapping, record('hubspot', 'companies', { industry: value ?? null }), resolver).get(
        'industry',
      );
    for (const industry of theirs) {
      const reading = readIndustry(industry);
      expect(reading?.kind === 'value' ? reading.value : null, industry).to.be.oneOf([...ours]);
    }
    for (const industry of ours.filter((name) => name !== 'Other')) {
      const { fields } = fromCanonical(
        mapping,
        'hubspot',
        'companies',
        new Map([['industry', industry]]),
        resolver,
        'update',
      );
      expect(readIndustry(String(fields['industry']))).to.deep.equal({ kind: 'value', value: industry });
    }
  });

  it('say that a web address in Salesforce is the domain in HubSpot', () => {
    const { mapping } = shipped('company');
    const fromSalesforce = toCanonical(
      mapping,
      record('salesforce', 'Account', { Website: 'https://www.acme.com/de' }),
      resolver,
    );
    expect(fromSalesforce.get('domain')).to.deep.equal({ kind: 'value', value: 'acme.com' });
  });
});
