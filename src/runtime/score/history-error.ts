/** A file of past leads cannot be learned from; the message says why and what to do. */
export class HistoryError extends Error {}
