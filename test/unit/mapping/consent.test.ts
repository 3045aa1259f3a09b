import { expect } from 'chai';
import { isConsent } from '../../../src/mapping/mapping.ts';
import { parsed, problemsOf, withRows } from './build.ts';

const BASIS = 'basis: { type: options, hubspot: hs_legal_basis }';
const row = (more: string): string =>
  `out: { type: boolean, hubspot: out, salesforce: { Lead: Out, Contact: Out }, ${more} }`;
const problemIn = (...rows: readonly string[]) => problemsOf(withRows(...rows))[0];

describe('an opt-out in a mapping file', () => {
  it('is a row with authority "stricter", which nobody can take back unless the row says who', () => {
    const [plain] = parsed(withRows(row('authority: stricter'))).mapping.fields;
    expect(plain?.authority).to.deep.equal({ kind: 'stricter', optIn: null });
    expect(plain !== undefined && isConsent(plain)).to.equal(true);
    const believed = withRows(row('authority: stricter, opt-in: { from: hubspot, basis: basis }'), BASIS);
    expect(parsed(believed).mapping.fields[0]?.authority).to.deep.equal({
      kind: 'stricter',
      optIn: { from: 'hubspot', basis: 'basis' },
    });
  });

  for (const [what, rows, cause] of [
    ['text', ['out: { type: text, hubspot: out, authority: stricter }'], 'of a field of type text'],
    [
      'an opt-in of anything else',
      [row('opt-in: { from: hubspot, basis: basis }'), BASIS],
      'only an opt-out',
    ],
    [
      'a null policy, which has no effect',
      [row('authority: stricter, nulls: keep')],
      '"nulls" has no effect',
    ],
    ['a variant', [row('variants: [{ when: "true", authority: stricter }]')], 'holds for everybody'],
    [
      'an opt-in without a legal basis',
      [row('authority: stricter, opt-in: { from: hubspot, basis: bases }'), BASIS],
      'hubspot has no field "bases" here',
    ],
    [
      'a legal basis that the system does not tell',
      [row('authority: stricter, opt-in: { from: salesforce, basis: basis }'), BASIS],
      'salesforce has no field "basis" here',
    ],
    [
      'an opt-in from elsewhere',
      [row('authority: stricter, opt-in: { from: lead-intake, basis: basis }'), BASIS],
      '"lead-intake" is no system of this row',
    ],
    [
      'an opt-in that not every system is told',
      [row('direction: to salesforce, authority: stricter, opt-in: { from: hubspot, basis: basis }'), BASIS],
      'cannot reach every system',
    ],
  ] as const) {
    it(`is no ${what}`, () => {
      expect(problemIn(...rows)?.cause).to.contain(cause);
    });
  }
});
