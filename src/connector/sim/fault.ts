/** A scripted fault: which calls it hits and what happens to them. Set over `POST /_sim/faults`. */
export interface Fault {
  /** HTTP method; absent matches all. */
  readonly method?: string;
  /** Regular expression on path and query; absent matches all. */
  readonly path?: string;
  /** Matching calls let through first. Default 0. */
  readonly skip?: number;
  /** Matching calls hit after that. Default 1; null for all from then on. */
  readonly times?: number | null;
  readonly effect: FaultEffect;
}

export type FaultEffect =
  /** Answered without being carried out. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Carried out, then the connection is dropped: the caller never learns. */
  | { readonly kind: 'lose-answer' }
  /** The connection is dropped and nothing is carried out. */
  | { readonly kind: 'lose-request' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Left to the simulator, which knows the vendor's form of it, e.g. `{ kind: 'vendor', name: 'expire-session' }`. */
  | { readonly kind: 'vendor'; readonly name: string; readonly args?: Readonly<Record<string, unknown>> };

/** Keeps the scripted faults and says which one, if any, hits a call. Each hit or skip counts. */
export class FaultScript {
  #faults: { fault: Fault; pattern: RegExp; skipped: number; hits: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, pattern: new RegExp(fault.path ?? ''), skipped: 0, hits: 0 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The first fault due for this call. */
  next(method: string, path: string): FaultEffect | null {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (!entry.pattern.test(path)) continue;
      const times = fault.times === undefined ? 1 : fault.times;
      if (times !== null && entry.hits >= times) continue;
      if (entry.skipped < (fault.skip ?? 0)) {
        entry.skipped += 1;
        continue;
      }
      entry.hits += 1;
      return fault.effect;
    }
    return null;
  }

  /** How often each fault has hit, in the order they were added. */
  hits(): readonly number[] {
    return this.#faults.map((entry) => entry.hits);
  }
}
