import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Forms of one source per minute and address. Counts in memory: a restart forgets, which a form can bear. */
export interface FormRates {
  /** False when the address has used up its minute. */
  allows(source: string, perMinute: number, address: string): Promise<boolean>;
}

export function createFormRates(): FormRates {
  const limiters = new Map<string, RateLimiterMemory>();
  return {
    async allows(source, perMinute, address) {
      const key = `${source}/${perMinute}`;
      const limiter =
        limiters.get(key) ?? new RateLimiterMemory({ points: perMinute, duration: 60, keyPrefix: key });
      limiters.set(key, limiter);
      try {
        await limiter.consume(address);
        return true;
      } catch (error) {
        if (error instanceof RateLimiterRes) return false;
        throw error;
      }
    },
  };
}
