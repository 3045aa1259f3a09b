import fc from 'fast-check';
import { unitsAsText } from '../../src/attribution/money.ts';
import type { Ending, Path, Source, Touch } from '../../src/attribution/path.ts';
import { amountOf, day, named } from '../unit/attribution/build.ts';

const source: fc.Arbitrary<Source> = fc.oneof(
  fc.constantFrom('mail', 'search', 'fair', 'unknown', '').map(named),
  fc.constantFrom<Source>({ kind: 'unknown' }, { kind: 'anonymous' }),
);
/** Few moments, so that some fall together; a key has one moment and one source. */
export const touches: fc.Arbitrary<readonly Touch[]> = fc.uniqueArray(
  fc.record({ key: fc.string({ maxLength: 3 }), at: fc.integer({ min: 0, max: 40 }).map(day), source }),
  { selector: ({ key }) => key, maxLength: 30 },
);
const moment = fc.option(fc.integer({ min: -5, max: 45 }).map(day));
const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.constant<Ending>({ kind: 'open' }),
  fc.record({ kind: fc.constantFrom('won', 'lost'), at: fc.integer({ min: -5, max: 45 }).map(day) }),
);
const amount = fc.option(
  fc
    .record({
      units: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      decimals: fc.integer({ min: 0, max: 6 }),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF', 'none', null),
      rate: fc.constantFrom(null, '1.0842'),
    })
    .map(({ units, decimals, currency, rate }) => amountOf(unitsAsText(units, decimals), currency, rate)),
);
export const path: fc.Arbitrary<Path> = fc.record({
  opportunity: fc.string({ maxLength: 3 }),
  touches,
  reach: fc.constantFrom('contact-roles', 'account'),
  leadCreatedAt: moment,
  openedAt: moment,
  ending,
  amount,
});
