interface Waiting<Holder> {
  readonly holder: Holder;
  readonly go: () => void;
}

/** After so many others in a row, one that yields has a turn: a busy day makes it slow, and does not stop it. */
const PATIENCE = 20;

/** Lets one holder at a time have something, in the order of asking; those that yield let all others go first. */
export class Turns<Holder extends { readonly yields: boolean }> {
  #holder: Holder | null = null;
  readonly #line: Waiting<Holder>[] = [];
  readonly #yielding: Waiting<Holder>[] = [];
  #passed = 0;

  /** Resolves when it is `holder`'s turn; at once when it already is. */
  take(holder: Holder): Promise<void> {
    if (this.#holder === holder) return Promise.resolve();
    if (this.#holder === null) {
      this.#holder = holder;
      return Promise.resolve();
    }
    return new Promise((go) => (holder.yields ? this.#yielding : this.#line).push({ holder, go }));
  }

  /** Ends `holder`'s turn, if it has it. */
  give(holder: Holder): void {
    if (this.#holder !== holder) return;
    const next = this.#next();
    this.#holder = next?.holder ?? null;
    next?.go();
  }

  has(holder: Holder): boolean {
    return this.#holder === holder;
  }

  #next(): Waiting<Holder> | undefined {
    const isOverdue = this.#yielding.length > 0 && this.#passed >= PATIENCE;
    const [first, second] = isOverdue ? [this.#yielding, this.#line] : [this.#line, this.#yielding];
    const next = first.shift() ?? second.shift();
    this.#passed = next?.holder.yields === false && this.#yielding.length > 0 ? this.#passed + 1 : 0;
    return next;
  }
}
