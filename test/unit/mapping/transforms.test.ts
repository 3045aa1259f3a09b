import { expect } from 'chai';
import { applyAll } from '../../../src/mapping/transform.ts';
import { TRANSFORMS } from '../../../src/mapping/transforms/index.ts';

describe('transforms', () => {
  for (const kind of TRANSFORMS.values()) {
    for (const example of kind.examples) {
      const argument = example.argument === undefined ? '' : ` (${String(example.argument)})`;
      const outcome = 'fails' in example ? `fails: ${example.fails}` : JSON.stringify(example.out);
      it(`${kind.name}${argument}: ${JSON.stringify(example.in)} → ${outcome}`, () => {
        const transform = kind.compile(example.argument);
        if (typeof transform === 'string') throw new Error(transform);
        expect(transform.apply(example.in)).to.deep.equal(
          'fails' in example
            ? { kind: 'failed', reason: example.fails }
            : { kind: 'value', value: example.out },
        );
      });
    }

    it(`${kind.name} leaves a blank a blank`, () => {
      const transform = kind.compile(kind.examples[0]?.argument);
      if (typeof transform === 'string') throw new Error(transform);
      expect(applyAll([transform], null)).to.deep.equal({ kind: 'value', value: null });
    });
  }

  it('stop at the first that fails', () => {
    const steps = ['domain', 'upper'].map((name) => TRANSFORMS.get(name)!.compile(undefined));
    const transforms = steps.filter((step) => typeof step !== 'string');
    expect(applyAll(transforms, 'n/a').kind).to.equal('failed');
    expect(applyAll(transforms, 'www.acme.com')).to.deep.equal({ kind: 'value', value: 'ACME.COM' });
  });

  it('know countries by their names in many languages, and by everyday names', () => {
    const country = TRANSFORMS.get('country')!.compile('iso2');
    if (typeof country === 'string') throw new Error(country);
    const codes = [
      'Deutschland',
      'Allemagne',
      'ドイツ',
      'GERMANY',
      'deu',
      'U.S.A.',
      'Great Britain',
      'Côte d’Ivoire',
      'South Korea',
    ].map((name) => country.apply(name));
    expect(codes.map((code) => (code.kind === 'value' ? code.value : code.reason))).to.deep.equal([
      'DE',
      'DE',
      'DE',
      'DE',
      'DE',
      'US',
      'GB',
      'CI',
      'KR',
    ]);
  });
});
