import { hash } from 'node:crypto';

/** Remembers which contents were seen, in 16 to 32 bytes each, so that a list of ten million rows fits in memory. */
export interface Seen {
  /** True the first time. Two different contents are taken for one with a chance of 1 in 10^19 per pair. */
  add(content: string): boolean;
}

/** Open addressing over 64 bits of SHA-256; a slot of two zero words is free. */
export function createSeen(): Seen {
  let slots = new Uint32Array(2 * 1024);
  let count = 0;

  function insert(table: Uint32Array<ArrayBuffer>, high: number, low: number): boolean {
    const mask = table.length / 2 - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const [a, b] = [table[2 * slot], table[2 * slot + 1]];
      if (a === high && b === low) return false;
      if (a === 0 && b === 0) {
        table[2 * slot] = high;
        table[2 * slot + 1] = low;
        return true;
      }
    }
  }

  function grow(): void {
    const larger = new Uint32Array(slots.length * 2);
    for (let at = 0; at < slots.length; at += 2) {
      const [high, low] = [slots[at] ?? 0, slots[at + 1] ?? 0];
      if (high !== 0 || low !== 0) insert(larger, high, low);
    }
    slots = larger;
  }

  return {
    add(content) {
      const digest = hash('sha256', content, 'buffer');
      // The lowest bit is set so that no content looks like a free slot.
      const added = insert(slots, digest.readUInt32LE(0), (digest.readUInt32LE(4) | 1) >>> 0);
      if (added) count += 1;
      if (count * 4 > slots.length) grow();
      return added;
    },
  };
}
