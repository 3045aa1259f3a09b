/** What the test files of one process share, as worlds that take seconds to open, is closed when the last of them is through. */

const closings: (() => Promise<void>)[] = [];

export function closeAtEnd(close: () => Promise<void>): void {
  closings.push(close);
}

export async function closeShared(): Promise<void> {
  // What was opened last may stand on what was opened before.
  for (const close of closings.splice(0).reverse()) await close();
}

/** For Mocha's own command, which loads this file by its settings. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(30_000);
    await closeShared();
  },
};
