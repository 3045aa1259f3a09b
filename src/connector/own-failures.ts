import type { Actor, Failure, FailureKind } from '../domain/failure.ts';

/** A row of the failure table of a connector that no vendor stands behind: the codes are our own, and stable. */
export interface OwnFailure {
  readonly code: string;
  readonly kind: FailureKind;
  readonly meaning: string;
  readonly fix: string;
  readonly actor: Actor;
  /** Where the rule comes from. */
  readonly source: string;
}

/** The failure of that code, with what was wrong, where. The message holds no personal data. */
export function ownFailure<Row extends OwnFailure>(
  table: readonly Row[],
  code: Row['code'],
  message: string,
): Failure {
  const row = table.find((candidate) => candidate.code === code);
  if (row === undefined) throw new Error(`no failure is named ${code}`);
  const { kind, meaning, fix, actor } = row;
  return { kind, code, message, meaning, fix, actor };
}
