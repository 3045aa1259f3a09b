import { expect } from 'chai';
import fc from 'fast-check';
import { decideMatch, MATCH_KEYS } from '../../src/identity/decide-match.ts';
import { normaliseDomain } from '../../src/identity/domain.ts';
import { normaliseEmail } from '../../src/identity/email.ts';
import { normalisePhone } from '../../src/identity/phone.ts';

const texts = fc.oneof(
  fc.string(),
  fc.emailAddress(),
  fc.domain(),
  fc.webUrl(),
  fc.tuple(fc.string(), fc.emailAddress()).map(([name, address]) => `${name} <${address}>`),
  fc.stringMatching(/^\+?[0-9 ()/-]{4,18}$/u),
);

describe('identity laws', () => {
  const normalisers = {
    email: normaliseEmail,
    domain: normaliseDomain,
    phone: (text: string) => normalisePhone(text, 'AT'),
  };
  for (const [name, normalise] of Object.entries(normalisers)) {
    it(`normalising a normalised ${name} changes nothing`, () => {
      fc.assert(
        fc.property(texts, (text) => {
          const once = normalise(text);
          if (once !== null) expect(normalise(once)).to.equal(once);
        }),
        { numRuns: 3000 },
      );
    });
  }

  it('a match does not depend on the order of the candidates, and never picks one of several equals', () => {
    const candidates = fc.array(
      fc.record({
        ref: fc.integer({ min: 1, max: 4 }).map((id) => ({ system: 's', object: 'o', id: String(id) })),
        entity: fc.constant(null),
        by: fc.constantFrom(...MATCH_KEYS),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(candidates, (found) => {
        const decision = decideMatch(found, 'me');
        const reversed = decideMatch(found.toReversed(), 'me');
        expect(reversed.kind).to.equal(decision.kind);
        if (decision.kind !== 'link') return;
        expect(reversed).to.deep.equal(decision);
        const rivals = found.filter((one) => one.by === decision.by && one.ref.id !== decision.ref.id);
        expect(rivals).to.deep.equal([]);
      }),
    );
  });
});
