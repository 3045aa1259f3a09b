import { DAY_MS } from '../../../src/domain/clock.ts';
import { ACCOUNT } from './account.ts';
import { tooMany } from './api/faults.ts';

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const BURST = { calls: 190, perMs: 10_000 };
const SEARCH = { calls: 5, perMs: 1_000 };

/** The account's call limits. Searches count against their own limit only. Refused calls do not count. */
export interface Limits {
  /** Counts a call, or throws the vendor's 429. Returns the headers that tell what is left; a search has none. */
  take(isSearch: boolean, isOAuth: boolean): Readonly<Record<string, string>>;
  usedToday(): number;
}

/** With `enforced` false nothing is refused and the headers always tell of an untouched limit. */
export function newLimits(enforced: boolean): Limits {
  let burst: number[] = [];
  let searches: number[] = [];
  let day = 0;
  let today = 0;
  return {
    take(isSearch, isOAuth) {
      const now = Date.now();
      // The account's time zone is UTC, so that its midnight is ours.
      if (Math.floor(now / DAY_MS) !== day) {
        day = Math.floor(now / DAY_MS);
        today = 0;
      }
      if (enforced && today >= ACCOUNT.dailyLimit) throw tooMany.daily();
      if (isSearch) {
        searches = searches.filter((at) => at > now - SEARCH.perMs);
        if (enforced && searches.length >= SEARCH.calls) throw tooMany.secondly();
        searches.push(now);
        today += 1;
        return {};
      }
      burst = burst.filter((at) => at > now - BURST.perMs);
      if (enforced) {
        if (burst.length >= BURST.calls) throw tooMany.tenSecondly();
        burst.push(now);
      }
      today += 1;
      return {
        'x-hubspot-ratelimit-interval-milliseconds': String(BURST.perMs),
        'x-hubspot-ratelimit-max': String(BURST.calls),
        'x-hubspot-ratelimit-remaining': String(BURST.calls - burst.length),
        ...(isOAuth
          ? {}
          : {
              'x-hubspot-ratelimit-daily': String(ACCOUNT.dailyLimit),
              'x-hubspot-ratelimit-daily-remaining': String(ACCOUNT.dailyLimit - today),
            }),
      };
    },
    usedToday: () => today,
  };
}
