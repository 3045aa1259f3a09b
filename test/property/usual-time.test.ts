import { expect } from 'chai';
import fc from 'fast-check';
import { parseUsualTime } from '../../src/expression/usual-time.ts';

const digits = (count: number, max: number): fc.Arbitrary<string> =>
  fc.nat({ max }).map((value) => String(value).padStart(count, '0'));

/** Of the usual forms; every second one names a day, hour or minute that there is not. */
const written = fc
  .record({
    day: fc.tuple(digits(4, 9_999), digits(2, 13), digits(2, 32)),
    time: fc.tuple(digits(2, 24), digits(2, 60), digits(2, 60)),
    rest: fc.oneof(
      fc.constant('Z'),
      digits(3, 999).map((part) => `.${part}Z`),
    ),
    dayOnly: fc.boolean(),
  })
  .map(({ day, time, rest, dayOnly }) =>
    dayOnly ? day.join('-') : `${day.join('-')}T${time.join(':')}${rest}`,
  );

describe('dates in their usual forms', () => {
  it('are the moments that Date.parse says they are', () => {
    fc.assert(
      fc.property(written, (text) => {
        const ms = parseUsualTime(text);
        if (!Number.isNaN(ms)) expect(ms).to.equal(Date.parse(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('are read, every moment that there is', () => {
    const date = fc.date({
      noInvalidDate: true,
      min: new Date('0001-01-01T00:00:00.000Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
    });
    fc.assert(
      fc.property(date, (moment) => {
        const text = moment.toISOString();
        const day = text.slice(0, 10);
        expect(parseUsualTime(text)).to.equal(moment.getTime());
        expect(parseUsualTime(`${text.slice(0, 19)}Z`)).to.equal(
          Math.floor(moment.getTime() / 1_000) * 1_000,
        );
        expect(parseUsualTime(day)).to.equal(Date.parse(day));
      }),
      { numRuns: 5_000 },
    );
  });

  it('are left to others as soon as one character is wrong', () => {
    const wrong = fc.constantFrom(' ', '-', '+', ':', '/', '.', ';', 'T', 'Z', 'z', '٠', '');
    fc.assert(
      fc.property(written, fc.nat({ max: 23 }), wrong, (text, place, character) => {
        const at = place % text.length;
        const original = text.charAt(at);
        fc.pre(original !== character);
        expect(parseUsualTime(text.slice(0, at) + character + text.slice(at + 1))).to.be.NaN;
      }),
      { numRuns: 5_000 },
    );
  });

  for (const text of [
    '',
    '2026',
    '2026-11-21T09:30:00',
    '2026-11-21T09:30Z',
    '2026-11-21T09:30:00.5Z',
    '٢٠٢٦-١١-٢١',
  ])
    it(`are not all there are: ${text === '' ? 'nothing' : text} is left to others`, () => {
      expect(parseUsualTime(text)).to.be.NaN;
    });
});
