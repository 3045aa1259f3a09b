import { expect } from 'chai';
import { FUNCTIONS } from '../../../src/expression/functions/index.ts';
import { MACROS } from '../../../src/expression/macros.ts';
import { ANNA, compiled, known, outcome, problemsIn } from './person.ts';

describe('functions of expressions', () => {
  for (const { name, examples } of [...FUNCTIONS.values(), ...MACROS.values()]) {
    it(`${name} has examples`, () => expect(examples).to.not.be.empty);
    for (const example of examples) {
      const gives = 'unknown' in example ? 'unknown' : JSON.stringify(example.gives);
      it(`${example.text} → ${gives}`, () => {
        if ('unknown' in example) expect(outcome(example.text).kind).to.equal('unknown');
        else expect(outcome(example.text)).to.deep.equal(known(example.gives));
      });
    }
  }

  for (const { name, form } of FUNCTIONS.values()) {
    it(`${name} without arguments is a problem at its name that says how it is written`, () => {
      const [problem] = problemsIn(`true || ${name}()`);
      expect(problem?.offset).to.equal(8);
      expect(problem?.fix).to.include(form.replace(', …', '').split('(')[0]);
    });
  }

  it('may be called with a point or without', () => {
    expect(outcome('contains(jobTitle, "IT")')).to.deep.equal(known(true));
    expect(outcome('jobTitle.lower().size()')).to.deep.equal(known(10));
    expect(outcome('jobTitle.has()')).to.deep.equal(known(true));
  });

  it('count an emoji as one letter', () => {
    expect(outcome('size("a😀b")')).to.deep.equal(known(3));
    expect(outcome('"a😀b".substring(1, 2)')).to.deep.equal(known('😀'));
  });
});

describe('a pattern', () => {
  it('gives the same answer each time, for more texts than it remembers', () => {
    const expression = compiled('city.matches("^a?b+[0-9]*$")');
    for (const round of [1, 2]) {
      for (let index = 0; index < 1_500; index += 1) {
        const city = `${index % 2 === 0 ? 'ab' : 'ac'}${index}`;
        const found = expression.evaluate({ ...ANNA, fields: { city } });
        expect(found, `${city}, round ${round}`).to.deep.equal(known(index % 2 === 0));
      }
    }
  });
});
