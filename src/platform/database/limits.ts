/** A client that leaves its transaction open this long without a statement is cut off: it keeps others waiting. */
export const IDLE_IN_TRANSACTION_MS = 60_000;
