/** What the database's thread is asked, one at a time. */
export type WorkerRequest =
  /** Frontend messages of the PostgreSQL protocol, up to and with a Sync or Query. */
  | { readonly kind: 'execute'; readonly bytes: Uint8Array }
  | { readonly kind: 'dump' }
  | { readonly kind: 'close' };

/** One for each request, in order, after a first one that greets: the answer to a startup message. */
export type WorkerReply =
  | { readonly kind: 'done'; readonly bytes: Uint8Array }
  /** PostgreSQL itself is gone (SQL errors are part of `done`). Nothing can follow. */
  | { readonly kind: 'broken'; readonly reason: string };
