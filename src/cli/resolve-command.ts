import type { SystemName } from '../domain/record.ts';

/** The commands that answer an open conflict, one for each side; `seen` makes sure that it is still as it was shown. */
export const resolveCommands = (
  conflict: { readonly id: number; readonly revision: number },
  systems: readonly SystemName[],
): readonly string[] =>
  [...systems.map((system) => `--take ${system}`), "--value '…'"].map(
    (answer) => `leadloop conflicts resolve ${conflict.id} --seen ${conflict.revision} ${answer}`,
  );
