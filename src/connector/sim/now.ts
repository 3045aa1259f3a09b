import type { Clock } from '../../domain/clock.ts';

/** The time in a simulator, in ms: by the clock that it was given, else by the machine's. */
export const timeOf = ({ clock }: { readonly clock?: Clock | undefined }): (() => number) =>
  clock === undefined ? Date.now : () => clock.now().getTime();
