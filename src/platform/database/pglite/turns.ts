interface Waiting<Holder> {
  readonly holder: Holder;
  readonly since: number;
  readonly go: () => void;
}

/**
 * After a turn of anybody else, one that yields waits this long: whoever somebody waits for asks a few dozen things in a row, and
 * would wait for a long turn between any two of them. (Disks are shared in this way by "anticipatory scheduling".)
 */
const QUIET_MS = 8;
/** One that yields has its turn after this, whatever else is asked: a busy day makes it slow, and does not stop it. */
const PATIENCE_MS = 1_000;

/** Lets one holder at a time have something, in the order of asking; those that yield let all others go first. */
export class Turns<Holder extends { readonly yields: boolean }> {
  #holder: Holder | null = null;
  readonly #line: Waiting<Holder>[] = [];
  readonly #yielding: Waiting<Holder>[] = [];
  /** When the last turn of one that does not yield ended. */
  #busyAt = -Infinity;
  #quiet: NodeJS.Timeout | undefined;

  /** Resolves when it is `holder`'s turn; at once when it already is. */
  take(holder: Holder): Promise<void> {
    if (this.#holder === holder) return Promise.resolve();
    return new Promise((go) => {
      (holder.yields ? this.#yielding : this.#line).push({ holder, go, since: performance.now() });
      this.#pass();
    });
  }

  /** Ends `holder`'s turn, if it has it. */
  give(holder: Holder): void {
    if (this.#holder !== holder) return;
    this.#holder = null;
    if (!holder.yields) this.#busyAt = performance.now();
    this.#pass();
  }

  has(holder: Holder): boolean {
    return this.#holder === holder;
  }

  #pass(): void {
    if (this.#holder !== null) return;
    clearTimeout(this.#quiet);
    const next = this.#next();
    this.#holder = next?.holder ?? null;
    next?.go();
  }

  #next(): Waiting<Holder> | undefined {
    const [first] = this.#yielding;
    if (first === undefined) return this.#line.shift();
    const now = performance.now();
    if (now - first.since >= PATIENCE_MS) return this.#yielding.shift();
    if (this.#line.length > 0) return this.#line.shift();
    const wait = this.#busyAt + QUIET_MS - now;
    if (wait <= 0) return this.#yielding.shift();
    this.#quiet = setTimeout(() => this.#pass(), wait);
    return undefined;
  }
}
