import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../domain/clock.ts';

/** https://www.rfc-editor.org/rfc/rfc9562#section-5.7: 48 bits of time, then 12 + 62 bits that are ours to use. */
const MAX_COUNTER = 0xfff;

/**
 * UUIDv7s in the order of their making: the 12 bits after the milliseconds count within one (RFC 9562, 6.2, method 1),
 * the rest is random. Goes on counting when the clock stands still, goes back or 4,096 ids fall into a millisecond.
 */
export function createIds(clock: Clock, random: (bytes: number) => Uint8Array = randomBytes): Ids {
  let time = 0;
  let counter = 0;
  return {
    next() {
      const now = clock.now().getTime();
      if (now > time) {
        time = now;
        // The upper half stays free, so that a busy millisecond does not run into the next one at once.
        counter = Buffer.from(random(2)).readUInt16BE(0) & (MAX_COUNTER >> 1);
      } else if (counter === MAX_COUNTER) {
        time += 1;
        counter = 0;
      } else {
        counter += 1;
      }
      const bytes = Buffer.alloc(16);
      bytes.writeUIntBE(time, 0, 6);
      bytes.writeUInt16BE(0x7000 | counter, 6);
      bytes.set(random(8), 8);
      bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  };
}
