/** Lets one holder at a time have something, in the order of asking. */
export class Turns<Holder extends object> {
  #holder: Holder | null = null;
  #line: { readonly holder: Holder; readonly go: () => void }[] = [];

  /** Resolves when it is `holder`'s turn; at once when it already is. */
  take(holder: Holder): Promise<void> {
    if (this.#holder === holder) return Promise.resolve();
    if (this.#holder === null) {
      this.#holder = holder;
      return Promise.resolve();
    }
    return new Promise((go) => this.#line.push({ holder, go }));
  }

  /** Ends `holder`'s turn, if it has it. */
  give(holder: Holder): void {
    if (this.#holder !== holder) return;
    const next = this.#line.shift();
    this.#holder = next?.holder ?? null;
    next?.go();
  }

  has(holder: Holder): boolean {
    return this.#holder === holder;
  }
}
